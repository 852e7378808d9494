import { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import type { ToCameras } from "../../contract/cameras-protocol.ts";
import { pictureHeaderBytes, writePictureHeader } from "../../contract/video.ts";
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
  server.handleUpgrade(incoming, socket, Buffer.from(head, "base64"), (webSocket) => onOpen(wireOf(webSocket, socket)));
}

function wireOf(webSocket: WebSocket, socket: Socket): PageWire {
  webSocket.binaryType = "nodebuffer";
  // A page that vanishes or breaks the protocol: `close` follows, and that is all there is to know.
  webSocket.on("error", () => webSocket.terminate());
  let isGathering = false;
  /** What is sent in one turn of the loop leaves in one call of the system. */
  const gather = (): void => {
    if (isGathering) return;
    isGathering = true;
    socket.cork();
    process.nextTick(() => {
      isGathering = false;
      socket.uncork();
    });
  };
  return {
    sendText: (text) => webSocket.send(text),
    sendPicture(header, picture) {
      gather();
      const head = new Uint8Array(pictureHeaderBytes);
      writePictureHeader(head, header);
      // Two frames of one message: the picture is not copied.
      webSocket.send(head, { binary: true, fin: false });
      webSocket.send(picture, { binary: true, fin: true });
    },
    bufferedBytes: () => webSocket.bufferedAmount,
    onMessage: (listener) =>
      webSocket.on("message", (data, isBinary) => listener(isBinary ? data : (data as Buffer).toString("utf8"))),
    onClose: (listener) => webSocket.on("close", listener),
    close: () => webSocket.close(1008),
  };
}
