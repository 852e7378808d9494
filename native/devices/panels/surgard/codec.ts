import { toPrintable } from "../../../base/bytes.ts";

/**
 * Sur-Gard automation output, receiver to computer. Frame table and sources: README.md beside this
 * file. Everything here is pure: bytes in, meaning out.
 */

/** DC4 ends every frame. */
export const terminator = 0x14;
export const ack = 0x06;

/** Longest frame, terminator not counted; what is longer is not a message of this protocol. */
const longestFrameBytes = 64;
/** A terminated text this long that cannot be read is taken for a message; a shorter one for noise. */
const shortestMessageBytes = 8;
/** Less than this is never shown as an alarm, however often it comes. */
const shortestRepeatedBytes = 4;
/** What is kept while shedding over-long noise: more than the longest frame that can be decoded. */
const keptWhileSheddingBytes = 40;

type SignalFormat = "contact-id" | "sia" | "four-two" | "modem";

export interface DecodedSignal {
  readonly kind: "signal";
  readonly format: SignalFormat;
  readonly receiver: string;
  readonly line: string;
  readonly account: string;
  readonly qualifier: "new" | "restore" | "previous";
  readonly code: string;
  readonly partition: string;
  readonly zone: string;
}

export type DecodedFrame =
  | DecodedSignal
  | { readonly kind: "heartbeat"; readonly receiver: string; readonly line: string };

/** What came over the line, in order. `bytes` never holds the terminator, which stands for itself. */
export type LineItem =
  | { readonly kind: "frame"; readonly bytes: Uint8Array; readonly frame: DecodedFrame }
  /** Ended properly, but unreadable: the operator must see it. */
  | { readonly kind: "unparsed"; readonly bytes: Uint8Array }
  /** Noise. Not answered: a receiver whose message was damaged sends it again. */
  | { readonly kind: "bad"; readonly bytes: Uint8Array; readonly why: string; readonly terminated: boolean };

// Four spaces, then six columns hold the account, right-aligned: four digits as a rule.
const account = " {4}(?<account>[0-9A-F ]{5}[0-9A-F])";
const header = "(?<receiver>[0-9A-F]{2})(?<line>[0-9A-F]|[0-9A-F]{3})";
const heartbeat = new RegExp(`^1${header} {11}@ {4}$`);
const contactId =
  /^5(?<receiver>[0-9A-F]{2})(?<line>[0-9A-F]{1,3}) (?:18|98)(?<account> {0,3}[0-9A-F]{1,16})(?<qualifier>[EPR136])(?<code>[0-9A-F]{3})(?<partition>[0-9A-F]{2})(?<zone>[0-9A-F]{3})$/;
const sia = new RegExp(`^3${header}${account}(?<code>[A-Z]{2})(?<zone>[0-9A-F ]{4})$`);
const fourTwo = new RegExp(`^1${header}${account} (?<code>[0-9A-Z ])(?<partition>[0-9A-F ])(?<zone>[0-9A-F ]{3})$`);
const modem = new RegExp(`^[16]${header}${account}(?<code>[0-9A-Z][0-9A-Z ])(?<zone>[0-9A-F ]{4})$`);

/** SIA codes that end a condition (SIA DC-03): restorals of zones (R, H), of troubles (J), of power and lines. */
const siaRestores = new Set(
  (
    "AR BH BJ BR DH DR EJ EN ER FH FJ FR GH GJ GR HH HJ HR IR KH KJ KR LR MH MJ MR NR PH PJ PR QH QJ QR " +
    "SH SJ SR TR UH UJ UR VR WH WJ WR XH XJ XR YE YH YJ YK YQ YR ZH ZJ ZR"
  ).split(" "),
);

/** Reads one frame without its terminator. Null when it is none that we know. */
export function decodeFrame(bytes: Uint8Array): DecodedFrame | null {
  if (bytes.byteLength > longestFrameBytes || bytes.some((byte) => byte < 0x20 || byte > 0x7e)) return null;
  const text = toPrintable(bytes);
  switch (text[0]) {
    case "1":
      return decodeHeartbeat(text) ?? decodeFourTwo(text) ?? decodeModem(text);
    case "3":
      return decodeSia(text);
    case "5":
      return decodeContactId(text);
    case "6":
      return decodeModem(text);
    default:
      return null;
  }
}

