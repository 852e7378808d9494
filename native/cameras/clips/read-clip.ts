import { AVERROR_EOF, FFmpegError, FormatContext, Packet } from "node-av";
import { AppError } from "../../base/app-error.ts";
import { encodingOf } from "../codec-id.ts";
import { joinAnnexB } from "../h264/access-unit.ts";
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
    const { codecId, extradata } = stream.codecpar;
    const encoding = encodingOf(codecId);
    if (encoding === null) throw new AppError("clip.unreadable", { reason: "no stream" });
    // `hvc1` keeps the parameter sets in the header alone; on the way to a tile every key picture has them.
    const sets = encoding === "h265" ? setsOfHeader(extradata) : [];
    const { num, den } = stream.timeBase;
    while (true) {
      const code = await context.readFrame(packet);
      if (code === AVERROR_EOF) return;
      check(code);
      if (packet.data !== null) {
        const timestampUs = Number(packet.pts) * (num / den) * 1e6;
        yield {
          encoding,
          bytes: packet.isKeyframe ? joinAnnexB(sets, toAnnexB(packet.data)) : toAnnexB(packet.data),
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

/**
 * The parameter sets of an HEVCDecoderConfigurationRecord (ISO/IEC 14496-15, 8.3.3.1): behind 22 bytes the
 * number of arrays, each a type, a number of units, and those with their lengths.
 */
function setsOfHeader(header: Uint8Array | null): readonly Uint8Array[] {
  const bytes = Buffer.from(header ?? []);
  const sets: Uint8Array[] = [];
  let at = 23;
  try {
    for (let arrays = bytes.readUInt8(22); arrays > 0; arrays--) {
      let units = bytes.readUInt16BE(at + 1);
      for (at += 3; units > 0; units--) {
        const length = bytes.readUInt16BE(at);
        sets.push(new Uint8Array(bytes.subarray(at + 2, at + 2 + length)));
        at += 2 + length;
      }
    }
  } catch (error) {
    throw new AppError("clip.unreadable", { reason: "damaged header" }, error);
  }
  return sets;
}
