/** Requests out of a stream, and answers into it; RTU and Modbus TCP. */
export interface Request {
  readonly unit: number;
  /** Function code and data. */
  readonly body: Uint8Array;
  readonly transaction: number;
}

/** CRC-16/MODBUS by table, low byte first on the line. */
const table = Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value % 2 === 1 ? 0xa001 ^ ((value - 1) / 2) : value / 2;
  return value;
});

function checksum(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => (sum >> 8) ^ (table[(sum ^ byte) & 0xff] ?? 0), 0xffff);
}

export function takeRequests(
  framing: "rtu" | "tcp",
  bytes: Uint8Array,
): { readonly requests: readonly Request[]; readonly rest: Uint8Array } {
  const requests: Request[] = [];
  let rest = bytes;
  if (framing === "tcp") {
    while (rest.length >= 6) {
      const end = 6 + (rest[4] ?? 0) * 256 + (rest[5] ?? 0);
      if (rest.length < end) break;
      requests.push({
        transaction: (rest[0] ?? 0) * 256 + (rest[1] ?? 0),
        unit: rest[6] ?? 0,
        body: rest.slice(7, end),
      });
      rest = rest.slice(end);
    }
    return { requests, rest };
  }
  // Every request that a reading master makes has eight bytes.
  while (rest.length >= 8) {
    const sum = checksum(rest.subarray(0, 6));
    if (rest[6] === sum % 256 && rest[7] === sum >> 8) {
      requests.push({ transaction: 0, unit: rest[0] ?? 0, body: rest.slice(1, 6) });
      rest = rest.slice(8);
    } else rest = rest.slice(1);
  }
  return { requests, rest };
}

export function frameAnswer(framing: "rtu" | "tcp", request: Request, unit: number, body: Uint8Array): Uint8Array {
  const whole = Uint8Array.of(unit, ...body);
  if (framing === "tcp") {
    const { transaction } = request;
    return Uint8Array.of(transaction >> 8, transaction % 256, 0, 0, whole.length >> 8, whole.length % 256, ...whole);
  }
  const sum = checksum(whole);
  return Uint8Array.of(...whole, sum % 256, sum >> 8);
}
