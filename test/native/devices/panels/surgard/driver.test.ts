import { beforeEach, describe, expect, test, vi } from "vitest";
import { AppError } from "../../../../../native/base/app-error.ts";
import { type HeldClock, heldClock } from "../../../held-clock.ts";
import { openDriver, type OpenedDriver, type ScriptedLink, scriptedLink } from "./opened-driver.ts";

const frame = (zone: number): string => `5011 181234E12001${String(zone).padStart(3, "0")}\u0014`;
const heartbeat = "1011           @    \u0014";

let clock: HeldClock;
let link: ScriptedLink;
let station: OpenedDriver;
beforeEach(() => {
  clock = heldClock();
  link = scriptedLink();
  station = openDriver({ link: "tcp://127.0.0.1:1025", clock, scripted: link });
  link.listener.onUp();
});

test("a stored alarm is acknowledged by 06 and stands among the frames", async () => {
  link.hear(frame(1));
  expect(link.written).toEqual([]);
  await vi.waitFor(() => expect(link.written).toEqual(["06"]));
  expect(station.reports.at(-1)).toEqual({
    type: "panel.signal",
    deviceId: "rx1",
    atMs: clock.nowMs(),
    format: "contact-id",
    raw: Buffer.from(frame(1), "latin1").toString("hex").toUpperCase(),
    account: "1234",
    qualifier: "new",
    code: "120",
    partition: "01",
    zone: "001",
    receiver: "01",
    line: "1",
    repeated: false,
  });
  expect(station.driver.frames().map(({ direction, good, meaning }) => [direction, good, meaning])).toEqual([
    ["in", true, "contact-id 1234 E120 g01 z001"],
    ["out", true, "acknowledged"],
  ]);
  expect(station.driver.frames()[0]?.hex).toMatch(/^35 30 31 31 20 .* 14$/);
});

test("while nothing can be stored nothing is acknowledged, and health says why", async () => {
  station.hold();
  link.hear(frame(1));
  clock.advance(4_000);
  link.hear(frame(1));
  clock.advance(100);
  expect(station.driver.health()).toMatchObject({ condition: "degraded", error: { code: "log.unavailable" } });
  expect(link.written).toEqual([]);
  station.release();
  await vi.waitFor(() => expect(link.written).toEqual(["06"]));
  expect(station.messages()).toEqual(["1234-001"]);
  expect(station.driver.health().condition).toBe("ok");
});

test("a refused report is not acknowledged, and the receiver's repetition is a new one", async () => {
  station.refuse = true;
  link.hear(frame(1));
  await vi.waitFor(() => expect(station.driver.health().condition).toBe("ok"));
  station.refuse = false;
  clock.advance(4_000);
  link.hear(frame(1));
  await vi.waitFor(() => expect(link.written).toEqual(["06"]));
  expect(station.messages()).toEqual(["1234-001"]);
});

test("a repetition after the acknowledgement is reported as one", async () => {
  link.hear(frame(1));
  await vi.waitFor(() => expect(link.written).toHaveLength(1));
  clock.advance(4_000);
  link.hear(frame(1));
  await vi.waitFor(() => expect(link.written).toHaveLength(2));
  expect(station.messages()).toEqual(["1234-001", "1234-001 *"]);
  expect(station.driver.frames().map(({ meaning }) => meaning)).toContain("contact-id 1234 E120 g01 z001 (repeated)");
});

test("a driver opened after a crash knows the last message of the log", async () => {
  const raw = Buffer.from(frame(1), "latin1").toString("hex");
  const other = scriptedLink();
  const again = openDriver({
    link: "tcp://x:1",
    clock,
    scripted: other,
    lastSignal: { raw, atMs: clock.nowMs() - 4_000 },
  });
  other.listener.onUp();
  other.hear(frame(1));
  await vi.waitFor(() => expect(other.written).toHaveLength(1));
  expect(again.messages()).toEqual(["1234-001 *"]);
});

