import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { AppError, reasonOf } from "../../base/app-error.ts";
import type { Logger } from "../../base/logger.ts";
import type { ClipReport } from "../../contract/cameras-protocol.ts";
import { settleClip } from "./clip-file.ts";
import { clipPath, parseClipId } from "./clip-path.ts";
import { readClip } from "./read-clip.ts";

/**
 * Clips that an earlier life of the process left unfinished: what is in them stays, as it is, and is
 * told as incomplete. One that cannot be read keeps its name and is logged.
 */
export async function finishLeftClips(
  folder: string,
  report: (report: ClipReport) => void,
  logger: Logger,
): Promise<void> {
  let names: readonly string[];
  try {
    names = await readdir(folder, { recursive: true });
  } catch (error) {
    // No clip was ever written.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  for (const name of names.filter((each) => each.endsWith(".mp4.part"))) {
    const id = parseClipId(name.slice(name.lastIndexOf("/") + 1, -".mp4.part".length));
    if (id === null) continue;
    const { clipId, part, path } = clipPath(folder, id.cameraId, id.startMs);
    if (part !== join(folder, name)) continue;
    try {
      let pictures = 0;
      let toMs = id.startMs;
      for await (const picture of readClip(part, id.startMs)) {
        pictures++;
        toMs = picture.receivedAtMs;
      }
      if (pictures === 0) throw new AppError("clip.unreadable", { reason: "no picture" });
      const facts = await settleClip(part, path);
      const clip = { clipId, fromMs: id.startMs, toMs, pictures, gaps: [], whole: false, ...facts };
      const error = new AppError("clip.write_failed", { reason: "interrupted" }).toData();
      report({ cameraId: id.cameraId, causes: [], clip, error });
    } catch (error) {
      logger.error({ clip: name, reason: reasonOf(error) }, "an unfinished clip cannot be read");
    }
  }
}
