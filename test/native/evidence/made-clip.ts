import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { clipPlaceInFolder, type StoredClip } from "../../../native/contract/clips.ts";
import { sha256Of } from "./made-package.ts";

export interface ClipLook {
  readonly seconds?: number;
  /** Of ffmpeg's test picture. */
  readonly source?: string;
}

/** A clip as the recorder leaves it, made by ffmpeg: fragmented MP4, H.264 with its parameter sets before every key picture. */
export function makeClip(folder: string, cameraId: string, fromMs: number, look: ClipLook = {}): StoredClip {
  const { seconds = 4, source = "testsrc2=size=320x180:rate=10" } = look;
  const clipId = `${cameraId}-${fromMs}`;
  const path = join(folder, clipPlaceInFolder(clipId));
  mkdirSync(dirname(path), { recursive: true });
  const encoder = ["-c:v", "libx264", "-g", "10", "-bf", "0", "-pix_fmt", "yuv420p"];
  const form = ["-movflags", "frag_keyframe+empty_moov+default_base_moof", "-bsf:v", "dump_extra=freq=keyframe"];
  execFileSync("ffmpeg", [
    "-v",
    "error",
    "-f",
    "lavfi",
    "-i",
    source,
    "-t",
    String(seconds),
    ...encoder,
    ...form,
    path,
  ]);
  const bytes = readFileSync(path);
  return {
    clipId,
    fromMs,
    toMs: fromMs + seconds * 1000 - 100,
    pictures: seconds * 10,
    gaps: [],
    whole: true,
    bytes: bytes.length,
    sha256: sha256Of(bytes),
  };
}
