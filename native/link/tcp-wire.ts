import { connect, type Socket } from "node:net";
import { AppError, reasonOf } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { TcpAddress } from "./link-address.ts";
import type { ConnectWire, Wire, WireEvents } from "./wire.ts";

/** Longest wait for a connection, ms. */
const connectTimeoutMs = 5_000;

/**
 * Idle time before the first keep-alive probe, ms. Node then probes once a second, ten times: a host
 * that vanished is found within 15 s, one that restarted (it answers RST) within 5 s.
 */
const keepAliveMs = 5_000;

/** Makes a connected socket a wire. Every error of the socket ends the wire; none escapes. */
export function wireOfSocket(socket: Socket, address: string, events: WireEvents): Wire {
  let ended = false;
  let cause: unknown = null;
  const end = (reason: string, error: unknown): void => {
    if (ended) return;
    ended = true;
    socket.destroy();
    events.onEnd(new AppError("link.closed", { address, reason }, error ?? undefined));
  };
  socket.setNoDelay(true);
  socket.setKeepAlive(true, keepAliveMs);
  socket.on("data", (bytes: Buffer) => {
    if (!ended) events.onBytes(bytes);
  });
  socket.on("error", (error) => {
    cause = error;
  });
  socket.on("end", () => end("ended", null));
  socket.on("close", () => end(cause === null ? "ended" : reasonOf(cause), cause));
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        socket.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
    unsentBytes: () => socket.writableLength,
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    end: () => {
      ended = true;
      return destroySocket(socket);
    },
  };
}

/** Resolves when the descriptor is closed. */
export function destroySocket(socket: Socket): Promise<void> {
  if (socket.closed) return Promise.resolve();
  return new Promise((resolve) => {
    socket.once("close", () => resolve());
    socket.destroy();
  });
}

export function tcpConnector(target: TcpAddress, address: string, clock: Clock): ConnectWire {
  return (events, signal) =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: target.host, port: target.port });
      const settle = (): void => {
        cancelTimer();
        signal.removeEventListener("abort", aborted);
        socket.removeAllListeners();
      };
      const fail = (reason: string, error?: unknown): void => {
        settle();
        // A destroyed socket may still report an error of its own; it has been told already.
        socket.on("error", () => undefined);
        const failure = new AppError("link.open_failed", { address, reason }, error);
        void destroySocket(socket).then(() => reject(failure));
      };
      const aborted = (): void => fail("aborted");
      const cancelTimer = clock.after(connectTimeoutMs, () => fail("timed_out"));
      signal.addEventListener("abort", aborted);
      socket.once("error", (error) => fail(reasonOf(error), error));
      socket.once("connect", () => {
        settle();
        resolve(wireOfSocket(socket, address, events));
      });
    });
}
