import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, rm, stat, statfs } from "node:fs/promises";
import { AppError, reasonOf } from "../../base/app-error.ts";
import type { Clock } from "../../base/clock.ts";
import type { CheckedClip, ClipWork, ClipWorkResult, RemovedClip } from "../../contract/clip-work.ts";
import { clipPath, parseClipId } from "./clip-path.ts";

/** Between two pieces of a file that is only checked, ms: recording comes first on the same disk. */
const restMs = 5;

export interface ClipWorkParts {
  readonly clock: Clock;
  /** Ends it between two files, or two pieces of one. */
  readonly signal: AbortSignal;
}

/** What the station asks to be done with the files of clips. Rejects with what a single file cannot answer for. */
export async function doClipWork(
  work: ClipWork,
  folder: string,
  { clock, signal }: ClipWorkParts,
): Promise<ClipWorkResult> {
  switch (work.of) {
    case "storage":
      return { of: "storage", ...(await readStorage(folder)) };
    case "remove": {
      const clips: RemovedClip[] = [];
      for (const clipId of work.clipIds) clips.push(await removeClip(folder, clipId, work.endedBeforeMs));
      return { of: "remove", clips };
    }
    case "check": {
      const clips: CheckedClip[] = [];
      for (const wanted of work.clips) {
        signal.throwIfAborted();
        clips.push(await checkClip(folder, wanted, { clock, signal }));
      }
      return { of: "check", clips };
    }
  }
}

async function readStorage(folder: string): Promise<{ freeBytes: number; totalBytes: number }> {
  try {
    await mkdir(folder, { recursive: true });
    const { bavail, blocks, bsize } = await statfs(folder);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch (error) {
    throw new AppError("clip.unreadable", { reason: reasonOf(error) }, error);
  }
}

function pathOf(folder: string, clipId: string): string {
  const id = parseClipId(clipId);
  if (id === null) throw new AppError("clip.not_found", { clipId });
  return clipPath(folder, id.cameraId, id.startMs).path;
}

/**
 * Removes one file; what is gone already is as good. The station has decided and written it down: here only the
 * floor is looked at once more, by the file's own name, so that no mistake elsewhere takes a young recording.
 */
async function removeClip(folder: string, clipId: string, endedBeforeMs: number): Promise<RemovedClip> {
  const startMs = parseClipId(clipId)?.startMs;
  if (startMs === undefined || startMs >= endedBeforeMs) return { clipId, result: "refused" };
  try {
    await rm(pathOf(folder, clipId));
    return { clipId, result: "removed" };
  } catch (error) {
    return { clipId, result: (error as NodeJS.ErrnoException).code === "ENOENT" ? "missing" : "failed" };
  }
}

/** Reads a file again, slowly, and compares it with what was told when it was written. */
async function checkClip(
  folder: string,
  { clipId, bytes, sha256 }: { readonly clipId: string; readonly bytes: number; readonly sha256: string },
  { clock, signal }: ClipWorkParts,
): Promise<CheckedClip> {
  const path = pathOf(folder, clipId);
  try {
    const { size } = await stat(path);
    const hash = createHash("sha256");
    for await (const piece of createReadStream(path, { highWaterMark: 1_000_000 })) {
      hash.update(piece as Buffer);
      await clock.sleep(restMs, signal);
    }
    const found = hash.digest("hex");
    const isSame = size === bytes && found === sha256;
    return { clipId, bytes: size, sha256: found, result: isSame ? "same" : "changed" };
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    // What cannot be read is no evidence either, but it may be again: not called changed.
    return { clipId, bytes: null, sha256: null, result: isMissing ? "missing" : "unreadable" };
  }
}
