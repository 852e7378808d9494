import type { PictureHeader } from "../../contract/video.ts";

/** One page's video channel, whatever carries it. */
export interface PageWire {
  sendText(text: string): void;
  /** The picture's memory is shared and stays as it is. */
  sendPicture(header: PictureHeader, picture: Uint8Array): void;
  /** Bytes handed over that have not left this process; 0 where the carrier does not tell. */
  bufferedBytes(): number;
  /** What the page sent: text, or anything else, which is a mistake of the page. */
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}
