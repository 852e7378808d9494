/**
 * Control boards of gates as their makers' sheets describe them, byte by byte. Written from the sheets
 * (protocols of the profiles' `sources`, test/fixtures/sheets) and sharing nothing with the product's
 * decoder: what the product reads out of these bytes is not what put them together.
 */

export interface BoardState {
  /** Passages on either side since power-on. */
  left: number;
  right: number;
  hasFault: boolean;
  hasAlarm: boolean;
  alarms: number;
}

export interface Board {
  /** The profile that is meant for it. */
  readonly name: string;
  readonly hasUnits: boolean;
  /** What it says to these bytes of the computer, once they are whole; `used` = how many they were. */
  answer(
    bytes: Buffer,
    units: ReadonlyMap<number, BoardState>,
  ): { readonly used: number; readonly says: Buffer } | null;
  /** What it says by itself when something happens; nothing for a board that only answers. */
  tells(unit: number, event: BoardEvent): Buffer | null;
  /** Whether these bytes are a frame by the sheet: check, length and end are right, and the sheet names it. */
  isFrame(bytes: Uint8Array): boolean;
  /** Any frame that it could send, for tests of the line; `pick(n)` is a whole number below n. */
  anyFrame(unit: number, pick: (below: number) => number): Buffer;
}

export type BoardEvent = "left" | "right" | "fault" | "fault-over";

function xorOf(bytes: readonly number[]): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0);
}

function listensOnly(): null {
  return null;
}

function atri(unit: number, order: number): Buffer {
  // The sheet's examples of 42 and 43 both end in AB, which is not their XOR.
  const check = order === 0x42 || order === 0x43 ? 0xab : 0xeb ^ unit ^ order;
  return Buffer.from([0xeb, unit, order, 0x00, check]);
}

const acAtri018: Board = {
  name: "ac-atri-018",
  hasUnits: true,
  answer: listensOnly,
  tells: (unit, event) => (event === "fault" ? atri(unit, 0x42) : event === "fault-over" ? atri(unit, 0x43) : null),
  isFrame(bytes) {
    const [start, unit = 0, order = 0, data, check] = bytes;
    if (bytes.length !== 5 || start !== 0xeb || data !== 0) return false;
    if (order === 0x42 || order === 0x43) return true;
    return [0x40, 0x41, 0x4a, 0x4b].includes(order) && check === (0xeb ^ unit ^ order);
  },
  anyFrame: (unit, pick) => atri(unit, [0x40, 0x41, 0x42, 0x43, 0x4a, 0x4b][pick(6)] ?? 0x40),
};

function tx(command: number): Buffer {
  const head = [0x02, 0x02, 0x00, command];
  return Buffer.from([...head, xorOf(head)]);
}

const tx1500: Board = {
  name: "tx1500",
  hasUnits: false,
  answer: listensOnly,
  tells: (_, event) => (event === "right" ? tx(0x1a) : event === "left" ? tx(0x1b) : null),
  isFrame: (bytes) => [0x06, 0x15, 0x1a, 0x1b].some((command) => tx(command).equals(bytes)),
  anyFrame: (_, pick) => tx([0x06, 0x15, 0x1a, 0x1b][pick(4)] ?? 0x06),
};

function att(code: number, direction: number): Buffer {
  return Buffer.from([0xfe, code, direction, 0, 0, 0, 0xab]);
}

const att203: Board = {
  name: "2b-att203",
  hasUnits: false,
  answer: listensOnly,
  tells: (_, event) => (event === "left" ? att(0x81, 1) : event === "right" ? att(0x81, 2) : null),
  isFrame: (bytes) =>
    [1, 2].some((direction) => att(0x81, direction).equals(bytes) || att(0x44, direction).equals(bytes)),
  anyFrame: (_, pick) => att([0x81, 0x44][pick(2)] ?? 0x81, 1 + pick(2)),
};

function tpw(unit: number, type: number, content: string): Buffer {
  return Buffer.concat([
    Buffer.from([unit, 0x02, type, content.length]),
    Buffer.from(content, "latin1"),
    Buffer.from([0x04]),
  ]);
}

const tpw321: Board = {
  name: "tpw-321asp",
  hasUnits: true,
  answer(bytes, units) {
    if (bytes.length < 6) return null;
    const [unit = 0, start, type, length, which, end] = bytes;
    const state = units.get(unit);
    if (start !== 0x02 || type !== 0x28 || length !== 1 || end !== 0x04 || !state)
      return { used: 1, says: Buffer.alloc(0) };
    const isEntry = which === 0x30;
    return { used: 6, says: tpw(unit, isEntry ? 0x21 : 0x22, String(isEntry ? state.left : state.right)) };
  },
  tells: listensOnly,
  isFrame(bytes) {
    const [, start, type = 0, length = 0] = bytes;
    if (bytes.length !== length + 5 || start !== 0x02 || bytes.at(-1) !== 0x04 || bytes.length > 64) return false;
    return [0xff, 0x44, 0xf4].includes(type) ? length === 0 : [0xf1, 0xf2, 0xf8, 0x21, 0x22].includes(type);
  },
  anyFrame(unit, pick) {
    const type = [0xff, 0x44, 0xf4, 0x21, 0x22][pick(5)] ?? 0xff;
    return tpw(unit, type, type === 0x21 || type === 0x22 ? String(pick(100_000)) : "");
  },
};

