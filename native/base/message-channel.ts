/**
 * One end of a line between two of our processes: a forked child's IPC, a utility process's
 * parentPort, or a MessagePort. Messages are structured-cloneable (or JSON over a fork).
 */
export interface MessageChannelEnd {
  post(message: unknown): void;
  /** One listener; messages that come before it is set are kept for it. */
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}
