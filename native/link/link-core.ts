import { AppError, reasonOf } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { Link, LinkCounts, LinkListener } from "./link.ts";
import type { Wire, WireEvents } from "./wire.ts";

/** A far side that stopped reading must not fill the station's memory: beyond this it counts as gone. */
const mostUnsentBytes = 256 * 1024;

export interface LinkParts {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What brings connections: runs from the opening of a link to its end. */
export interface WireSource {
  /** The wire in use ended, or was dropped on request: bring another. */
  onWireLost(): void;
  /** Idempotent; never rejects. */
  stop(): Promise<void>;
}

/**
 * The part of a link that is the same for every medium: its state, its counts, what the listener is
 * told. Exceptions of the listener are not caught: they are mistakes of the program.
 */
export class LinkCore implements Link {
  readonly address: string;
  readonly #listener: LinkListener;
  readonly #logger: Logger;
  #source: WireSource | null = null;
  #state: Link["state"] = "opening";
  #wire: Wire | null = null;
  #paused = false;
  #downTold = false;
  #timesUp = 0;
  #bytesIn = 0;
  #bytesOut = 0;
  #closing: Promise<void> | null = null;
  /** Writes that the system has not taken yet: a port that hangs up may never answer them. */
  readonly #failWrites = new Set<(reason: string) => void>();
  readonly #endings = new Set<Promise<void>>();

  constructor(address: string, listener: LinkListener, logger: Logger) {
    this.address = address;
    this.#listener = listener;
    this.#logger = logger;
  }

  /** To be called once, before the source brings its first wire. */
  attach(source: WireSource): void {
    this.#source = source;
  }

  get state(): Link["state"] {
    return this.#state;
  }

  get counts(): LinkCounts {
    return { bytesIn: this.#bytesIn, bytesOut: this.#bytesOut, reconnects: Math.max(0, this.#timesUp - 1) };
  }

  /** Events for a wire about to be made; those of a wire that is no longer in use are ignored. */
  eventsFor(current: () => Wire | null): WireEvents {
    const inUse = (): boolean => this.#wire !== null && this.#wire === current();
    return {
      onBytes: (bytes) => {
        if (!inUse()) return;
        this.#bytesIn += bytes.byteLength;
        this.#listener.onBytes(bytes);
      },
      onEnd: (error) => {
        if (inUse()) this.#lose(error);
      },
    };
  }

  /** The source has a working wire. One that is still in use must have been lost before. */
  cameUp(wire: Wire): void {
    if (this.#state === "closed") {
      this.#end(wire);
      return;
    }
    this.#wire = wire;
    this.#state = "up";
    this.#downTold = false;
    this.#timesUp++;
    if (this.#paused) wire.pause();
    this.#logger.info({ address: this.address }, "link up");
    this.#listener.onUp();
  }

  /** An attempt failed; the listener hears of it only once an outage. */
  couldNotOpen(error: AppError): void {
    if (this.#state !== "closed") this.#tellDown(error);
  }

  /** Gives up the wire in use, for instance because a newer one takes its place. */
  drop(reason: string): void {
    const wire = this.#wire;
    if (wire === null) return;
    this.#lose(new AppError("link.closed", { address: this.address, reason }));
  }

  async write(bytes: Uint8Array): Promise<void> {
    const wire = this.#wire;
    if (wire === null) throw new AppError("link.not_open", { address: this.address });
    if (wire.unsentBytes() > mostUnsentBytes) {
      this.drop("write_stalled");
      throw new AppError("link.closed", { address: this.address, reason: "write_stalled" });
    }
    await this.#handOver(wire, bytes);
    this.#bytesOut += bytes.byteLength;
  }

  #handOver(wire: Wire, bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (reason: string, cause?: unknown): void => {
        this.#failWrites.delete(fail);
        reject(new AppError("link.closed", { address: this.address, reason }, cause));
      };
      this.#failWrites.add(fail);
      wire.write(bytes).then(
        () => {
          this.#failWrites.delete(fail);
          resolve();
        },
        (error: unknown) => fail(reasonOf(error), error),
      );
    });
  }

  pause(): void {
    this.#paused = true;
    this.#wire?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#wire?.resume();
  }

  reconnect(reason: string): void {
    this.drop(reason);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#state = "closed";
    const wire = this.#wire;
    this.#wire = null;
    this.#abandonWrites();
    await Promise.all([wire?.end(), this.#source?.stop()]);
    // A connection that was just coming up ends only now.
    await Promise.all(this.#endings);
  }

  #lose(error: AppError): void {
    const wire = this.#wire;
    this.#wire = null;
    if (wire !== null) this.#end(wire);
    this.#tellDown(error);
    // The listener may have closed the link when it heard of it.
    if (this.#closing === null) this.#source?.onWireLost();
  }

  #end(wire: Wire): void {
    this.#abandonWrites();
    const ending = wire.end();
    this.#endings.add(ending);
    void ending.then(() => this.#endings.delete(ending));
  }

  #abandonWrites(): void {
    for (const fail of this.#failWrites) fail("ended");
  }

  #tellDown(error: AppError): void {
    this.#state = "down";
    if (this.#downTold) return;
    this.#downTold = true;
    this.#logger.warn({ address: this.address, code: error.code, ...error.params }, "link down");
    this.#listener.onDown(error);
  }
}
