import { z } from "zod";
import { errorDataSchema } from "./errors.ts";
import { clipIdSchema } from "./clips.ts";
import { idSchema, utcMsSchema } from "./text.ts";

/** How cameras encode what can be kept and shown. */
export const videoEncodings = ["h264", "h265"] as const;
export type VideoEncoding = (typeof videoEncodings)[number];

/**
 * The video channel between the cameras process and a page: text messages are JSON, binary messages
 * are encoded pictures. It runs over a WebSocket or a MessagePort alike and never through the
 * station's event loop. A page opens as many tiles as it wants on one channel.
 */
export const videoRequestSchema = z.discriminatedUnion("type", [
  /**
   * What the page can decode; H.264 alone until it says so. Cameras that send something else come
   * re-encoded. Said before the first `open`; said again, every tile begins anew.
   */
  z.strictObject({ type: z.literal("decodes"), encodings: z.array(z.enum(videoEncodings)).max(8) }),
  /** `tile` is the page's own number for it; opening a tile again replaces what it showed. */
  z.strictObject({ type: z.literal("open"), tile: z.int().min(0).max(65535), cameraId: idSchema }),
  z.strictObject({ type: z.literal("close"), tile: z.int().min(0).max(65535) }),
  /**
   * What was, once and as fast as the line takes it, then `replay-end`: a span (UTC ms) of what is kept in
   * clips, finished or not, and in memory, or one clip. It begins with the key picture before `fromMs`. The
   * tile shows nothing else until it is opened again.
   */
  z.strictObject({
    type: z.literal("replay"),
    tile: z.int().min(0).max(65535),
    source: z.discriminatedUnion("of", [
      z.strictObject({ of: z.literal("span"), cameraId: idSchema, fromMs: utcMsSchema, toMs: utcMsSchema }),
      z.strictObject({ of: z.literal("clip"), clipId: clipIdSchema }),
    ]),
  }),
  /** Clock comparison; answered at once by `pong`. */
  z.strictObject({ type: z.literal("ping"), sentAtMs: z.number() }),
]);
export type VideoRequest = z.infer<typeof videoRequestSchema>;
export type ReplaySource = Extract<VideoRequest, { type: "replay" }>["source"];

/**
 * `frozen`: the same picture again and again; `blank`: nothing to see (covered, sprayed, black); `moved`: another
 * view than the one that was said to be the right one (0016).
 */
export const pictureContents = ["seen", "frozen", "blank", "moved"] as const;
export type PictureContent = (typeof pictureContents)[number];
export const badContents = ["frozen", "blank", "moved"] as const satisfies readonly PictureContent[];
export type BadContent = (typeof badContents)[number];

export const tileStates = ["connecting", "streaming", "offline", "refused", "unsupported"] as const;

export const videoNoticeSchema = z.discriminatedUnion("type", [
  /** Sent before the first picture and whenever the stream changes. Pictures are in Annex B form. */
  z.strictObject({
    type: z.literal("config"),
    tile: z.int(),
    /** For WebCodecs, such as `avc1.42C01E`. */
    codec: z.string(),
    width: z.int(),
    height: z.int(),
    /** Pictures a second at most when this is not what the camera sends but made of it, smaller; else null. */
    reencodedPerSecond: z.number().nullable(),
  }),
  z.strictObject({
    type: z.literal("state"),
    tile: z.int(),
    state: z.enum(tileStates),
    error: errorDataSchema.nullable(),
  }),
  /** What the pictures show, though they come in time; sent when it changes, and to a new tile unless it is `seen`. */
  z.strictObject({ type: z.literal("content"), tile: z.int(), content: z.enum(pictureContents), sinceMs: utcMsSchema }),
  /** All pictures of a replay have been sent; `error`: why there are none, or no more. */
  z.strictObject({
    type: z.literal("replay-end"),
    tile: z.int(),
    pictures: z.int().nonnegative(),
    error: errorDataSchema.nullable(),
  }),
  /** `nowMs` is the clock that stamps the pictures. */
  z.strictObject({ type: z.literal("pong"), sentAtMs: z.number(), nowMs: z.number() }),
]);
export type VideoNotice = z.infer<typeof videoNoticeSchema>;

/**
 * Header of a picture, big endian: u16 tile, u8 flags (bit 0 key picture, bit 1 pictures were skipped
 * before this one), u8 zero, u32 number within the tile, f64 receivedAtMs, f64 timestampUs. The
 * encoded picture follows.
 */
export const pictureHeaderBytes = 24;

export interface PictureHeader {
  readonly tile: number;
  readonly key: boolean;
  readonly skipped: boolean;
  /** Counts pictures sent on this tile, from 0. */
  readonly number: number;
  /** When the cameras process had received the whole picture, UTC ms on its clock. */
  readonly receivedAtMs: number;
  /** The stream's own time, microseconds, from an arbitrary start. */
  readonly timestampUs: number;
}

export function encodePicture(header: PictureHeader, picture: Uint8Array): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(pictureHeaderBytes + picture.byteLength);
  writePictureHeader(message, header);
  message.set(picture, pictureHeaderBytes);
  return message;
}

/** Into the first bytes of `message`. */
export function writePictureHeader(message: Uint8Array, header: PictureHeader): void {
  const view = new DataView(message.buffer, message.byteOffset, pictureHeaderBytes);
  view.setUint16(0, header.tile);
  view.setUint8(2, (header.key ? 1 : 0) | (header.skipped ? 2 : 0));
  view.setUint32(4, header.number >>> 0);
  view.setFloat64(8, header.receivedAtMs);
  view.setFloat64(16, header.timestampUs);
}

/** Null for a message that is too short to be a picture. The picture shares the message's memory. */
export function decodePicture(
  message: ArrayBuffer,
): { header: PictureHeader; picture: Uint8Array<ArrayBuffer> } | null {
  if (message.byteLength <= pictureHeaderBytes) return null;
  const view = new DataView(message);
  const flags = view.getUint8(2);
  return {
    header: {
      tile: view.getUint16(0),
      key: (flags & 1) !== 0,
      skipped: (flags & 2) !== 0,
      number: view.getUint32(4),
      receivedAtMs: view.getFloat64(8),
      timestampUs: view.getFloat64(16),
    },
    picture: new Uint8Array(message, pictureHeaderBytes),
  };
}
