import type { VideoEncoding } from "../../contract/video.ts";
import { encodingRules } from "../encoding-rules.ts";
import { joinAnnexB } from "./access-unit.ts";
import type { AccessUnitHead } from "./access-unit.ts";
import type { SequenceParameters } from "./sequence-parameters.ts";

/** An encoded picture on its way to the tiles. Memory of its own, shared by all of them. */
export interface Picture {
  readonly encoding: VideoEncoding;
  /** Annex B; a key picture begins with its parameter sets. */
  readonly bytes: Uint8Array;
  readonly key: boolean;
  /** UTC ms on our clock, when it was complete. */
  readonly receivedAtMs: number;
  /** Microseconds from an arbitrary start, growing within a connection. */
  readonly timestampUs: number;
}

/** A piece of the stream as FFmpeg's parser cut it. */
export interface Piece {
  readonly bytes: Uint8Array;
  /** Stream time in µs; null when the stream gives none. */
  readonly timestampUs: number | null;
  readonly receivedAtMs: number;
}

export interface AssemblerListener {
  onConfig(config: SequenceParameters): void;
  onPicture(picture: Picture): void;
  /** A piece that belongs to no picture that can be decoded. */
  onBad(reason: string): void;
}

export interface PictureAssembler {
  push(piece: Piece): void;
}

interface Whole {
  readonly piece: Piece;
  readonly head: AccessUnitHead;
}

interface Held extends Whole {
  /** More than one piece was needed. */
  readonly wasCut: boolean;
}

/**
 * Makes whole pictures of what FFmpeg's parser delivers, and begins with a key picture.
 *
 * A camera that repeats its parameter sets before every slice of a key picture (gst-rtsp-server with
 * `config-interval=-1` and sliced threads does) makes the parser cut that picture in two. The first
 * key picture is therefore held until the next piece shows whether it goes on; only a stream that
 * does this pays the delay again.
 *
 * `outOfBand` is the parameter sets from the session description, for cameras that send none in band.
 */
export function makePictureAssembler(
  encoding: VideoEncoding,
  outOfBand: Uint8Array | null,
  listener: AssemblerListener,
): PictureAssembler {
  const { readHead, readParameters } = encodingRules[encoding];
  const described = outOfBand ? readHead(outOfBand) : null;
  let vps = described?.vps ? new Uint8Array(described.vps) : null;
  let sps = described?.sps ? new Uint8Array(described.sps) : null;
  let pps = described?.pps ? new Uint8Array(described.pps) : null;
  let configOf: Uint8Array | null = null;
  let config: SequenceParameters | null = null;
  let held: Held | null = null;
  let holdKeys = true;
  let waitingForKey = true;
  let prefix: Uint8Array | null = null;
  let offsetUs = 0;
  let last: { timestampUs: number; receivedAtMs: number } | null = null;

  /** The stream's time where it grows plausibly, else ours: cameras reset and jump their clocks. */
  function timestampOf(piece: Piece): number {
    const elapsedUs = last ? Math.max(1, (piece.receivedAtMs - last.receivedAtMs) * 1000) : 0;
    let timestampUs = (piece.timestampUs ?? 0) + offsetUs;
    if (
      last &&
      (piece.timestampUs === null || timestampUs <= last.timestampUs || timestampUs > last.timestampUs + 1e7)
    ) {
      timestampUs = last.timestampUs + Math.min(elapsedUs, 1e7);
      if (piece.timestampUs !== null) offsetUs = timestampUs - piece.timestampUs;
    }
    last = { timestampUs, receivedAtMs: piece.receivedAtMs };
    return timestampUs;
  }

  function announce(): boolean {
    if (!sps || !pps || (encoding === "h265" && !vps)) return false;
    if (configOf && Buffer.from(configOf).equals(sps)) return true;
    const next = readParameters(sps);
    configOf = sps;
    if (!config || config.codec !== next.codec || config.width !== next.width || config.height !== next.height) {
      config = next;
      listener.onConfig(next);
    }
    return true;
  }

  function remember(head: AccessUnitHead): void {
    if (head.vps) vps = new Uint8Array(head.vps);
    if (head.sps) sps = new Uint8Array(head.sps);
    if (head.pps) pps = new Uint8Array(head.pps);
  }

  /** In the order in which they are sent. */
  function setsMissingIn(head: AccessUnitHead): readonly Uint8Array[] {
    const missing = [head.vps ? null : vps, head.sps ? null : sps, head.pps ? null : pps];
    return missing.filter((set) => set !== null);
  }

  function emit({ piece, head }: Whole): void {
    if (head.key) {
      remember(head);
      if (!announce()) return listener.onBad("no parameter sets");
      waitingForKey = false;
    } else if (waitingForKey) return listener.onBad("before the first key picture");
    const missing = head.key ? setsMissingIn(head) : [];
    listener.onPicture({
      encoding,
      bytes: missing.length > 0 ? joinAnnexB(missing, piece.bytes) : piece.bytes,
      key: head.key,
      receivedAtMs: piece.receivedAtMs,
      timestampUs: timestampOf(piece),
    });
  }

  return {
    push(incoming) {
      const piece = prefix ? { ...incoming, bytes: joinAnnexB([], prefix, incoming.bytes) } : incoming;
      prefix = null;
      const head = readHead(piece.bytes);
      if (head.sliceAt === null) {
        remember(head);
        // Parameter sets or delimiters alone: they belong to the picture that follows.
        if (piece.bytes.byteLength < 65_536) prefix = piece.bytes;
        else listener.onBad("no slice");
        return;
      }
      if (!head.beginsPicture) {
        if (held) {
          const bytes = joinAnnexB([], held.piece.bytes, piece.bytes.subarray(head.sliceAt));
          const timestampUs = held.piece.timestampUs ?? piece.timestampUs;
          held = { head: held.head, piece: { bytes, timestampUs, receivedAtMs: piece.receivedAtMs }, wasCut: true };
        } else {
          listener.onBad("picture cut in two");
          holdKeys = true;
          waitingForKey = true;
        }
        return;
      }
      if (held) {
        holdKeys = held.wasCut;
        emit(held);
        held = null;
      }
      if (head.key && holdKeys) held = { piece, head, wasCut: false };
      else emit({ piece, head });
    },
  };
}
