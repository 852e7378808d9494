import { AV_CODEC_ID_H264, AV_CODEC_ID_HEVC } from "node-av";
import type { AVCodecID } from "node-av";
import type { VideoEncoding } from "../contract/video.ts";

/** FFmpeg's number of an encoding. */
export function codecIdOf(encoding: VideoEncoding): AVCodecID {
  return encoding === "h265" ? AV_CODEC_ID_HEVC : AV_CODEC_ID_H264;
}

/** Null for what is neither H.264 nor H.265. */
export function encodingOf(codecId: AVCodecID): VideoEncoding | null {
  if (codecId === AV_CODEC_ID_HEVC) return "h265";
  return codecId === AV_CODEC_ID_H264 ? "h264" : null;
}
