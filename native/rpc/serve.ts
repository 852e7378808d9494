import type { SupportedMessagePort } from "@orpc/client/message-port";
import { RPCHandler as PortHandler } from "@orpc/server/message-port";
import { RPCHandler as SocketHandler } from "@orpc/server/ws";
import type { WebSocket } from "ws";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { router, translateErrors } from "./router.ts";
import type { CallContext } from "./services.ts";

const options = { clientInterceptors: [translateErrors] };

/** A page that does not read is let go: it comes back and resumes where it stopped. */
const mostBufferedBytes = 8 * 1024 * 1024;
/** Unreadable messages in a row of one connection before it is closed. */
const mostUnreadable = 5;

/** Answers the contract on an open WebSocket until it closes. */
export function serveSocket(socket: WebSocket, context: CallContext, parts: { clock: Clock; logger: Logger }): void {
  let unreadable = 0;
  socket.on("message", (data, isBinary) => {
    // With its default setting ws gives every message as one Buffer.
    if (!isBinary && Buffer.isBuffer(data) && isJsonObject(data.toString())) return;
    unreadable += 1;
    const error = { code: "rpc.malformed", params: { procedure: "" } } as const;
    context.services.noteRefusal("", error, context.session.actor);
    parts.logger.warn({ session: context.session.id, unreadable }, "unreadable message from a page");
    if (unreadable >= mostUnreadable) socket.close(1007, "unreadable");
  });
  socket.on("error", (error) => parts.logger.warn({ error: error.message }, "page connection"));
  const guarded = {
    addEventListener: ((type: string, listener: (event: { data: unknown }) => void) => {
      if (type !== "message") return socket.addEventListener(type as "close", listener as () => void);
      // What is not a JSON object was refused above and must not reach the decoder.
      return socket.addEventListener("message", (event) => {
        if (typeof event.data === "string" && isJsonObject(event.data)) listener(event);
      });
    }) as WebSocket["addEventListener"],
    send: ((data: Parameters<WebSocket["send"]>[0]) => {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > mostBufferedBytes) {
        parts.logger.warn({ session: context.session.id }, "a page does not read; closing its connection");
        socket.terminate();
        return;
      }
      socket.send(data);
    }) as WebSocket["send"],
  };
  void new SocketHandler<CallContext>(router, options).upgrade(guarded, { context });
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null;
  } catch {
    // Not JSON: that is the answer to the question.
    return false;
  }
}

/** Answers the contract on a MessagePort until it closes. The port must be started by the caller. */
export function servePort(port: SupportedMessagePort, context: CallContext): void {
  new PortHandler<CallContext>(router, options).upgrade(port, { context });
}
