import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  crc16,
  decodeBits,
  decodeRegisters,
  encodeRtu,
  encodeTcp,
  mayBeginRtu,
  readDiscreteInputs,
  readInputRegisters,
  type ReadRequest,
  readRtu,
  readTcp,
} from "../../../../../native/devices/gates/modbus-io/codec.ts";
import { bytes } from "./bytes.ts";

const eight: ReadRequest = { unit: 1, functionCode: readDiscreteInputs, address: 0, count: 8 };

describe("RTU frames", () => {
  test("requests carry the published CRC", () => {
    expect(encodeRtu(eight)).toEqual(bytes("01 02 00 00 00 08 79 CC"));
    expect(encodeRtu({ ...eight, address: 16 })).toEqual(bytes("01 02 00 10 00 08 78 09"));
  });

  test.each([
    ["01 02 01 C2 20 19", [false, true, false, false, false, false, true, true]],
    ["01 02 01 05 61 8B", [true, false, true, false, false, false, false, false]],
  ])("the answer %s is read", (hex, inputs) => {
    const frame = readRtu(bytes(hex), 0);
    expect(frame?.end).toBe(6);
    expect(frame?.reply).toMatchObject({ unit: 1, functionCode: 2, exception: null });
    expect(decodeBits(frame?.reply.payload ?? bytes(""), 8)).toEqual(inputs);
  });

  test("an exception is read", () => {
    expect(readRtu(bytes("01 82 02 C1 61"), 0)).toEqual({
      end: 5,
      reply: { unit: 1, functionCode: 2, payload: null, exception: 2 },
    });
  });

  test("the CRC of the standard's check string", () => {
    expect(crc16(new TextEncoder().encode("123456789"))).toBe(0x4b37);
  });

  test("no frame stands in a part of one, nor in one with any bit changed", () => {
    const whole = bytes("01 02 01 C2 20 19");
    for (let length = 0; length < whole.length; length++) {
      expect(readRtu(whole.subarray(0, length), 0)).toBeNull();
      expect(mayBeginRtu(whole.subarray(0, length), 0, eight)).toBe(length > 0);
    }
    expect(mayBeginRtu(whole, 0, eight)).toBe(false);
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const changed = whole.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(readRtu(changed, 0)).toBeNull();
    }
  });
});

describe("Modbus TCP frames", () => {
  test("a request has its header and no CRC", () => {
    expect(encodeTcp({ ...eight, functionCode: readInputRegisters, count: 2 }, 0x1234)).toEqual(
      bytes("12 34 00 00 00 06 01 04 00 00 00 02"),
    );
  });

  test("an answer is read where it is whole, and is incomplete before", () => {
    const whole = bytes("12 34 00 00 00 07 01 04 04 00 0C FF FE");
    for (let length = 0; length < whole.length; length++)
      expect(readTcp(whole.subarray(0, length), 0)).toBe("incomplete");
    const frame = readTcp(whole, 0);
    expect(frame).toMatchObject({
      end: 13,
      transaction: 0x1234,
      reply: { unit: 1, functionCode: 4, payload: bytes("00 0C FF FE") },
    });
    expect(decodeRegisters(bytes("00 0C FF FE"))).toEqual([12, 65534]);
  });

  test.each([
    ["another protocol", "12 34 00 01 00 03 01 82 02"],
    ["a length that no answer has", "12 34 00 00 00 02 01 82"],
    ["a length beyond the longest", "12 34 00 00 01 00 01 02"],
  ])("%s is garbage", (_, hex) => {
    expect(readTcp(bytes(hex), 0)).toBe("garbage");
  });

  test("a byte count that does not fit the length leaves no payload", () => {
    expect(readTcp(bytes("00 01 00 00 00 04 01 02 09 FF"), 0)).toMatchObject({ reply: { payload: null } });
  });
});

test("no bytes make the readers fail or run past the end", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (noise, offset) => {
      const rtu = readRtu(noise, offset);
      const tcp = readTcp(noise, offset);
      expect(rtu === null || rtu.end <= noise.length).toBe(true);
      expect(typeof tcp === "string" || tcp.end <= noise.length).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
