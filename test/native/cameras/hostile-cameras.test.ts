import { expect, test } from "vitest";
import { makeRedirectFinder } from "../../../native/cameras/rtsp/guarded-line.ts";
import { closing } from "../../set-up.ts";
import { openForeignListeners } from "../../harness/foreign-listeners.ts";
import { hostileCases } from "../../harness/hostile-addresses.ts";
import { runHostileCameras } from "../../harness/hostile-run.ts";

/** The short form of the fault test SSRF: every place with a third of the forms. */

test("hostile addresses and redirects lead the cameras process nowhere", async () => {
  const foreign = await openForeignListeners();
  closing(() => foreign.close());
  const { cases, unasked, leaks } = await runHostileCameras({ foreign, only: (index) => index % 3 === 0 });
  expect(cases).toBeGreaterThan(100);
  expect(unasked).toEqual([]);
  expect(leaks).toEqual([]);
});

test("the suite has more than two hundred cases", () => {
  expect(hostileCases(1, "127.0.0.1:2").length).toBeGreaterThan(200);
});

const finds = (...pieces: readonly string[]): boolean => {
  const find = makeRedirectFinder();
  return pieces.some((piece) => find(Buffer.from(piece, "latin1")));
};

test.each([
  ["a redirect", ["RTSP/1.0 302 Moved\r\nLocation: rtsp://x/\r\n\r\n"]],
  ["a status in pieces", ["RTSP/1.0 3", "0", "1"]],
  ["a header in pieces", ["RTSP/1.0 200 OK\nLo", "cat", "ion", ":"]],
  ["carriage returns within", ["RTSP/1.0 200 OK\r\nLo\rca\r\rtion:"]],
  ["capitals", ["RTSP/1.0 200 OK\r\nLOCATION: x"]],
  ["a number as FFmpeg's atoi reads it", ["RTSP/1.0   +0305 x"]],
  ["behind a body that was shorter than it said", ["v=0\nlocation:"]],
])("finds %s", (_, pieces) => {
  expect(finds(...pieces)).toBe(true);
});

test.each([
  ["an answer", ["RTSP/1.0 200 OK\r\nContent-Location: rtsp://x/\r\nCSeq: 3\r\n\r\n"]],
  ["a refusal", ["RTSP/1.0 401 Unauthorized\r\n"]],
  ["a session description", ["v=0\r\ns=location: ward 3\r\na=control:track1\r\n"]],
])("lets %s pass", (_, pieces) => {
  expect(finds(...pieces)).toBe(false);
});