function decodeHeartbeat(text: string): DecodedFrame | null {
  const found = heartbeat.exec(text)?.groups;
  return found ? { kind: "heartbeat", receiver: found["receiver"] ?? "", line: found["line"] ?? "" } : null;
}

function decodeContactId(text: string): DecodedFrame | null {
  // Some converters hand hex digits on in lower case; the letters mean the same.
  const found = contactId.exec(text.toUpperCase())?.groups;
  if (!found) return null;
  const qualifier = found["qualifier"] ?? "";
  return signal(
    "contact-id",
    found,
    "R3".includes(qualifier) ? "restore" : "P6".includes(qualifier) ? "previous" : "new",
  );
}

function decodeSia(text: string): DecodedFrame | null {
  const found = sia.exec(text)?.groups;
  return found ? signal("sia", found, siaRestores.has(found["code"] ?? "") ? "restore" : "new") : null;
}

function decodeFourTwo(text: string): DecodedFrame | null {
  const found = fourTwo.exec(text)?.groups;
  // 9 is "restore" in the table recommended for the 4-3 format, R in the general one.
  return found ? signal("four-two", found, /[R9]/.test(found["code"] ?? "") ? "restore" : "new") : null;
}

function decodeModem(text: string): DecodedFrame | null {
  const found = modem.exec(text)?.groups;
  return found ? signal("modem", found, found["code"] === "R " ? "restore" : "new") : null;
}

function signal(
  format: SignalFormat,
  found: Readonly<Record<string, string>>,
  qualifier: DecodedSignal["qualifier"],
): DecodedSignal | null {
  const field = (name: string): string => (found[name] ?? "").trim();
  if (field("account").includes(" ")) return null;
  return {
    kind: "signal",
    format,
    receiver: field("receiver"),
    line: field("line"),
    account: field("account"),
    qualifier,
    code: field("code"),
    partition: field("partition"),
    zone: field("zone"),
  };
}

/** Short technical text for the technician: `contact-id 1234 E120 g01 z001`, `heartbeat`. */
export function describeFrame(frame: DecodedFrame): string {
  if (frame.kind === "heartbeat") return "heartbeat";
  const letter = { new: "E", restore: "R", previous: "P" }[frame.qualifier];
  const group = frame.partition === "" ? "" : ` g${frame.partition}`;
  const zone = frame.zone === "" ? "" : ` z${frame.zone}`;
  return `${frame.format} ${frame.account} ${letter}${frame.code}${group}${zone}`;
}

/** Whether two messages, in hex as they came, are the same bytes: what a receiver repeats, it repeats unchanged. */
export function isSameMessage(rawA: string, rawB: string): boolean {
  return rawA.toUpperCase() === rawB.toUpperCase();
}

/**
 * Cuts the bytes of one connection into frames; whatever happens, the next terminator starts afresh.
 * How the bytes were split on their way makes no difference. Start a new one for each connection.
 *
 * - A frame that can be read, also behind noise that had no terminator of its own, is a frame.
 * - Printable text of 8 bytes and more between two terminators that cannot be read is `unparsed`.
 * - The rest is `bad`: control bytes, scraps, over-long text, and the first text of a connection,
 *   which may be the tail of a message. If the very same bytes come again (the receiver repeats what
 *   is not acknowledged) they are no accident: `unparsed`, so that they do not block the receiver.
 */
export class LineScanner {
  #buffer: number[] = [];
  /** Whether the buffer starts right behind a terminator, so that it holds a whole frame. */
  #startKnown = false;
  #lastBad: Uint8Array | null = null;

