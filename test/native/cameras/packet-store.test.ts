import fc from "fast-check";
import { expect, test } from "vitest";
import { makePacketStore } from "../../../native/cameras/rtsp/packet-store.ts";

test("what was copied stays as it was, whatever is copied after it", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 200_000 }), { maxLength: 30 }), (sizes) => {
      const store = makePacketStore();
      const lent = new Uint8Array(200_000);
      const own = sizes.map((size, at) => store.copy(lent.fill(at + 1).subarray(0, size)));
      expect(own.map((each) => each.byteLength)).toEqual(sizes);
      expect(own.every((each, at) => each.every((byte) => byte === at + 1))).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test("small pictures share memory, so that an allocation is not paid for each", () => {
  const store = makePacketStore();
  const buffers = new Set(Array.from({ length: 100 }, () => store.copy(new Uint8Array(4000)).buffer));
  expect(buffers.size).toBe(1);
});
