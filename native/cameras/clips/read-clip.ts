import { AVERROR_EOF, FFmpegError, FormatContext, Packet } from "node-av";
import { AppError } from "../../base/app-error.ts";
import type { Picture } from "../h264/picture-assembler.ts";

/**
 * The pictures of a clip as they were received, Annex B again. `startMs` (UTC) is the clip's beginning.
 * @throws AppError `clip.unreadable` {reason}
 */
export async function* readClip(path: string, startMs: number): AsyncGenerator<Picture, void> {
  const context = new FormatContext();
  context.allocContext();
  const packet = new Packet();
  packet.alloc();
  const check = (code: number): void => {
    if (code < 0) throw new AppError("clip.unreadable", { reason: new FFmpegError(code).message.slice(0, 200) });
  };
  try {
    check(await context.openInput(path));
    const [stream] = context.streams;
    if (stream === undefined) throw new AppError("clip.unreadable", { reason: "no stream" });
    const { num, den } = stream.timeBase;
    while (true) {
      const code = await context.readFrame(packet);
      if (code === AVERROR_EOF) return;
      check(code);
      if (packet.data !== null) {
        const timestampUs = Number(packet.pts) * (num / den) * 1e6;
        yield {
          bytes: toAnnexB(packet.data),
          key: packet.isKeyframe,
          receivedAtMs: startMs + Math.round(timestampUs / 1000),
          timestampUs,
        };
      }
      packet.unref();
    }
  } finally {
    packet.free();
    await context.closeInput();
  }
}

/** Lengths of four bytes (ISO 14496-15) become start codes; a copy. */
function toAnnexB(sample: Uint8Array): Uint8Array {
  const bytes = Buffer.from(sample);
  for (let at = 0; at + 4 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    bytes.writeUInt32BE(1, at);
    at += 4 + length;
  }
  return bytes;
}
