import { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import type { ToCameras } from "../../contract/cameras-protocol.ts";
import type { PageWire } from "./page-wire.ts";

type PageSocket = Extract<ToCameras, { type: "page-socket" }>;

// The station has checked Host, Origin and cookie. Pictures do not compress.
const server = new WebSocketServer({
  noServer: true,
  perMessageDeflate: false,
  maxPayload: 4096,
  clientTracking: false,
});

/**
 * Completes the WebSocket handshake on a socket that another process accepted, from the request that
 * it read there. A request that is no handshake is answered and closed by ws itself, and `onOpen` is
 * not called.
 */
export function openSocketWire({ request, head }: PageSocket, socket: Socket, onOpen: (wire: PageWire) => void): void {
  const incoming = new IncomingMessage(socket);
  incoming.method = request.method;
  incoming.url = request.url;
  incoming.headers = request.headers;
  socket.setNoDelay(true);
  server.handleUpgrade(incoming, socket, Buffer.from(head, "base64"), (webSocket) => onOpen(wireOf(webSocket)));
}

function wireOf(webSocket: WebSocket): PageWire {
  webSocket.binaryType = "nodebuffer";
  // A page that vanishes or breaks the protocol: `close` follows, and that is all there is to know.
  webSocket.on("error", () => webSocket.terminate());
  return {
    sendText: (text) => webSocket.send(text),
    sendPicture: (message) => webSocket.send(message, { binary: true }),
    bufferedBytes: () => webSocket.bufferedAmount,
    onMessage: (listener) =>
      webSocket.on("message", (data, isBinary) => listener(isBinary ? data : (data as Buffer).toString("utf8"))),
    onClose: (listener) => webSocket.on("close", listener),
    close: () => webSocket.close(1008),
  };
}
