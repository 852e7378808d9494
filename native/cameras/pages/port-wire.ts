import { encodePicture } from "../../contract/video.ts";
import type { PageWire } from "./page-wire.ts";

/** Electron's MessagePortMain, as far as it is used; electron itself is not imported here. */
export interface ElectronPort {
  postMessage(message: unknown): void;
  on(event: "message", listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: "close", listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** A port does not tell how much waits on the other side: a page that does not read is not noticed. */
export function openPortWire(port: ElectronPort): PageWire {
  return {
    sendText: (text) => port.postMessage(text),
    sendPicture: (header, picture) => port.postMessage(encodePicture(header, picture).buffer),
    bufferedBytes: () => 0,
    onMessage(listener) {
      port.on("message", ({ data }) => listener(data));
      port.start();
    },
    onClose: (listener) => port.on("close", listener),
    close: () => port.close(),
  };
}
