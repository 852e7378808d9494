/**
 * Modbus frames, as the master of digital modules needs them. Sources: MODBUS Application Protocol
 * V1.1b3 (6.1 Read Coils, 6.2 Read Discrete Inputs, 6.4 Read Input Registers, 6.5 Write Single Coil,
 * 7 exceptions), MODBUS over Serial Line
 * V1.02 (2.5.1 RTU framing, 6.2.2 CRC), MODBUS Messaging on TCP/IP V1.0b (3.1.3 MBAP header).
 */

export type Framing = "rtu" | "tcp";

/** FC01, FC02, FC04 and FC05. */
export const readCoils = 0x01;
export const readDiscreteInputs = 0x02;
export const readInputRegisters = 0x04;
export const writeSingleCoil = 0x05;
type ReadFunction = typeof readCoils | typeof readDiscreteInputs | typeof readInputRegisters;

/** The most registers one answer can carry (6.4). */
export const mostRegisters = 125;

export interface ReadRequest {
  /** 1..247. */
  readonly unit: number;
  readonly functionCode: ReadFunction;
  /** Of the first input or register, 0..65535. */
  readonly address: number;
  /** Inputs or coils (1..2000), or registers (1..125). */
  readonly count: number;
}

export interface WriteRequest {
  readonly unit: number;
  readonly functionCode: typeof writeSingleCoil;
  /** The coil's, 0..65535. */
  readonly address: number;
  readonly on: boolean;
}

export type Request = ReadRequest | WriteRequest;

/** Address, then FF00 for on and 0000 for off (6.5): of the request and of its answer alike. */
function coilBytes({ address, on }: WriteRequest): readonly number[] {
  return [address >> 8, address & 0xff, on ? 0xff : 0, 0];
}

/** Whether this is the answer's content that was asked for: a write is answered by its own content. */
export function fitsRequest(payload: Uint8Array | null, request: Request): boolean {
  if (payload === null) return false;
  if (request.functionCode !== writeSingleCoil) return payload.length === payloadBytes(request);
  return payload.length === 4 && coilBytes(request).every((byte, index) => payload[index] === byte);
}

export interface Reply {
  readonly unit: number;
  /** Without the exception bit. */
  readonly functionCode: number;
  /** What follows the byte count, or a write's address and value; null for an exception and for what does not fit. */
  readonly payload: Uint8Array | null;
  /** The exception code; null for a proper answer. */
  readonly exception: number | null;
}

/** Bytes of payload that the answer to a request must have. */
export function payloadBytes(request: ReadRequest): number {
  return request.functionCode === readInputRegisters ? request.count * 2 : Math.ceil(request.count / 8);
}

/** What one byte does to the CRC: noise is looked through at every offset, bit by bit that took too long. */
const crcOfByte = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) !== 0 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  return crc;
});

/** CRC-16/MODBUS: reflected polynomial 0xA001, start 0xFFFF, no final xor; sent low byte first. */
export function crc16(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let crc = 0xffff;
  for (let index = from; index < to; index++) crc = (crc >>> 8) ^ (crcOfByte[(crc ^ (bytes[index] ?? 0)) & 0xff] ?? 0);
  return crc;
}

/** Address, function, start and count (or coil and value), without check or header. */
function encodeBody(request: Request): readonly number[] {
  if (request.functionCode === writeSingleCoil) return [request.unit, writeSingleCoil, ...coilBytes(request)];
  const { unit, functionCode, address, count } = request;
  return [unit, functionCode, address >> 8, address & 0xff, count >> 8, count & 0xff];
}

/** RTU: 8 bytes, CRC last. */
export function encodeRtu(request: Request): Uint8Array {
  const body = encodeBody(request);
  const crc = crc16(Uint8Array.from(body));
  return Uint8Array.from([...body, crc & 0xff, crc >> 8]);
}

/** Modbus TCP: 7 bytes of header (transaction, protocol 0, length, unit), no CRC; 12 bytes. */
export function encodeTcp(request: Request, transaction: number): Uint8Array {
  return Uint8Array.from([transaction >> 8, transaction & 0xff, 0, 0, 0, 6, ...encodeBody(request)]);
}

