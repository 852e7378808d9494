import { setTimeout as sleep } from "node:timers/promises";
import { openDesk } from "../harness/desk-in-chromium.ts";
import { openLivePage, signIn } from "../harness/live-page.ts";
import { sendPaced } from "../harness/pace.ts";
import { type Percentiles, percentilesOf } from "../harness/percentiles.ts";
import type { Receivers } from "../harness/receivers.ts";
import { freshAddress, type StationProcess } from "../harness/station-process.ts";
import { freshPointFrame } from "../harness/surgard-frames.ts";
import { waitUntil } from "../harness/wait-until.ts";
import "../../renderer/desk/paint-stamps.ts";

export interface Paints {
  /** From the last byte on the line to the picture on the screen, ms. */
  readonly painted: Percentiles;
  /** A message to an empty page of the same browser until two frames later, in the same seconds, ms. */
  readonly bare: Percentiles;
  readonly unpainted: number;
  /** Alarms of all classes a minute while this was measured. */
  readonly perMinute: number;
}

export interface PaintOptions {
  readonly receivers: Receivers;
  readonly station: StationProcess;
  readonly floodPerMinute: number;
  readonly say: (text: string) => void;
}

interface Times {
  /** NaN for an alarm that was never painted. */
  readonly painted: readonly number[];
  readonly bare: readonly number[];
}

const idleAlarms = 60;
const idleEveryMs = 350;
const floodForMs = 40_000;
const floodPanicEveryMs = 600;
/** The panic frames' points, clear of the flood's. */
const firstPanic = 40_000_000;
/** How long an alarm may take to be painted before it counts as never painted, ms. */
const paintedWithinMs = 5_000;

/**
 * Panic frames at intervals, first alone, then in a flood of other alarms. Each is acknowledged by an
 * operator on a second connection once it was painted, so that the next one finds its place at the top.
 */
export async function measurePaints(options: PaintOptions): Promise<{ idle: Paints; flood: Paints }> {
  const { receivers, station, floodPerMinute, say } = options;
  const follower = openLivePage(await signIn(station.url));
  const desk = await openDesk(await freshAddress(station));
  const blank = await desk.browser.newPage();
  const [panicReceiver, ...others] = receivers.all.map(({ receiver }) => receiver);
  if (panicReceiver === undefined) throw new Error("no receiver");
  let panics = firstPanic;
  let floodCount = 0;
  const paintedAtMs = new Map<string, number>();
  let readStamps = 0;

  async function readPaints(): Promise<void> {
    const fresh = await desk.page.evaluate((from) => (window.wardwatchPaints ?? []).slice(from), readStamps);
    readStamps += fresh.length;
    for (const { alarmId, paintedAtMs: atMs } of fresh) paintedAtMs.set(alarmId, atMs);
  }

  /** Sends one panic frame; resolves with ms to its paint, or null. */
  async function panic(): Promise<number | null> {
    const { frame, pointId } = freshPointFrame(panics++, "120");
    // The page's stamps are of this machine's clock, which `performance` runs beside.
    const sentAtMs = performance.timeOrigin + performance.now();
    const answer = panicReceiver?.send(frame);
    const seen = await follower.waitForAlarm("the panic alarm", (alarm) => alarm.pointId === pointId);
    const { id } = seen.alarm;
    const endMs = performance.now() + paintedWithinMs;
    while (!paintedAtMs.has(id) && performance.now() < endMs) {
      await sleep(50);
      await readPaints();
    }
    await answer;
    await handle(id);
    const atMs = paintedAtMs.get(id);
    return atMs === undefined ? null : atMs - sentAtMs;
  }

  async function bareFrames(): Promise<number> {
    const sentMs = performance.now();
    await blank.evaluate(
      () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
    );
    return performance.now() - sentMs;
  }

  async function handle(alarmId: string): Promise<void> {
    const client = await waitUntil("the operator's connection", () => follower.client);
    if ((await client.session.get()).actor === null) await client.session.signOn({ name: "测量", role: "operator" });
    // Acknowledged it makes room at the top; closing would need its response plan walked to the end.
    await client.alarms.acknowledge({ alarmId });
  }

  async function measure(most: number, everyMs: number, forMs: number): Promise<Times> {
    const painted: number[] = [];
    const bare: number[] = [];
    const startMs = performance.now();
    for (let count = 0; count < most && performance.now() - startMs < forMs; count++) {
      const waitMs = startMs + count * everyMs - performance.now();
      if (waitMs > 0) await sleep(waitMs);
      painted.push((await panic()) ?? NaN);
      bare.push(await bareFrames());
    }
    return { painted, bare };
  }

  function paints(times: Times, perMinute: number): Paints {
    const painted = times.painted.filter((each) => !Number.isNaN(each));
    return {
      painted: percentilesOf(painted),
      bare: percentilesOf(times.bare),
      unpainted: times.painted.length - painted.length,
      perMinute,
    };
  }

  try {
    await waitUntil("the follower's subscription", () => follower.connections > 0);
    say("P3: idle");
    for (let warm = 0; warm < 3; warm++) await panic();
    const idle = paints(await measure(idleAlarms, idleEveryMs, 60_000), 60_000 / idleEveryMs);
    say("P3: flood");
    const startMs = performance.now();
    const sendings = others.map((receiver) =>
      sendPaced(receiver, floodPerMinute / 60 / others.length, () => freshPointFrame(floodCount++).frame),
    );
    await sleep(2_000);
    const times = await measure(Infinity, floodPanicEveryMs, floodForMs);
    await Promise.all(sendings.map((sending) => sending.stop()));
    const sent = sendings.reduce((sum, { ackMs }) => sum + ackMs.length, 0);
    return { idle, flood: paints(times, (sent * 60_000) / (performance.now() - startMs)) };
  } finally {
    await desk.close();
    await follower.close();
  }
}