  push(bytes: Uint8Array): readonly LineItem[] {
    const items: LineItem[] = [];
    for (const byte of bytes) {
      if (byte === terminator) items.push(...this.#endFrame());
      else {
        this.#buffer.push(byte);
        if (this.#buffer.length > longestFrameBytes) items.push(this.#shed());
      }
    }
    return items;
  }

  /** What is left when the connection ends: half a frame. */
  finish(): readonly LineItem[] {
    const rest = Uint8Array.from(this.#buffer);
    this.#buffer = [];
    return rest.byteLength > 0 ? [{ kind: "bad", bytes: rest, why: "unfinished", terminated: false }] : [];
  }

  #shed(): LineItem {
    const shed = this.#buffer.splice(0, this.#buffer.length - keptWhileSheddingBytes);
    this.#startKnown = false;
    return { kind: "bad", bytes: Uint8Array.from(shed), why: "too long", terminated: false };
  }

  #endFrame(): readonly LineItem[] {
    const bytes = Uint8Array.from(this.#buffer);
    const startKnown = this.#startKnown;
    this.#buffer = [];
    this.#startKnown = true;
    const start = startOfFrame(bytes);
    const frame = start === null ? null : decodeFrame(bytes.subarray(start));
    if (start !== null && frame !== null) {
      this.#lastBad = null;
      const found: LineItem = { kind: "frame", bytes: bytes.subarray(start), frame };
      if (start === 0) return [found];
      return [{ kind: "bad", bytes: bytes.subarray(0, start), why: "noise before a frame", terminated: false }, found];
    }
    const printable = bytes.every((byte) => byte >= 0x20 && byte <= 0x7e);
    const again =
      bytes.byteLength >= shortestRepeatedBytes && this.#lastBad !== null && sameBytes(this.#lastBad, bytes);
    if (again || (startKnown && printable && bytes.byteLength >= shortestMessageBytes)) {
      this.#lastBad = null;
      return [{ kind: "unparsed", bytes }];
    }
    // Scraps do not come between a damaged message and its repetition.
    if (bytes.byteLength >= shortestRepeatedBytes) this.#lastBad = bytes;
    const why = bytes.byteLength === 0 ? "empty" : !printable ? "control bytes" : startKnown ? "too short" : "no start";
    return [{ kind: "bad", bytes, why, terminated: true }];
  }
}

/**
 * Where a frame starts that ends with these bytes; null when there is none. All of them first; behind
 * noise the shortest, since stray characters can pass for a wider header and so for another format.
 */
function startOfFrame(bytes: Uint8Array): number | null {
  if (decodeFrame(bytes) !== null) return 0;
  for (let start = bytes.byteLength - 1; start > 0; start--)
    if (decodeFrame(bytes.subarray(start)) !== null) return start;
  return null;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && a.every((byte, index) => byte === b[index]);
}

/** A heartbeat as older (1-digit line) or newer (3-digit line) receivers send it, terminator included. */
export function encodeHeartbeat(receiver: string, line: string): Uint8Array {
  return encodeText(`1${receiver}${line}           @    `);
}

/** A message as the receiver sends it, terminator included; for simulators, tests and a relay. */
export function encodeSignal(signal: Omit<DecodedSignal, "kind">): Uint8Array {
  const { receiver, line } = signal;
  const columns = `    ${signal.account.padStart(6)}`;
  switch (signal.format) {
    case "contact-id": {
      const letter = { new: "E", restore: "R", previous: "P" }[signal.qualifier];
      return encodeText(
        `5${receiver}${line} 18${signal.account}${letter}${signal.code}${signal.partition}${signal.zone}`,
      );
    }
    case "sia":
      return encodeText(`3${receiver}${line}${columns}${signal.code}${signal.zone.padStart(4)}`);
    case "four-two":
      return encodeText(
        `1${receiver}${line}${columns} ${signal.code.padStart(1)}${signal.partition.padStart(1)}${signal.zone.padStart(3)}`,
      );
    case "modem":
      return encodeText(`6${receiver}${line}${columns}${signal.code.padEnd(2)}${signal.zone.padStart(4)}`);
  }
}

function encodeText(text: string): Uint8Array {
  return Uint8Array.from([...Buffer.from(text, "latin1"), terminator]);
}
