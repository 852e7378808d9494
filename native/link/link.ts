import type { AppError } from "../base/app-error.ts";

/**
 * A byte line to a device: serial, or TCP in either direction. It reconnects for ever by itself.
 * Whoever holds it decodes; the link knows nothing of frames.
 */
export interface Link {
  /** As in the site file. */
  readonly address: string;
  readonly state: "opening" | "up" | "down" | "closed";
  readonly counts: LinkCounts;
  /** Writes all bytes; rejects with `link.not_open` when the link is down. Does not wait for the far side. */
  write(bytes: Uint8Array): Promise<void>;
  /** Stops reading (the far side is held back where the medium can) until `resume`. */
  pause(): void;
  resume(): void;
  /** Drops the present connection and opens a new one: for a line that talks nonsense. */
  reconnect(reason: string): void;
  close(): Promise<void>;
}

export interface LinkCounts {
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Times it came up again after the first. */
  readonly reconnects: number;
}

export interface LinkListener {
  /** A fresh connection: what was half received belongs to the old one. */
  onUp(): void;
  /** Told once an outage, however many attempts follow; `error` is what ended or refused the connection. */
  onDown(error: AppError): void;
  /** Bytes as they came; the array is the listener's to keep. */
  onBytes(bytes: Uint8Array): void;
}
