import { createServer, type Server, type Socket } from "node:net";
import { AppError, reasonOf } from "../base/app-error.ts";
import { retry, type BackOff } from "../base/retry.ts";
import type { TcpListenAddress } from "./link-address.ts";
import type { LinkCore, LinkParts, WireSource } from "./link-core.ts";
import { destroySocket, wireOfSocket } from "./tcp-wire.ts";
import type { Wire } from "./wire.ts";

/** Nobody connected for this long (ms) after opening or after the last peer left: the line is down. */
const noPeerAfterMs = 5_000;

/**
 * A peer counts as live while it was heard from within this time (ms); a newcomer is then refused.
 * After it the newcomer takes the place: a receiver that lost its connection without our knowing
 * (half-open) comes in at the latest now, and a receiver repeats an unanswered message for at least
 * 12 s, so that it is heard within it while it has something to say.
 */
const peerSilentMs = 10_000;

/** Waits for the device to connect: one peer at a time. */
export function startListening(
  core: LinkCore,
  target: TcpListenAddress,
  backOff: BackOff,
  parts: LinkParts,
): WireSource {
  const { clock, logger } = parts;
  const { address } = core;
  const stop = new AbortController();
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  let lastHeardMs = 0;
  let busy = false;
  let cancelNoPeer = (): void => undefined;

  function expectPeer(): void {
    cancelNoPeer();
    cancelNoPeer = clock.after(noPeerAfterMs, () => {
      if (!busy) core.couldNotOpen(new AppError("link.open_failed", { address, reason: "no_peer" }));
    });
  }

  function accept(socket: Socket): void {
    const peer = { address, peer: `${socket.remoteAddress ?? "?"}:${socket.remotePort ?? 0}` };
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    if (busy && clock.monotonicMs() - lastHeardMs < peerSilentMs) {
      logger.warn(peer, "second peer refused: the first is live");
      socket.on("error", () => undefined);
      socket.resetAndDestroy();
      return;
    }
    if (busy) {
      logger.warn(peer, "silent peer replaced by a newer one");
      core.drop("replaced");
    }
    if (stop.signal.aborted) return;
    busy = true;
    lastHeardMs = clock.monotonicMs();
    cancelNoPeer();
    let wire: Wire | null = null;
    const events = core.eventsFor(() => wire);
    wire = wireOfSocket(socket, address, {
      onBytes(bytes) {
        lastHeardMs = clock.monotonicMs();
        events.onBytes(bytes);
      },
      onEnd: (error) => events.onEnd(error),
    });
    core.cameUp(wire);
  }

  function listen(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const fresh = createServer();
      const fail = (error: unknown): void => {
        const failure = new AppError("link.open_failed", { address, reason: reasonOf(error) }, error);
        // Closing one that never listened reports so; it is closed all the same.
        fresh.close(() => reject(failure));
      };
      fresh.once("error", fail);
      fresh.listen({ host: target.host, port: target.port, exclusive: true }, () => {
        fresh.off("error", fail);
        server = fresh;
        if (signal.aborted) return fail(signal.reason);
        fresh.on("connection", accept);
        // Accepting can fail for want of descriptors; those already connected go on.
        fresh.on("error", (error) => logger.error({ address, reason: reasonOf(error) }, "listening"));
        expectPeer();
        resolve();
      });
    });
  }

  const starting = retry(listen, {
    backOff,
    clock,
    signal: stop.signal,
    onFailure: (error) => {
      if (!(error instanceof AppError)) throw error;
      core.couldNotOpen(error);
    },
  }).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });

  return {
    onWireLost() {
      busy = false;
      expectPeer();
    },
    async stop() {
      stop.abort();
      cancelNoPeer();
      await starting;
      const listening = server;
      const closed = new Promise<void>((resolve) =>
        listening === null ? resolve() : listening.close(() => resolve()),
      );
      await Promise.all([closed, ...[...sockets].map(destroySocket)]);
    },
  };
}
