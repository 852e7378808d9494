import { computeCheck, readCheck, readHexDigits } from "./checks.ts";
import type { FrameFormat, Message } from "./codec.ts";

/** Why bytes are no message: no frame at all, a frame whose check is wrong, one that no message is like. */
export type BadBytes = "no_frame" | "check_failed" | "unknown_message";

export interface ScanSink {
  /** A message of the profile, of whatever unit. The bytes are only valid during the call. */
  frame(message: Message, bytes: Uint8Array, start: number, end: number): void;
  bad(bytes: Uint8Array, start: number, end: number, why: BadBytes): void;
}

const nothing = new Uint8Array();
/** Bytes in which no frame was found are told in pieces of this size. */
const longestNoise = 256;
const incomplete = 0;
const none = -1;

/**
 * Finds a profile's messages in a stream of bytes. How the bytes were split on their way makes no
 * difference. What is held back is bounded by the longest frame.
 *
 * A frame is looked for at every byte: whatever fails (start, length, end, check, message) gives up
 * one byte only, so that a good frame behind or inside noise is found. A frame with a check is the
 * first that fits; without one, where frames end with a byte of their own, the start nearest to the end.
 */
export class FrameScanner {
  readonly #format: FrameFormat;
  readonly #hasSkips: boolean;
  #bytes: Uint8Array = nothing;
  /** Next place to look at; what lies before `#from` has been told. */
  #at = 0;
  #from = 0;
  /** The first frame since `#from` that was refused: told whole if nothing good is found inside. */
  #suspectFrom = 0;
  #suspectTo = none;
  #suspectWhy: BadBytes = "no_frame";
  /** The next end bytes at or after `#endFrom`, found in `#bytes`; its length where there are none. */
  #endFrom = 0;
  #endAt = none;
  /** Bytes told so far, before `#bytes`. */
  #offset = 0;

  constructor(format: FrameFormat) {
    this.#format = format;
    this.#hasSkips = format.messages.some(({ skipCheck }) => skipCheck);
  }

  /** Whether something has come that may still become a frame. */
  get isPending(): boolean {
    return this.#at < this.#bytes.length;
  }

  /** Where in the stream the frame that is waited for began, bytes since the start. */
  get pendingFrom(): number {
    return this.#offset + this.#at;
  }

