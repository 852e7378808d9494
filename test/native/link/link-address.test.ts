import fc from "fast-check";
import { expect, test } from "vitest";
import { AppError } from "../../../native/base/app-error.ts";
import { parseLinkAddress } from "../../../native/link/link-address.ts";

test("a serial path alone is 9600 8N1", () => {
  expect(parseLinkAddress("serial:/dev/ttyUSB0")).toEqual({
    type: "serial",
    path: "/dev/ttyUSB0",
    baudRate: 9600,
    dataBits: 8,
    parity: "none",
    stopBits: 1,
  });
});

test("every serial setting can be given", () => {
  expect(parseLinkAddress("serial:COM3?baudRate=19200&dataBits=7&parity=even&stopBits=2")).toEqual({
    type: "serial",
    path: "COM3",
    baudRate: 19200,
    dataBits: 7,
    parity: "even",
    stopBits: 2,
  });
});

test("hosts are names, IPv4, or IPv6 in brackets", () => {
  expect(parseLinkAddress("tcp://127.0.0.1:1025")).toEqual({ type: "tcp", host: "127.0.0.1", port: 1025 });
  expect(parseLinkAddress("tcp://receiver-1.local:1025")).toEqual({
    type: "tcp",
    host: "receiver-1.local",
    port: 1025,
  });
  expect(parseLinkAddress("tcp-listen://[::]:1025")).toEqual({ type: "tcp-listen", host: "::", port: 1025 });
});

test.each([
  ["", "serial:PATH"],
  ["usb:/dev/ttyUSB0", "serial:PATH"],
  ["serial:", "serial:PATH"],
  ["serial:/dev/my port", "serial:PATH"],
  ["serial:/dev/ttyS0?baudrate=9600", "baudRate, dataBits"],
  ["serial:/dev/ttyS0?baudRate", "baudRate="],
  ["serial:/dev/ttyS0?baudRate=fast", "baudRate="],
  ["serial:/dev/ttyS0?baudRate=9600&baudRate=9600", "baudRate once"],
  ["serial:/dev/ttyS0?parity=mark", "parity=none|even|odd"],
  ["serial:/dev/ttyS0?stopBits=3", "stopBits=1|2"],
  ["tcp://host", "tcp://HOST:PORT"],
  ["tcp://host:0", "PORT="],
  ["tcp://host:65536", "PORT="],
  ["tcp://:1025", "HOST"],
  ["tcp://1.2.3.4.5:1025", "HOST"],
  ["tcp://a/b:1025", "HOST"],
  ["tcp://::1:1025", "tcp://HOST:PORT"],
  ["tcp://[fe80]:1025", "HOST=[IPv6]"],
  ["tcp-listen://0.0.0.0", "tcp-listen://HOST:PORT"],
])("%j is refused and says what was expected", (address, expected) => {
  const failure = failureOf(() => parseLinkAddress(address));
  expect(failure.code).toBe("link.bad_address");
  expect(failure.params["address"]).toBe(address);
  expect(failure.params["expected"]).toContain(expected);
});

test("any text is an address or a link.bad_address", () => {
  const texts = fc.oneof(
    fc.string(),
    fc.tuple(fc.constantFrom("serial:", "tcp://", "tcp-listen://"), fc.string()).map(([head, tail]) => head + tail),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(["serial", "tcp", "tcp-listen", "link.bad_address"]).toContain(outcomeOf(text));
    }),
  );
});

function outcomeOf(address: string): string {
  try {
    return parseLinkAddress(address).type;
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

function failureOf(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error("no AppError");
}
