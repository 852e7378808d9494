import { expect, test } from "vitest";
import {
  decodeFrame,
  type DecodedSignal,
  describeFrame,
  encodeHeartbeat,
  encodeSignal,
  isSameMessage,
  type LineItem,
  LineScanner,
} from "../../../../../native/devices/panels/surgard/codec.ts";
import {
  bfskFrame,
  contactIdFrame,
  fourTwoFrame,
  heartbeatFrame,
  siaFrame,
} from "../../../../simulators/panel/frames.ts";

const bytesOf = (text: string): Uint8Array => Buffer.from(text, "latin1");
const decode = (text: string): ReturnType<typeof decodeFrame> => decodeFrame(bytesOf(text));
const example = "5011 181234E12101001";

/** As `frame`, `unparsed`, `bad`, with the text. */
function scan(...chunks: string[]): string[] {
  const scanner = new LineScanner();
  return chunks.flatMap((chunk) => scanner.push(bytesOf(chunk))).map(textOf);
}
function textOf(item: LineItem): string {
  const text = Buffer.from(item.bytes).toString("latin1");
  return item.kind === "bad" ? `bad ${item.why}: ${text}` : `${item.kind} ${text}`;
}

test("the manual's example, byte by byte", () => {
  const hex = "35303131203138313233344531323130313030 3114".replace(" ", "");
  const [item] = new LineScanner().push(Buffer.from(hex, "hex"));
  expect(item).toMatchObject({
    kind: "frame",
    frame: {
      kind: "signal",
      format: "contact-id",
      receiver: "01",
      line: "1",
      account: "1234",
      qualifier: "new",
      code: "121",
      partition: "01",
      zone: "001",
    },
  });
});

test.each([
  ["5011 181234E12001001", "contact-id 1234 E120 g01 z001"],
  ["5011 181234R12001001", "contact-id 1234 R120 g01 z001"],
  ["5011 181234P12001001", "contact-id 1234 P120 g01 z001"],
  ["5011 181234112001001", "contact-id 1234 E120 g01 z001"],
  ["5011 181234312001001", "contact-id 1234 R120 g01 z001"],
  ["5011 181234612001001", "contact-id 1234 P120 g01 z001"],
  ["501001 181234E12001001", "contact-id 1234 E120 g01 z001"],
  ["5011 981234E12001001", "contact-id 1234 E120 g01 z001"],
  ["5011 18 123E12001001", "contact-id 123 E120 g01 z001"],
  ["5011 18abcdE12001001", "contact-id ABCD E120 g01 z001"],
  ["5011 180123456789ABCDEFE12001001", "contact-id 0123456789ABCDEF E120 g01 z001"],
  ["3011      1234PA0001", "sia 1234 EPA z0001"],
  ["3011      1234PR0001", "sia 1234 RPR z0001"],
  ["3011    123456BA  12", "sia 123456 EBA z12"],
  ["301001      1234PA0001", "sia 1234 EPA z0001"],
  ["1011      1234 2 001", "four-two 1234 E2 z001"],
  ["1011      0012 C1128", "four-two 0012 EC g1 z128"],
  ["1011      1234 R   5", "four-two 1234 RR z5"],
  ["1011      1234 9   5", "four-two 1234 R9 z5"],
  ["101001      1234 A   5", "four-two 1234 EA z5"],
  ["6011      1234A 0005", "modem 1234 EA z0005"],
  ["6011      1234R 0005", "modem 1234 RR z0005"],
  ["1011      1234AB0005", "modem 1234 EAB z0005"],
  ["1011           @    ", "heartbeat"],
  ["101000           @    ", "heartbeat"],
])("%s is %s", (text, meaning) => {
  const frame = decode(text);
  expect(frame === null ? null : describeFrame(frame)).toBe(meaning);
});

test("line and receiver of both widths", () => {
  expect(decode("521A 181234E12001001")).toMatchObject({ receiver: "21", line: "A" });
  expect(decode("521001 181234E12001001")).toMatchObject({ receiver: "21", line: "001" });
  expect(decode("101000           @    ")).toMatchObject({ kind: "heartbeat", line: "000" });
});

test.each([
  "",
  "5",
  "5011 18E12101001",
  "5011 171234E12101001",
  "5011 181234X12101001",
  "5011 181234E1210100",
  "5011181234E12101001",
  "1011          @     ",
  "1011      12 4 2 001",
  "1011           2    ",
  "3011      1234pa0001",
  "15011 181234E12101001",
  "105011 181234E12101001",
  "7011 181234E12101001",
  "5011 181234E1210100\u0001",
])("%j is no frame", (text) => {
  expect(decode(text)).toBeNull();
});

