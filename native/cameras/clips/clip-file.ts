import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { AV_PKT_FLAG_KEY, AVMEDIA_TYPE_VIDEO, Dictionary, FFmpegError, FormatContext, Packet, Rational } from "node-av";
import { AppError, reasonOf } from "../../base/app-error.ts";
import { codecIdOf } from "../codec-id.ts";
import { encodingRules } from "../encoding-rules.ts";
import { joinAnnexB } from "../h264/access-unit.ts";
import type { Picture } from "../h264/picture-assembler.ts";

const microseconds = new Rational(1, 1_000_000);

/** An MP4 that is being written: H.264 or H.265 by copy, one fragment a group of pictures. */
export interface ClipFile {
  /** `timeUs`: from the beginning of the clip, growing. Rejects with `clip.write_failed` {reason}. */
  write(picture: Picture, timeUs: number): Promise<void>;
  /** Ends the file and waits until it is on the disk. */
  close(): Promise<void>;
}

function check(code: number): void {
  if (code < 0) throw new AppError("clip.write_failed", { reason: new FFmpegError(code).message.slice(0, 200) });
}

/** `first` is a key picture with its parameter sets; it is not written yet. */
export async function openClipFile(
  path: string,
  first: Picture,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<ClipFile> {
  const { encoding } = first;
  const setsOf = ({ bytes }: Picture): readonly Uint8Array[] | null => {
    const { vps, sps, pps } = encodingRules[encoding].readHead(bytes);
    if (sps === null || pps === null) return null;
    if (encoding === "h264") return [sps, pps];
    return vps === null ? null : [vps, sps, pps];
  };
  const sets = setsOf(first);
  if (sets === null) throw new AppError("clip.write_failed", { reason: "no parameter sets" });
  const context = new FormatContext();
  check(context.allocOutputContext2(null, "mp4", path));
  const stream = context.newStream(null);
  const { codecpar } = stream;
  codecpar.codecType = AVMEDIA_TYPE_VIDEO;
  codecpar.codecId = codecIdOf(encoding);
  // Of the two kinds of H.265 in MP4 the one that every player takes; its parameter sets stand once, in the header.
  if (encoding === "h265") codecpar.codecTag = "hvc1";
  codecpar.width = width;
  codecpar.height = height;
  const setsInHeader = Buffer.from(joinAnnexB(sets));
  codecpar.extradata = setsInHeader;
  stream.timeBase = microseconds;
  const packet = new Packet();
  packet.alloc();
  // Every group of pictures is a fragment of its own: what was written before a crash can be played.
  const options = Dictionary.fromObject({ movflags: "frag_keyframe+empty_moov+default_base_moof", flush_packets: "1" });
  try {
    check(await context.openOutput());
    check(await context.writeHeader(options));
  } catch (error) {
    packet.free();
    context.freeContext();
    throw error;
  } finally {
    options.free();
  }
  return {
    async write(picture, timeUs) {
      if (encoding === "h265" && picture.key && !setsInHeader.equals(joinAnnexB(setsOf(picture) ?? sets)))
        throw new AppError("clip.write_failed", { reason: "parameter sets changed" });
      const { num, den } = stream.timeBase;
      const ticks = BigInt(Math.round((timeUs * den) / (num * 1e6)));
      packet.unref();
      packet.data = Buffer.from(picture.bytes.buffer, picture.bytes.byteOffset, picture.bytes.byteLength);
      packet.streamIndex = stream.index;
      packet.pts = ticks;
      packet.dts = ticks;
      if (picture.key) packet.setFlags(AV_PKT_FLAG_KEY);
      check(await context.writeFrame(packet));
    },
    async close() {
      try {
        check(await context.writeTrailer());
        await context.closeOutput();
      } finally {
        packet.free();
        context.freeContext();
      }
    },
  };
}

/** What is told of a file that is whole. */
export interface ClipFacts {
  readonly bytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
}

/**
 * Puts a finished file in its place, durably: file and folder are synced, then it is read back for
 * its hash. Rejects with `clip.write_failed` {reason}.
 */
export async function settleClip(part: string, path: string): Promise<ClipFacts> {
  try {
    await sync(part);
    await rename(part, path);
    await sync(dirname(path));
    const hash = createHash("sha256");
    for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
    return { bytes: (await stat(path)).size, sha256: hash.digest("hex") };
  } catch (error) {
    throw new AppError("clip.write_failed", { reason: reasonOf(error) }, error);
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
