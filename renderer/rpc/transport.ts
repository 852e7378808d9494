import { createORPCClient } from "@orpc/client";
import { RPCLink as PortLink } from "@orpc/client/message-port";
import { RPCLink as SocketLink } from "@orpc/client/websocket";
import type { ContractRouterClient } from "@orpc/contract";
import type { Contract } from "../../native/contract/rpc.ts";
import type { VideoRequest } from "../../native/contract/video.ts";
import type { Shell } from "./shell.ts";

export type StationClient = ContractRouterClient<Contract>;

/** An open line to the station. Closed once, never reopened. */
export interface RpcLine {
  readonly client: StationClient;
  readonly onClose: (listener: () => void) => void;
  readonly close: () => void;
}

/** An open line to the cameras process. */
export interface VideoLine {
  readonly post: (request: VideoRequest) => void;
  /** Text is JSON, anything else an encoded picture. */
  readonly onMessage: (listener: (message: string | ArrayBuffer) => void) => void;
  readonly onClose: (listener: () => void) => void;
  readonly close: () => void;
}

/** How this page reaches its station; it cannot tell a socket from a port. Both reject when it cannot be reached. */
export interface Transport {
  readonly openRpc: (signal: AbortSignal) => Promise<RpcLine>;
  readonly openVideo: (signal: AbortSignal) => Promise<VideoLine>;
}

function addressOf(page: Location, path: string): string {
  const url = new URL(path, page.href);
  url.protocol = page.protocol === "https:" ? "wss:" : "ws:";
  url.search = "";
  url.hash = "";
  return url.href;
}

/** Resolves when the socket is open; rejects when it closes first or the signal ends the waiting. */
function openSocket(url: string, signal: AbortSignal): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    const giveUp = () => {
      socket.close();
      reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
    };
    socket.addEventListener("open", () => {
      signal.removeEventListener("abort", giveUp);
      resolve(socket);
    });
    socket.addEventListener("close", (event) => {
      signal.removeEventListener("abort", giveUp);
      reject(new Error(`closed ${event.code}`));
    });
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp, { once: true });
  });
}

export function openSocketTransport(page: Location): Transport {
  return {
    async openRpc(signal) {
      const socket = await openSocket(addressOf(page, "/rpc"), signal);
      return {
        client: createORPCClient<StationClient>(new SocketLink({ websocket: socket })),
        onClose: (listener) => socket.addEventListener("close", listener),
        close: () => socket.close(),
      };
    },
    async openVideo(signal) {
      const socket = await openSocket(addressOf(page, "/video"), signal);
      return {
        post: (request) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(request));
        },
        onMessage: (listener) =>
          socket.addEventListener("message", (event: MessageEvent<string | ArrayBuffer>) => listener(event.data)),
        onClose: (listener) => socket.addEventListener("close", listener),
        close: () => socket.close(),
      };
    },
  };
}

/** A pair that nobody took for so long is not trusted any more: its other end may be gone. */
const sparePortMs = 3000;

export function openPortTransport(shell: Shell): Transport {
  type Kind = "rpc" | "video";
  const spare = new Map<Kind, { readonly port: MessagePort; readonly atMs: number }>();
  let waiting: (() => void)[] = [];
  shell.onPorts((rpc, video) => {
    for (const [kind, port] of [["rpc", rpc] as const, ["video", video] as const]) {
      spare.get(kind)?.port.close();
      spare.set(kind, { port, atMs: performance.now() });
    }
    for (const wake of waiting.splice(0)) wake();
  });

  async function take(kind: Kind, signal: AbortSignal): Promise<MessagePort> {
    for (;;) {
      const found = spare.get(kind);
      spare.delete(kind);
      if (found && performance.now() - found.atMs < sparePortMs) return found.port;
      found?.port.close();
      await new Promise<void>((resolve, reject) => {
        const asked = waiting.length > 0;
        waiting.push(resolve);
        signal.addEventListener(
          "abort",
          () => {
            waiting = waiting.filter((wake) => wake !== resolve);
            reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
          },
          { once: true },
        );
        if (!asked) shell.requestPorts();
      });
    }
  }

  return {
    async openRpc(signal) {
      const port = await take("rpc", signal);
      const client = createORPCClient<StationClient>(new PortLink({ port }));
      port.start();
      return {
        client,
        onClose: (listener) => port.addEventListener("close", listener),
        close: () => port.close(),
      };
    },
    async openVideo(signal) {
      const port = await take("video", signal);
      return {
        post: (request) => port.postMessage(JSON.stringify(request)),
        onMessage(listener) {
          port.addEventListener("message", (event: MessageEvent<unknown>) => {
            const { data } = event;
            if (typeof data === "string" || data instanceof ArrayBuffer) listener(data);
            else if (ArrayBuffer.isView(data))
              listener(
                data.byteLength === data.buffer.byteLength && data.buffer instanceof ArrayBuffer
                  ? data.buffer
                  : new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice().buffer,
              );
          });
          port.start();
        },
        onClose: (listener) => port.addEventListener("close", listener),
        close: () => port.close(),
      };
    },
  };
}
