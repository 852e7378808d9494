import type { PeerWire } from "./peer-wire.ts";

const ack = 0x06;
const nothing = (): void => undefined;

export interface Answered {
  /** From the last byte written (of the copy that was answered) to the acknowledgement's arrival, ms. */
  readonly ackMs: number;
  /** 1 = at the first try. */
  readonly tries: number;
  /** Copies that went out on a connection which then broke are tries too. */
  readonly brokenConnections: number;
}

export interface RawReceiver {
  /**
   * Sends a frame and waits for its acknowledgement, again and again: after `answerWithinMs`, and on
   * each new connection. Null when `most` tries stayed without an answer, or after `stop`.
   */
  send(frame: Buffer, most?: number): Promise<Answered | null>;
  /** Bytes 06 that came while nothing waited for one, and other bytes that came. */
  readonly strayAcks: number;
  readonly otherBytes: number;
  readonly acks: number;
  /** Sends of which the answer is still out end with null, at once; later ones too. */
  stop(): void;
}

/**
 * A receiver's automation output, as the manuals describe it (MLR2-E p. 42: one message at a time,
 * 4 s for an answer): the sending side only, on a wire of its own.
 */
export function openRawReceiver(wire: PeerWire, answerWithinMs = 4_000): RawReceiver {
  let strayAcks = 0;
  let otherBytes = 0;
  let acks = 0;
  const stop = new AbortController();
  let onAck: ((atMs: number) => void) | null = null;
  let onChange = nothing;

  wire.listen({
    onUp: () => onChange(),
    onDown: () => onChange(),
    onBytes(bytes) {
      const atMs = performance.now();
      for (const byte of bytes) {
        if (byte !== ack) {
          otherBytes += 1;
          continue;
        }
        acks += 1;
        const answered = onAck;
        onAck = null;
        if (answered === null) strayAcks += 1;
        else answered(atMs);
      }
    },
  });

  /** Resolves at the next change of the wire, or when stopped. */
  function change(): Promise<void> {
    return new Promise((resolve) => {
      onChange = () => {
        onChange = nothing;
        resolve();
      };
    });
  }

  /** One copy on the connection there is. */
  function attempt(frame: Buffer): Promise<number | "timeout" | "broken"> {
    return new Promise((resolve) => {
      const finish = (result: number | "timeout" | "broken"): void => {
        clearTimeout(timer);
        onAck = null;
        onChange = nothing;
        resolve(result);
      };
      const timer = setTimeout(() => finish("timeout"), answerWithinMs);
      onChange = () => finish("broken");
      wire.write(frame);
      const sentMs = performance.now();
      onAck = (atMs) => finish(atMs - sentMs);
    });
  }

  return {
    async send(frame, most = Infinity) {
      let brokenConnections = 0;
      for (let tries = 1; tries <= most; tries++) {
        while (!wire.isUp && !stop.signal.aborted) await change();
        if (stop.signal.aborted) return null;
        const result = await attempt(frame);
        if (typeof result === "number") return { ackMs: result, tries, brokenConnections };
        if (stop.signal.aborted) return null;
        if (result === "broken") brokenConnections += 1;
      }
      return null;
    },
    get strayAcks() {
      return strayAcks;
    },
    get otherBytes() {
      return otherBytes;
    },
    get acks() {
      return acks;
    },
    stop() {
      stop.abort();
      onChange();
    },
  };
}
