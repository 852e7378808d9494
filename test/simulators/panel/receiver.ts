import { type Clock, systemClock } from "../../../native/base/clock.ts";
import { type AlarmText, contactIdFrame, heartbeatFrame, type ReceiverText } from "./frames.ts";
import { type Line, type LineTarget, openLine } from "./line.ts";

/** What is wrong with the receiver or its line. Probabilities are 0 to 1 a frame. */
export interface ReceiverFaults {
  /** Random bytes before a frame, now and then with a terminator among them. */
  readonly noise: number;
  /** Acknowledgements that get lost on their way. */
  readonly dropAck: number;
  /** Only the first half of a frame is sent. */
  readonly half: number;
  /** The frame is sent twice in one go. */
  readonly duplicate: number;
  /** A heartbeat is glued to the message, in one write. */
  readonly glued: number;
  /** Sends everything without waiting for answers. */
  readonly neverStop: boolean;
  /** Sends nothing at all. */
  readonly silence: boolean;
  /** Ms between two bytes; 0 is all at once. */
  readonly slowMs: number;
}

export const noFaults: ReceiverFaults = {
  noise: 0,
  dropAck: 0,
  half: 0,
  duplicate: 0,
  glued: 0,
  neverStop: false,
  silence: false,
  slowMs: 0,
};

export interface ReceiverOptions {
  readonly line: LineTarget;
  readonly heartbeatSeconds?: number;
  /** 4 s and 3 tries in the manuals; tests may shorten the first. */
  readonly ackTimeoutMs?: number;
  readonly tries?: number;
  readonly name?: ReceiverText;
  readonly faults?: Partial<ReceiverFaults>;
  readonly clock?: Clock;
  readonly random?: () => number;
  /** Told of every acknowledged message, in the moment of its acknowledgement. */
  readonly onAcknowledged?: (frame: string) => void;
}

export interface Receiver {
  readonly port: number;
  /** A Contact ID message into the queue; returns its frame. */
  alarm(alarm: AlarmText): string;
  /** Any frame into the queue, terminator included. */
  send(frame: string): void;
  /** Bytes onto the line at once, past the queue. */
  inject(bytes: Uint8Array): void;
  setFaults(faults: Partial<ReceiverFaults>): void;
  reset(): void;
  /** Messages (heartbeats not among them) whose acknowledgement came, in order. */
  readonly acknowledged: readonly string[];
  readonly heartbeatsAcknowledged: number;
  /** Frames put on the line, repetitions included. */
  readonly sent: readonly string[];
  readonly waiting: number;
  /** Gave up after its tries: only heartbeats until one is acknowledged. */
  readonly hasLostComputer: boolean;
  close(): Promise<void>;
}

const ACK = 0x06;
const NAK = 0x15;

