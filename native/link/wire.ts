import type { AppError } from "../base/app-error.ts";

/** One connection of a link, from when it came up until it ends; a link goes through many. */
export interface Wire {
  /** Hands the bytes to the system; rejects with a foreign error when the connection broke meanwhile. */
  write(bytes: Uint8Array): Promise<void>;
  /** Bytes handed over but not yet taken by the system: grows when the far side does not read. */
  unsentBytes(): number;
  pause(): void;
  resume(): void;
  /** Ends it and waits until its descriptor is closed. No event follows. Idempotent; never rejects. */
  end(): Promise<void>;
}

export interface WireEvents {
  onBytes(bytes: Uint8Array): void;
  /** Told once, unless `end()` was called before; `error` is `link.closed`. */
  onEnd(error: AppError): void;
}

/**
 * Makes one attempt to connect; gives up when the signal says so.
 * @throws AppError `link.open_failed` with `address` and `reason`
 */
export type ConnectWire = (events: WireEvents, signal: AbortSignal) => Promise<Wire>;
