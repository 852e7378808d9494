import type { AppError } from "../../base/app-error.ts";
import type { ErrorData } from "../../contract/errors.ts";
import type { Link } from "../../link/link.ts";
import type { DriverContext } from "../driver.ts";

/** A line on which nobody answers is connected anew after this long, then ever less often, ms. */
const firstReconnectMs = 5_000;
const mostReconnectMs = 60_000;
/** How long a connection that we dropped ourselves may be away before it counts as down, ms. */
const ownOutageMs = 3_000;

export interface GateLinkListener {
  /** `isOwn`: back from a new try of ours of which nobody was told. */
  onUp(isOwn: boolean): void;
  /** The connection is gone; nothing that was asked will be answered. */
  onDown(error: AppError): void;
  /** It is down and people should know: at once, or later after a new try of ours. */
  onLost(error: ErrorData): void;
  onBytes(bytes: Uint8Array): void;
}

/**
 * The connection of gates that are polled: one that is silent is tried anew, because a TCP connection
 * whose far side vanished accepts what we send for a quarter of an hour, and while something is
 * unacknowledged no keep-alive probes it.
 */
export class GateLink {
  readonly #link: Link;
  readonly #clock: DriverContext["clock"];
  #isUp = false;
  /** Set while the line is down by our own doing and nobody has been told. */
  #cancelOwnOutage: (() => void) | null = null;
  #isReconnecting = false;
  #reconnectAtMs = 0;
  #reconnectAfterMs = firstReconnectMs;

  constructor(address: string, listener: GateLinkListener, { openLink, clock }: DriverContext) {
    this.#clock = clock;
    this.#link = openLink(address, {
      onUp: () => {
        this.#isUp = true;
        this.#reconnectAtMs = clock.monotonicMs() + this.#reconnectAfterMs;
        const isOwn = this.#cancelOwnOutage !== null;
        this.#cancelOwnOutage?.();
        this.#cancelOwnOutage = null;
        listener.onUp(isOwn);
      },
      onDown: (error) => {
        this.#isUp = false;
        listener.onDown(error);
        if (!this.#isReconnecting) {
          listener.onLost(error.toData());
          return;
        }
        // A new try at a line that is silent anyway is no event, unless it does not come back.
        this.#cancelOwnOutage = clock.after(ownOutageMs, () => {
          this.#cancelOwnOutage = null;
          listener.onLost(error.toData());
        });
      },
      onBytes: (bytes) => listener.onBytes(bytes),
    });
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  get address(): string {
    return this.#link.address;
  }

  get counts(): Link["counts"] {
    return this.#link.counts;
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#link.write(bytes);
  }

  pause(): void {
    this.#link.pause();
  }

  resume(): void {
    this.#link.resume();
  }

  /** Somebody on the line has answered. */
  heard(): void {
    this.#reconnectAfterMs = firstReconnectMs;
    this.#reconnectAtMs = this.#clock.monotonicMs() + firstReconnectMs;
  }

  /** Nobody on the line answers: connects anew when it is time for it. */
  retry(): void {
    if (this.#clock.monotonicMs() < this.#reconnectAtMs) return;
    this.#reconnectAfterMs = Math.min(mostReconnectMs, this.#reconnectAfterMs * 2);
    this.#isReconnecting = true;
    this.#link.reconnect("silent");
    this.#isReconnecting = false;
  }

  close(): Promise<void> {
    this.#cancelOwnOutage?.();
    return this.#link.close();
  }
}
