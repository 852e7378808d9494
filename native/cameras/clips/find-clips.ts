import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { parseClipId } from "./clip-path.ts";

export interface ClipOnDisk {
  readonly path: string;
  /** Its first picture, UTC ms. */
  readonly startMs: number;
}

/** A clip is at most 10 minutes long, and a little. */
const mostMs = 660_000;

/** Clips of a camera, finished or being written, that may hold pictures of this span (UTC ms), oldest first. */
export async function findClips(
  folder: string,
  cameraId: string,
  fromMs: number,
  toMs: number,
): Promise<readonly ClipOnDisk[]> {
  const earliestMs = fromMs - mostMs;
  const days = new Set([earliestMs, toMs].map((ms) => new Date(Math.max(0, ms)).toISOString().slice(0, 10)));
  const found: ClipOnDisk[] = [];
  for (const day of days)
    for (const name of await namesIn(join(folder, day))) {
      const id = parseClipId(name.replace(/\.mp4(\.part)?$/, ""));
      if (id?.cameraId === cameraId && id.startMs >= earliestMs && id.startMs <= toMs)
        found.push({ path: join(folder, day, name), startMs: id.startMs });
    }
  return found.toSorted((a, b) => a.startMs - b.startMs);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    // Nothing was recorded on that day.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
