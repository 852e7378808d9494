import { AppError } from "../../base/app-error.ts";
import { readClip } from "../clips/read-clip.ts";
import { decodeStill } from "../h264/decode-still.ts";
import type { Picture } from "../h264/picture-assembler.ts";

export interface ClipStill {
  /** When the picture had been received, UTC ms: at or a little before the moment asked for. */
  readonly atMs: number;
  readonly jpeg: Buffer;
}

/**
 * The picture of a clip that stood at this moment (UTC ms); the first one for a moment before it.
 * @throws AppError `camera.still_failed`, `clip.unreadable`, `camera.no_picture`
 */
export async function clipStill(path: string, fromMs: number, atMs: number): Promise<ClipStill> {
  let group: Picture[] = [];
  for await (const picture of readClip(path, fromMs)) {
    if (picture.receivedAtMs > atMs && group.length > 0) break;
    if (picture.key) group = [];
    group.push(picture);
  }
  const last = group.at(-1);
  if (last === undefined) throw new AppError("camera.no_picture", { atMs });
  return { atMs: last.receivedAtMs, jpeg: await decodeStill(group) };
}
