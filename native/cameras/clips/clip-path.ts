import { join } from "node:path";
import { clipPlaceInFolder } from "../../contract/clips.ts";

/** Where a clip lies: `YYYY-MM-DD` (UTC) / id. `part` until it is finished. */
export interface ClipPath {
  readonly clipId: string;
  readonly part: string;
  readonly path: string;
}

/** `startMs`: its first picture, UTC ms. */
export function clipPath(folder: string, cameraId: string, startMs: number): ClipPath {
  const clipId = `${cameraId}-${startMs}`;
  const path = join(folder, clipPlaceInFolder(clipId));
  return { clipId, path, part: `${path}.part` };
}

/** Null for what is no clip's id. */
export function parseClipId(clipId: string): { readonly cameraId: string; readonly startMs: number } | null {
  const match = /^([a-z0-9][a-z0-9._-]{0,63})-(\d{10,16})$/.exec(clipId);
  return match === null ? null : { cameraId: match[1] ?? "", startMs: Number(match[2]) };
}