test("an unknown message is an alarm; noise is counted and shown only", async () => {
  link.hear(`${frame(1)}S011[#1234|NPA01]\u0014\u0000\u00ff\u0014`);
  await vi.waitFor(() => expect(link.written).toHaveLength(2));
  expect(station.messages()).toEqual(["1234-001", "?S011[#1234|NPA01]"]);
  const health = station.driver.health();
  expect(health).toMatchObject({ condition: "degraded", error: { code: "device.bad_answer" } });
  // The unparsed message and the noise.
  expect([health.framesGood, health.framesBad]).toEqual([1, 2]);
});

test("what was half received belongs to the old connection", async () => {
  link.hear("5011 181234E1");
  link.listener.onDown(new AppError("link.closed", { address: "x", reason: "ended" }));
  link.listener.onUp();
  link.hear("2001001\u0014");
  link.hear(heartbeat);
  await vi.waitFor(() => expect(link.written).toEqual(["06"]));
  expect(station.messages()).toEqual([]);
  expect(station.kinds()).toEqual(["link.up", "link.down", "link.up"]);
});

test("a flood is held back, and let go when it is stored", async () => {
  station.hold();
  for (let zone = 0; zone < 70; zone++) link.hear(frame(zone));
  expect(link.isPaused).toBe(true);
  clock.advance(200_000);
  expect(station.kinds()).not.toContain("panel.silent");
  station.release();
  await vi.waitFor(() => expect(station.messages()).toHaveLength(70));
  await vi.waitFor(() => expect(link.isPaused).toBe(false));
});

describe("silence", () => {
  test("is told once after 2.5 intervals, and its end", () => {
    clock.advance(74_999);
    expect(station.kinds()).toEqual(["link.up"]);
    clock.advance(1);
    expect(station.reports.at(-1)).toMatchObject({ type: "panel.silent", silentMs: 75_000 });
    expect(station.driver.health()).toMatchObject({ condition: "lost", error: { code: "device.time_out" } });
    expect(link.reconnects).toEqual(["silent"]);
    clock.advance(500_000);
    link.hear("1");
    expect(station.reports.at(-1)).toMatchObject({ type: "panel.heard", silentMs: 575_000 });
    clock.advance(75_000);
    expect(station.kinds()).toEqual(["link.up", "panel.silent", "panel.heard", "panel.silent"]);
  });

  test("any byte ends it; a jump of the clock does not", () => {
    clock.advance(74_000);
    link.hear("\u00ff");
    clock.jump(86_400_000);
    clock.advance(74_000);
    expect(station.kinds()).toEqual(["link.up"]);
  });

  test("of a line that is down is the line's own fault", () => {
    link.listener.onDown(new AppError("link.closed", { address: "x", reason: "ECONNRESET" }));
    clock.advance(500_000);
    expect(station.kinds()).toEqual(["link.up", "link.down"]);
    expect(station.driver.health()).toMatchObject({ condition: "lost", error: { code: "link.closed" } });
    link.listener.onUp();
    clock.advance(75_000);
    expect(station.kinds()).toEqual(["link.up", "link.down", "link.up", "panel.silent"]);
  });
});

test("the last 100 frames are kept", async () => {
  for (let count = 0; count < 150; count++) {
    link.hear(heartbeat);
    clock.advance(1_000);
  }
  expect(station.driver.frames()).toHaveLength(100);
  expect(station.driver.health()).toMatchObject({
    condition: "ok",
    framesGood: 150,
    lastHeardAtMs: clock.nowMs() - 1_000,
  });
});

test("after close there is no timer left and no acknowledgement", async () => {
  station.hold();
  link.hear(frame(1));
  await station.driver.close();
  station.release();
  expect(clock.waiting).toBe(0);
  expect(link.written).toEqual([]);
});

test("two receivers on one line are refused", async () => {
  const { openSurgardLine } = await import("../../../../../native/devices/panels/surgard/driver.ts");
  const twice = [{ id: "a" }, { id: "b" }] as never;
  expect(() => openSurgardLine(twice, {} as never)).toThrow("shares its line");
});
