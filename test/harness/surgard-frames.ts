/**
 * Contact ID frames of a Sur-Gard receiver, written from the frame table of the MLR2-DG manual (p. 41)
 * and without the product's own codec, so that a mistake there cannot hide here.
 */
const terminator = "\u0014";

export interface FrameFields {
  /** Two digits. */
  readonly receiver: string;
  /** One hex digit. */
  readonly line: string;
  /** Four hex digits. */
  readonly account: string;
  /** E new, R restore, P still present. */
  readonly qualifier: "E" | "R" | "P";
  /** Three hex digits: 120 panic, 130 burglary, 401 opening. */
  readonly code: string;
  /** Two digits. */
  readonly group: string;
  /** Three digits. */
  readonly zone: string;
}

/** `5RRLs18AAAAQXYZGGCCC<14>`, 21 bytes. */
export function contactIdFrame(fields: FrameFields): Buffer {
  const { receiver, line, account, qualifier, code, group, zone } = fields;
  const text = `5${receiver}${line} 18${account}${qualifier}${code}${group}${zone}${terminator}`;
  if (text.length !== 21) throw new RangeError(`not a frame: ${JSON.stringify(text)}`);
  return Buffer.from(text, "latin1");
}

/** `1RRL` + 11 spaces + `@` + 4 spaces + `<14>`, 21 bytes. */
export function heartbeatFrame(): Buffer {
  return Buffer.from(`1011${" ".repeat(11)}@${" ".repeat(4)}${terminator}`, "latin1");
}

/**
 * Frame number `count` (up to 10^8) of a run: no two are the same bytes, while the points they come
 * from are 1000 at most. Burglary alarms: the first of a point raises one, later ones repeat it.
 */
export function numberedFrame(count: number, account = "1234"): Buffer {
  const digits = String(count).padStart(8, "0");
  return contactIdFrame({
    receiver: digits.slice(0, 2),
    line: digits.slice(2, 3),
    group: digits.slice(3, 5),
    zone: digits.slice(5, 8),
    account,
    qualifier: "E",
    code: "130",
  });
}

/** Frame number `count` (up to 65 million) of a run, each from a point of its own: every one raises an alarm. */
export function freshPointFrame(count: number, code = "130"): { frame: Buffer; pointId: string } {
  const account = Math.floor(count / 1000)
    .toString(16)
    .toUpperCase()
    .padStart(4, "0");
  const zone = String(count % 1000).padStart(3, "0");
  const frame = contactIdFrame({ receiver: "01", line: "1", account, qualifier: "E", code, group: "01", zone });
  return { frame, pointId: `${account}-${zone}` };
}

/** Points have accounts of their own from here on, clear of each other's. */
const floodAccounts = { intrusion: 0x0000, panic: 0xf000 } as const;

/**
 * Report number `press` (below 100,000) of point number `point` (below 60 million) in a flood: no two of
 * them are the same bytes.
 */
export function floodFrame(kind: "intrusion" | "panic", point: number, press: number): Buffer {
  const digits = String(press).padStart(5, "0");
  const account = floodAccounts[kind] + Math.floor(point / 1000);
  return contactIdFrame({
    receiver: digits.slice(0, 2),
    line: digits.slice(2, 3),
    group: digits.slice(3, 5),
    account: account.toString(16).toUpperCase().padStart(4, "0"),
    zone: String(point % 1000).padStart(3, "0"),
    qualifier: "E",
    code: kind === "panic" ? "120" : "130",
  });
}

/** As the log keeps a frame. */
export function rawOf(frame: Buffer): string {
  return frame.toString("hex").toUpperCase();
}