function swing(unit: number, state: BoardState): Buffer {
  const count = (value: number): readonly number[] => [(value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff];
  const body = [
    0x7f,
    0x12,
    unit,
    state.hasFault ? 0x03 : 0,
    0x01,
    state.hasAlarm ? 0x02 : 0,
    ...count(state.left),
    ...count(state.right),
    0x00,
    0x00,
    0x18,
    0x00,
    0x00,
  ];
  return Buffer.from([...body, ~body.reduce((sum, byte) => sum + byte, 0) & 0xff]);
}

const swingFlap: Board = {
  name: "swing-flap-board",
  hasUnits: true,
  answer(bytes, units) {
    if (bytes.length < 8) return null;
    const frame = bytes.subarray(0, 8);
    const isWhole = frame[0] === 0x7e && (frame.reduce((sum, byte) => sum + byte, 0) & 0xff) === 0xff;
    if (!isWhole) return { used: 1, says: Buffer.alloc(0) };
    const unit = frame[2] ?? 0;
    const state = units.get(unit);
    return { used: 8, says: state && frame[3] === 0x10 ? swing(unit, state) : Buffer.alloc(0) };
  },
  tells: listensOnly,
  isFrame: (bytes) =>
    bytes.length === 18 && bytes[0] === 0x7f && (bytes.reduce((sum, byte) => sum + byte, 0) & 0xff) === 0xff,
  anyFrame: (unit, pick) =>
    swing(unit, {
      left: pick(0x1000000),
      right: pick(0x1000000),
      hasFault: pick(2) === 1,
      hasAlarm: pick(2) === 1,
      alarms: 0,
    }),
};

function ccitt(bytes: readonly number[]): number {
  let crc = 0x1d0f;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) === 0 ? (crc << 1) & 0xffff : ((crc << 1) ^ 0x1021) & 0xffff;
  }
  return crc;
}

function hengshi(unit: number, content: readonly number[]): Buffer {
  const covered = [unit, content.length, ...content];
  const crc = ccitt(covered);
  return Buffer.from([0xaa, 0x55, ...covered, crc & 0xff, crc >> 8, 0x0d]);
}

function hengshiState(unit: number, { left, right, hasAlarm, hasFault, alarms }: BoardState): Buffer {
  const people = String((left + right) % 1_000_000).padStart(6, "0");
  const bcd = [0, 2, 4].map((at) => Number(people[at]) * 16 + Number(people[at + 1]));
  const flags = (hasAlarm ? 1 : 0) | (hasFault ? 4 : 0) | 0x70;
  return hengshi(unit, [0xb0, flags, hasAlarm ? 4 : 0, ...bcd, alarms & 0xff, (alarms >> 8) & 0xff, 115, 0xfb]);
}

/** test/fixtures/sheets/hengshi-hs-6600.md */
const hs6600: Board = {
  name: "hengshi-hs-6600",
  hasUnits: true,
  answer(bytes, units) {
    if (bytes.length < 4) return null;
    if (bytes[0] !== 0xaa || bytes[1] !== 0x55) return { used: 1, says: Buffer.alloc(0) };
    const [, , unit = 0, length = 0, command] = bytes;
    const used = length + 7;
    if (bytes.length < used) return null;
    const crc = ccitt([...bytes.subarray(2, 4 + length)]);
    const isWhole = bytes.readUInt16LE(4 + length) === crc && bytes[used - 1] === 0x0d;
    const state = units.get(unit);
    if (!isWhole || !state) return { used, says: Buffer.alloc(0) };
    if (command === 0x30) return { used, says: hengshiState(unit, state) };
    return { used, says: hengshi(unit, command === 0x31 ? [0xb1, bytes[5] ?? 0] : [0xff]) };
  },
  tells: listensOnly,
  isFrame(bytes) {
    const [first, second, , length = 0, command = 0] = bytes;
    if (first !== 0xaa || second !== 0x55 || bytes.length !== length + 7 || bytes.at(-1) !== 0x0d) return false;
    const stands = (bytes.at(-3) ?? 0) | ((bytes.at(-2) ?? 0) << 8);
    const isNamed = { 0xb0: 10, 0xb1: 2, 0xff: 1 }[command] === length;
    return isNamed && ccitt([...bytes.subarray(2, 4 + length)]) === stands;
  },
  anyFrame: (unit, pick) =>
    hengshiState(unit, {
      left: pick(900_000),
      right: pick(90_000),
      hasFault: pick(2) === 1,
      hasAlarm: pick(2) === 1,
      alarms: pick(65_536),
    }),
};

export const boards: readonly Board[] = [acAtri018, tx1500, att203, tpw321, swingFlap, hs6600];
export const publishedBoards: readonly Board[] = boards.filter(({ name }) => name !== hs6600.name);

/** @throws RangeError for a name that there is not. */
export function boardNamed(name: string): Board {
  const board = boards.find((each) => each.name === name);
  if (!board) throw new RangeError(`no board ${name}; there are ${boards.map((each) => each.name).join(", ")}`);
  return board;
}