test("our encoder and the manual's tables agree", () => {
  const from = { receiver: "01", line: "1" };
  const about = { ...from, account: "1234", qualifier: "new", partition: "" } as const;
  const cases: [Omit<DecodedSignal, "kind">, string][] = [
    [
      { ...about, format: "contact-id", code: "120", partition: "01", zone: "001" },
      contactIdFrame(from, { account: "1234", code: "120", zone: "001" }),
    ],
    [
      { ...about, format: "sia", code: "PA", zone: "0001" },
      siaFrame(from, { account: "1234", code: "PA", zone: "0001" }),
    ],
    [
      { ...about, format: "four-two", code: "2", zone: "001" },
      fourTwoFrame(from, { account: "1234", code: "2", zone: "001" }),
    ],
    [
      { ...about, format: "modem", code: "A", zone: "0005" },
      bfskFrame(from, { account: "1234", code: "A", zone: "0005" }),
    ],
  ];
  for (const [signal, frame] of cases) {
    expect(Buffer.from(encodeSignal(signal)).toString("latin1")).toBe(frame);
    expect(decode(frame.slice(0, -1))).toEqual({ kind: "signal", ...signal });
  }
  for (const line of ["1", "000"])
    expect(Buffer.from(encodeHeartbeat("01", line)).toString("latin1")).toBe(heartbeatFrame({ receiver: "01", line }));
});

test("however a frame is split, it is the same frame", () => {
  const text = `${example}\u0014`;
  for (let at = 0; at <= text.length; at++)
    expect(scan(text.slice(0, at), text.slice(at))).toEqual([`frame ${example}`]);
  expect(scan(...Array.from(text))).toEqual([`frame ${example}`]);
});

test("glued frames come out one by one", () => {
  expect(scan(`${example}\u00141011           @    \u0014${example}\u0014`)).toEqual([
    `frame ${example}`,
    "frame 1011           @    ",
    `frame ${example}`,
  ]);
});

test("a flood of FF before a frame costs the frame nothing", () => {
  const items = scan("\u00ff".repeat(5_000) + example + "\u0014" + example + "\u0014");
  expect(items.filter((item) => !item.startsWith("bad"))).toEqual([`frame ${example}`, `frame ${example}`]);
});

test("half a frame before its repetition costs the repetition nothing", () => {
  for (let cut = 1; cut < example.length; cut++) {
    const items = scan(`${example.slice(0, cut)}${example}\u0014`);
    // One or two stray characters pass for a wider line number; the message behind is the same.
    expect(items.at(-1)).toMatch(/^frame (5|50|)5011 181234E12101001$/);
    expect(items).toHaveLength(cut <= 2 ? 1 : 2);
  }
});

test("an unknown type between two terminators is unparsed at once", () => {
  expect(scan(`${example}\u0014S011[#1234|NPA01]\u0014`)).toEqual([`frame ${example}`, "unparsed S011[#1234|NPA01]"]);
});

test("the first text of a connection may be a tail: it must come twice", () => {
  const tail = "1234E12101001";
  expect(scan(`${tail}\u0014`)).toEqual([`bad no start: ${tail}`]);
  expect(scan(`${tail}\u0014${tail}\u0014`)).toEqual([`bad no start: ${tail}`, `unparsed ${tail}`]);
  expect(scan(`${tail}\u0014${example}\u0014`)).toEqual([`bad no start: ${tail}`, `frame ${example}`]);
});

test("noise with terminators is bad and never an alarm", () => {
  expect(scan("\u0000\u00ff\u0014\u0014abc\u0014\u0080zzzzzzzzzzzzzzz\u0014")).toEqual([
    "bad control bytes: \u0000\u00ff",
    "bad empty: ",
    "bad too short: abc",
    "bad control bytes: \u0080zzzzzzzzzzzzzzz",
  ]);
});

test("the same unreadable bytes again are no noise: they must not block the receiver", () => {
  const odd = "\u00b5011 181234\u00c5";
  expect(scan(`${odd}\u0014`, `${odd}\u0014`)).toEqual([`bad control bytes: ${odd}`, `unparsed ${odd}`]);
  // Scraps of one to three bytes are noise however often they come.
  expect(scan("\u0000\u0014\u0000\u0014\u0000\u0014")).toEqual(Array(3).fill("bad control bytes: \u0000"));
});

test("over-long text is bad, and the next frame is read", () => {
  const items = scan(`${"x".repeat(200)}\u0014${example}\u0014`);
  expect(items.at(-1)).toBe(`frame ${example}`);
  expect(items.slice(0, -1).every((item) => item.startsWith("bad"))).toBe(true);
});

test("what is left when the line drops is kept as unfinished", () => {
  const scanner = new LineScanner();
  scanner.push(bytesOf("5011 18"));
  expect(scanner.finish().map(textOf)).toEqual(["bad unfinished: 5011 18"]);
  expect(scanner.finish()).toEqual([]);
});

test("messages are compared by their bytes", () => {
  expect(isSameMessage("35303114", "35303114")).toBe(true);
  expect(isSameMessage("3530ab14", "3530AB14")).toBe(true);
  expect(isSameMessage("35303114", "35303214")).toBe(false);
});