  /** Takes bytes; they are not kept. */
  push(bytes: Uint8Array, sink: ScanSink): void {
    if (this.#bytes.length === 0) this.#bytes = bytes;
    else {
      const all = new Uint8Array(this.#bytes.length + bytes.length);
      all.set(this.#bytes);
      all.set(bytes, this.#bytes.length);
      this.#bytes = all;
    }
    this.#scan(sink);
    this.#keepRest();
  }

  /** The frame that is waited for took too long: it is none. What stands behind its first byte is looked at again. */
  giveUpFirst(sink: ScanSink): void {
    if (!this.isPending) return;
    this.#at++;
    this.#scan(sink);
    this.#keepRest();
  }

  /** The line has been silent: whatever is not whole is no frame. */
  giveUpAll(sink: ScanSink): void {
    while (this.isPending) {
      this.#at++;
      this.#scan(sink);
    }
    this.#tellNoise(this.#bytes.length, sink);
    this.#keepRest();
  }

  #keepRest(): void {
    const from = this.#from;
    this.#offset += from;
    // A copy: the part that is kept must not hold the whole of what came.
    this.#bytes = from < this.#bytes.length ? this.#bytes.slice(from) : nothing;
    this.#at -= from;
    this.#suspectFrom -= from;
    if (this.#suspectTo !== none) this.#suspectTo -= from;
    this.#from = 0;
    this.#endAt = none;
  }

  #scan(sink: ScanSink): void {
    const bytes = this.#bytes;
    for (;;) {
      this.#at = this.#nextStart(this.#at);
      if (this.#suspectTo !== none && this.#at >= this.#suspectTo) this.#tellSuspect(sink);
      if (this.#suspectTo === none) this.#shedNoise(sink);
      if (this.#at >= bytes.length) return;
      const end = this.#endOfFrame(this.#at);
      if (end === incomplete) return;
      if (end === none) {
        this.#at++;
        continue;
      }
      const message = this.#judge(this.#at, end);
      if (message === null) {
        this.#at++;
        continue;
      }
      if (this.#from < this.#at) this.#tellNoise(this.#at, sink);
      sink.frame(message, bytes, this.#at, end);
      this.#at = end;
      this.#from = end;
    }
  }

  #tellSuspect(sink: ScanSink): void {
    if (this.#from < this.#suspectFrom) sink.bad(this.#bytes, this.#from, this.#suspectFrom, "no_frame");
    sink.bad(this.#bytes, this.#suspectFrom, this.#suspectTo, this.#suspectWhy);
    this.#from = this.#suspectTo;
    this.#suspectTo = none;
  }

  #shedNoise(sink: ScanSink): void {
    while (this.#at - this.#from > longestNoise) {
      sink.bad(this.#bytes, this.#from, this.#from + longestNoise, "no_frame");
      this.#from += longestNoise;
    }
  }

  /** All up to `to`; a refused frame that reaches beyond it was only the noise before a good one. */
  #tellNoise(to: number, sink: ScanSink): void {
    if (this.#suspectTo !== none && this.#suspectTo <= to) this.#tellSuspect(sink);
    this.#suspectTo = none;
    if (this.#from < to) sink.bad(this.#bytes, this.#from, to, "no_frame");
    this.#from = to;
  }

  /** The next place where a frame may begin, or may begin once more has come. */
  #nextStart(at: number): number {
    const { anchorAt, anchor } = this.#format;
    const bytes = this.#bytes;
    if (anchorAt < 0 || bytes[at + anchorAt] === anchor) return at;
    const found = bytes.indexOf(anchor, at + anchorAt);
    return found >= 0 ? found - anchorAt : Math.min(bytes.length, Math.max(at, bytes.length - anchorAt));
  }

  /** The offset after a frame that begins here; `incomplete` when more has to come, `none` when there is none. */
  #endOfFrame(at: number): number {
    const { start, sizing, least, most } = this.#format;
    const bytes = this.#bytes;
    const { length } = bytes;
    for (let index = 0; index < start.bytes.length; index++) {
      if (at + index >= length) return incomplete;
      if (start.masks[index] !== 0 && bytes[at + index] !== start.bytes[index]) return none;
    }
    switch (sizing.type) {
      case "fixed":
        return this.#ended(at + sizing.size);
      case "length": {
        if (at + sizing.at + sizing.size > length) return incomplete;
        const size = this.#readLength(at + sizing.at) + sizing.plus;
        return size < least || size > most ? none : this.#ended(at + size);
      }
      case "end":
        return this.#endByBytes(at);
    }
  }

  /** Whether the end bytes stand before this offset, less a check that stands behind them. */
  #ended(to: number): number {
    const { end, check } = this.#format;
    if (to > this.#bytes.length) return incomplete;
    const from = to - end.length - (check?.isAfterEnd === true ? check.size : 0);
    for (let index = 0; index < end.length; index++) if (this.#bytes[from + index] !== end[index]) return none;
    return to;
  }

  /** Far too much where no number stands. */
  #readLength(at: number): number {
    const { sizing } = this.#format;
    if (sizing.type !== "length") return 0;
    const bytes = this.#bytes;
    if (sizing.as === "hex") return valueOrTooMuch(readHexDigits(bytes, at, sizing.size));
    let value = 0;
    for (let step = 0; step < sizing.size; step++) {
      const byte = bytes[sizing.lowFirst ? at + sizing.size - 1 - step : at + step] ?? 0;
      if (sizing.as === "binary") value = value * 256 + byte;
      else if (byte >= 0x30 && byte <= 0x39) value = value * 10 + (byte - 0x30);
      else return tooMuch;
    }
    return value;
  }

  #endByBytes(at: number): number {
    const { start, end, check, least, most } = this.#format;
    const behind = check?.isAfterEnd === true ? check.size : 0;
    const before = check === null || check.isAfterEnd ? 0 : check.size;
    const { length } = this.#bytes;
    const endAt = this.#findEnd(at + start.bytes.length + before);
    const to = endAt + end.length + behind;
    if (endAt >= length || to > length) return length - at >= most ? none : incomplete;
    if (to - at > most || to - at < least) return none;
    return check === null && this.#hasLaterStart(at + 1, to - least) ? none : to;
  }

  /** Looks at each byte once, however many starts there are before the end. */
  #findEnd(wanted: number): number {
    if (this.#endAt !== none && this.#endFrom <= wanted && wanted <= this.#endAt) return this.#endAt;
    const bytes = this.#bytes;
    const { end } = this.#format;
    const [first = 0] = end;
    let at = wanted;
    for (;;) {
      at = bytes.indexOf(first, at);
      if (at < 0) break;
      let matched = 1;
      while (matched < end.length && bytes[at + matched] === end[matched]) matched++;
      if (matched === end.length) break;
      at++;
    }
    this.#endFrom = wanted;
    this.#endAt = at < 0 ? bytes.length : at;
    return this.#endAt;
  }

  /** In a frame without a check nothing else tells noise with a start in it from the frame behind it. */
  #hasLaterStart(from: number, last: number): boolean {
    const { start, anchorAt } = this.#format;
    if (anchorAt < 0) return false;
    for (let at = this.#nextStart(from); at <= last; at = this.#nextStart(at + 1)) {
      let index = 0;
      while (index < start.bytes.length && (start.masks[index] === 0 || this.#bytes[at + index] === start.bytes[index]))
        index++;
      if (index === start.bytes.length) return true;
    }
    return false;
  }

  /** The message that this frame is; null when its check is wrong or no message is like it. */
  #judge(at: number, end: number): Message | null {
    const { check } = this.#format;
    const isRight = check === null || this.#isCheckRight(at, end);
    if (isRight || this.#hasSkips) {
      const message = this.#messageAt(at, end);
      if (message !== null && (isRight || message.skipCheck)) return message;
    }
    if (this.#suspectTo === none) {
      this.#suspectFrom = at;
      this.#suspectTo = end;
      this.#suspectWhy = isRight ? "unknown_message" : "check_failed";
    }
    return null;
  }

  #isCheckRight(at: number, end: number): boolean {
    const { check, end: endBytes } = this.#format;
    if (check === null) return true;
    const place = end - check.size - (check.isAfterEnd ? 0 : endBytes.length);
    const covered = at + check.from;
    if (covered > place) return false;
    return readCheck(check, this.#bytes, place) === computeCheck(check.type, check.start, this.#bytes, covered, place);
  }

  #messageAt(at: number, end: number): Message | null {
    const bytes = this.#bytes;
    for (const message of this.#format.messages) {
      const { offsets, values, size } = message;
      if (size !== 0 && size !== end - at) continue;
      let index = 0;
      while (index < offsets.length) {
        const place = at + (offsets[index] ?? 0);
        if (place >= end || bytes[place] !== values[index]) break;
        index++;
      }
      if (index === offsets.length) return message;
    }
    return null;
  }
}

const tooMuch = 2 ** 40;

function valueOrTooMuch(value: number): number {
  return value < 0 ? tooMuch : value;
}