/** Where a frame lies and what it says; `end` is the offset after its last byte. */
export interface RtuFrame {
  readonly end: number;
  readonly reply: Reply;
}

/**
 * The RTU answer that begins at this offset and lies there whole, with the right CRC; null if there
 * is none. The end is found by function code and length: the silence that ends a frame on the wire
 * (3.5 characters) cannot be seen from here.
 */
export function readRtu(bytes: Uint8Array, offset: number): RtuFrame | null {
  const unit = bytes[offset] ?? 0;
  const code = bytes[offset + 1] ?? 0;
  const third = bytes[offset + 2] ?? 0;
  const isWrite = code === writeSingleCoil;
  if (unit < 1 || unit > 247 || (third === 0 && !isWrite)) return null;
  const isException = code >= 0x81;
  if (!isException && !isWrite && (code < 1 || code > 4 || third > 250)) return null;
  const end = offset + (isException ? 5 : isWrite ? 8 : 5 + third);
  if (end > bytes.length) return null;
  const crc = (bytes[end - 2] ?? 0) | ((bytes[end - 1] ?? 0) << 8);
  if (crc16(bytes, offset, end - 2) !== crc) return null;
  const reply = isException
    ? { unit, functionCode: code & 0x7f, payload: null, exception: third }
    : { unit, functionCode: code, payload: bytes.slice(offset + (isWrite ? 2 : 3), end - 2), exception: null };
  return { end, reply };
}

/** True if the answer to this request may have begun at this offset and is not yet whole. */
export function mayBeginRtu(bytes: Uint8Array, offset: number, request: Request): boolean {
  const left = bytes.length - offset;
  if (left < 1 || bytes[offset] !== request.unit) return false;
  if (left < 2) return true;
  const code = bytes[offset + 1];
  if (code === (request.functionCode | 0x80)) return left < 5;
  if (code !== request.functionCode) return false;
  if (request.functionCode === writeSingleCoil) return left < 8;
  const length = payloadBytes(request);
  return left < 3 || (bytes[offset + 2] === length && left < 5 + length);
}

export interface TcpFrame {
  readonly end: number;
  readonly transaction: number;
  readonly reply: Reply;
}

/**
 * The Modbus TCP answer that begins at this offset; `incomplete` when more bytes are needed;
 * `garbage` when no header stands there: the stream cannot be followed any further.
 */
export function readTcp(bytes: Uint8Array, offset: number): TcpFrame | "incomplete" | "garbage" {
  const at = (index: number): number => bytes[offset + index] ?? 0;
  const left = bytes.length - offset;
  if (at(2) !== 0 || at(3) !== 0) return "garbage";
  if (left < 6) return "incomplete";
  const length = (at(4) << 8) | at(5);
  if (length < 3 || length > 254) return "garbage";
  if (left < 6 + length) return "incomplete";
  const code = at(7);
  const isException = (code & 0x80) !== 0;
  const isWrite = code === writeSingleCoil && length === 6;
  const isRead = !isException && !isWrite && at(8) === length - 3;
  return {
    end: offset + 6 + length,
    transaction: (at(0) << 8) | at(1),
    reply: {
      unit: at(6),
      functionCode: code & 0x7f,
      payload: isRead || isWrite ? bytes.slice(offset + (isWrite ? 8 : 9), offset + 6 + length) : null,
      exception: isException ? at(8) : null,
    },
  };
}

/** The first input is the lowest bit of the first byte (6.2). */
export function decodeBits(payload: Uint8Array, count: number): readonly boolean[] {
  return Array.from({ length: count }, (_, index) => (((payload[index >> 3] ?? 0) >> (index & 7)) & 1) === 1);
}

/** 16-bit registers, high byte first. */
export function decodeRegisters(payload: Uint8Array): readonly number[] {
  return Array.from(
    { length: payload.length >> 1 },
    (_, index) => ((payload[2 * index] ?? 0) << 8) | (payload[2 * index + 1] ?? 0),
  );
}