/**
 * A receiver as its manuals describe it: one message at a time, an answer within 4 s or the same
 * again, three tries; then it keeps its messages and sends heartbeats only, until one is acknowledged.
 */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const { clock = systemClock, random = Math.random, tries = 3, ackTimeoutMs = 4_000 } = options;
  const name = options.name ?? { receiver: "01", line: "1" };
  const heartbeatMs = (options.heartbeatSeconds ?? 30) * 1000;
  let faults: ReceiverFaults = { ...noFaults, ...options.faults };
  const queue: string[] = [];
  /** Frames whose answer is awaited, oldest first; one, unless it never stops. */
  let awaited: string[] = [];
  let tried = 0;
  let isUp = false;
  let isClosed = false;
  let hasLostComputer = false;
  let heartbeatsAcknowledged = 0;
  const acknowledged: string[] = [];
  const sent: string[] = [];
  let cancelAnswer = (): void => undefined;
  let cancelHeartbeat = (): void => undefined;
  /** A slow line: what is still being put on it, byte by byte. */
  let writing: Promise<void> = Promise.resolve();
  let beingWritten = 0;

  const line: Line = await openLine(options.line, {
    onUp() {
      isUp = true;
      // Whatever was not answered is sent again; the queue still holds it.
      awaited = [];
      tried = 0;
      hasLostComputer = false;
      planHeartbeat();
      work();
    },
    onDown() {
      isUp = false;
      awaited = [];
      cancelAnswer();
      cancelHeartbeat();
    },
    onBytes(bytes) {
      for (const byte of bytes) {
        if (byte === ACK && random() >= faults.dropAck) takeAnswer();
        if (byte === NAK) repeat();
      }
    },
  });

  const isHeartbeat = (frame: string): boolean => frame.includes("@    \u0014");

  function planHeartbeat(): void {
    cancelHeartbeat();
    cancelHeartbeat = clock.after(heartbeatMs, () => {
      // Never between a message and its answer.
      if (isUp && !faults.silence && awaited.length === 0) transmit(heartbeatFrame(name), false);
      planHeartbeat();
    });
  }

  function work(): void {
    if (!isUp || isClosed || faults.silence || hasLostComputer) return;
    if (faults.neverStop) {
      const underWay = awaited.filter((frame) => !isHeartbeat(frame)).length;
      for (const frame of queue.slice(underWay)) transmit(frame, true);
      return;
    }
    const [next] = queue;
    if (next !== undefined && awaited.length === 0) transmit(next, true);
  }

  function transmit(frame: string, isMessage: boolean): void {
    awaited.push(frame);
    tried++;
    const half = random() < faults.half;
    const body = half ? frame.slice(0, frame.length / 2) : random() < faults.duplicate ? frame + frame : frame;
    // Only behind a whole message: the answer to the heartbeat would pass for the answer to the lost half.
    const glued = isMessage && !half && random() < faults.glued ? heartbeatFrame(name) : "";
    if (glued !== "") awaited.push(glued);
    sent.push(frame);
    cancelAnswer();
    planHeartbeat();
    put(
      Buffer.concat([random() < faults.noise ? noise() : Buffer.alloc(0), Buffer.from(body + glued, "latin1")]),
      () => {
        cancelAnswer();
        if (!faults.neverStop && awaited.length > 0) cancelAnswer = clock.after(ackTimeoutMs, repeat);
      },
    );
  }

  function put(bytes: Uint8Array, onWritten: () => void): void {
    if (faults.slowMs <= 0) {
      line.send(bytes);
      onWritten();
      return;
    }
    const waitMs = faults.slowMs;
    beingWritten++;
    writing = writing.then(async () => {
      for (const byte of bytes) {
        await clock.sleep(waitMs);
        if (isClosed) return;
        line.send(Uint8Array.of(byte));
      }
      beingWritten--;
      onWritten();
    });
  }

  function noise(): Buffer {
    const bytes = Buffer.alloc(1 + Math.floor(random() * 100));
    for (let index = 0; index < bytes.length; index++) bytes[index] = Math.floor(random() * 256);
    return bytes;
  }

  function takeAnswer(): void {
    // The late answer to a repetition is no answer to a frame that is still on its way.
    if (beingWritten > 0) return;
    const frame = awaited.shift();
    if (frame === undefined) return;
    if (awaited.length === 0) cancelAnswer();
    tried = 0;
    hasLostComputer = false;
    if (isHeartbeat(frame)) heartbeatsAcknowledged++;
    else {
      queue.splice(queue.indexOf(frame), 1);
      acknowledged.push(frame);
      options.onAcknowledged?.(frame);
    }
    work();
  }

  function repeat(): void {
    const [frame] = awaited;
    if (frame === undefined || !isUp || isClosed) return;
    awaited = [];
    if (tried < tries) transmit(frame, !isHeartbeat(frame));
    else {
      tried = 0;
      hasLostComputer = true;
    }
  }

  return {
    port: line.port,
    alarm(alarm) {
      const frame = contactIdFrame(name, alarm);
      queue.push(frame);
      work();
      return frame;
    },
    send(frame) {
      queue.push(frame);
      work();
    },
    inject: (bytes) => line.send(bytes),
    setFaults(changed) {
      faults = { ...faults, ...changed };
      work();
    },
    reset: () => line.reset(),
    acknowledged,
    get heartbeatsAcknowledged() {
      return heartbeatsAcknowledged;
    },
    sent,
    get waiting() {
      return queue.length;
    },
    get hasLostComputer() {
      return hasLostComputer;
    },
    async close() {
      isClosed = true;
      cancelAnswer();
      cancelHeartbeat();
      await line.close();
    },
  };
}
