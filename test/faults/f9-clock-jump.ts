import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { StoredEvent } from "../../native/contract/events.ts";
import { readDeskSettings } from "../../native/station/desk-files.ts";
import { type FakeTime, openFakeTime } from "../harness/fake-time.ts";
import { type LivePage, openLivePage, signIn, type StationClient } from "../harness/live-page.ts";
import { openTcpWire } from "../harness/peer-wire.ts";
import { rounded } from "../harness/percentiles.ts";
import { siteOfLines } from "../harness/site-of-lines.ts";
import { removeFolder, startStation, temporaryFolder } from "../harness/station-process.ts";
import { readStoredLog, verifyLog } from "../harness/stored-log.ts";
import { waitUntil } from "../harness/wait-until.ts";
import type { FaultOptions, FaultResult } from "./fault.ts";

const hourSeconds = 3_600;
const daySeconds = 86_400;
/** How far the clock is set, one jump a round; the next round goes on from there. */
const jumps = [hourSeconds, -hourSeconds, daySeconds, -daySeconds];
const jumpAfterMs = 2_000;
/** Real length of each timer, ms: none is due before the jump, and each at another time. */
const lengths = { escalation: 5_000, plan: 6_000, shelf: 7_000, drill: 8_000, test: 9_000 } as const;
type TimerName = keyof typeof lengths;
const timerNames = Object.keys(lengths) as readonly TimerName[];
const within = 1_000;
/** Whatever fires twice has done so by now, ms after the last timer. */
const quietMs = 2_500;

const timerScript = fileURLToPath(new URL("../harness/wall-clock-timer.ts", import.meta.url));

/** One timer of one round: real ms from the event that began it to each event that ended it. */
interface Fired {
  readonly timer: TimerName;
  readonly jumpSeconds: number;
  readonly afterMs: readonly number[];
}

function isRight({ timer, afterMs: [first, ...more] }: Fired): boolean {
  return first !== undefined && more.length === 0 && Math.abs(first - lengths[timer]) <= within;
}

const text = { "zh-CN": "试验", en: "Trial" };
/** Its only step is due soon; it names the area too, so it goes before the shipped plan. */
const plan = {
  id: "trial",
  version: 1,
  title: text,
  for: { kinds: ["crowd"], areaIds: ["ed"] },
  firstStepId: "look",
  steps: [{ id: "look", kind: "check", text, deadlineSeconds: lengths.plan / 1000, next: null }],
};

function siteWithShortTimers(link: string): object {
  const { escalation } = readDeskSettings(null);
  const once = [{ afterSeconds: lengths.escalation / 1000, to: "second_operator" }];
  const quiet = { acknowledge: [], process: [], arrive: [] };
  const site = siteOfLines([link]) as { areas: readonly object[] };
  return {
    ...site,
    // The drill is elsewhere: alarms here are real.
    areas: [...site.areas, { id: "out", name: { "zh-CN": "门诊", en: "Outpatients" }, key: false }],
    desk: { escalation: { ...escalation, life: { ...quiet, acknowledge: once }, security: quiet } },
  };
}

/** Starts all five timers; resolves with what begins and what ends each of them in the log. */
async function startTimers(client: StationClient) {
  const call = { areaId: "ed", who: "刘护士", what: "试验", channel: "telephone" } as const;
  const waiting = await client.alarms.raiseManual({ ...call, kind: "assault" });
  const planned = await client.alarms.raiseManual({ ...call, kind: "crowd" });
  await client.alarms.acknowledge({ alarmId: planned.id });
  const shelved = await client.alarms.raiseManual({ ...call, kind: "intrusion" });
  const untilMs = async (timer: TimerName): Promise<number> =>
    Math.round((await client.station.info()).nowMs) + lengths[timer];
  await client.alarms.shelve({ alarmId: shelved.id, untilMs: await untilMs("shelf"), reason: "试验" });
  await client.desk.startDrill({ areaIds: ["out"], untilMs: await untilMs("drill") });
  await client.desk.startTest({ deviceId: "rx1", pointId: null, untilMs: await untilMs("test"), reason: "试验" });
  const of = (alarmId: string, kind: StoredEvent["kind"]) => (event: StoredEvent) =>
    event.alarmId === alarmId && event.kind === kind;
  const kind = (wanted: StoredEvent["kind"]) => (event: StoredEvent) => event.kind === wanted;
  return {
    escalation: [of(waiting.id, "alarm.raised"), of(waiting.id, "alarm.escalated")],
    plan: [of(planned.id, "alarm.acknowledged"), of(planned.id, "plan.step_overdue")],
    shelf: [of(shelved.id, "alarm.shelved"), of(shelved.id, "alarm.unshelved")],
    drill: [kind("desk.drill_started"), kind("desk.drill_ended")],
    test: [kind("point.test_started"), kind("point.test_ended")],
  } as const satisfies Record<TimerName, readonly [unknown, unknown]>;
}

/** One round: timers, a jump while they wait, and what fired. */
async function jumpOnce(page: LivePage, client: StationClient, jump: () => void, jumpSeconds: number) {
  const from = page.events.length;
  const timers = await startTimers(client);
  await sleep(jumpAfterMs);
  jump();
  await sleep(Math.max(...Object.values(lengths)) - jumpAfterMs + quietMs);
  const seen = page.events.slice(from);
  return timerNames.map((timer): Fired => {
    const [begins, ends] = timers[timer];
    const begun = seen.find(({ event }) => begins(event));
    const afterMs = seen.filter(({ event }) => ends(event)).map(({ seenMs }) => seenMs - (begun?.seenMs ?? NaN));
    return { timer, jumpSeconds, afterMs };
  });
}

/** A timer that goes by the time of day, under the same jumps. */
async function jumpWallClock(time: FakeTime): Promise<readonly Fired[]> {
  const fired: Fired[] = [];
  for (const jumpSeconds of jumps) {
    time.set(0);
    const afterMs: number[] = [];
    let begunMs = NaN;
    const child: ChildProcess = spawn(process.execPath, [timerScript, String(lengths.escalation)], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, ...time.environment },
    });
    if (child.stdout !== null)
      createInterface({ input: child.stdout }).on("line", (line) => {
        if (line === "begun") begunMs = performance.now();
        else afterMs.push(performance.now() - begunMs);
      });
    await waitUntil("the timer's beginning", () => !Number.isNaN(begunMs));
    await sleep(jumpAfterMs);
    time.set(jumpSeconds);
    await sleep(lengths.escalation - jumpAfterMs + within + 500);
    child.kill("SIGKILL");
    fired.push({ timer: "escalation", jumpSeconds, afterMs });
  }
  return fired;
}

function inWords({ timer, jumpSeconds, afterMs }: Fired): string {
  const times = afterMs.length === 0 ? "never" : afterMs.map((ms) => `${rounded(ms / 1000)} s`).join(", ");
  return `${timer} of ${lengths[timer] / 1000} s at a jump of ${jumpSeconds / hourSeconds} h: ${times}`;
}

/** F9: the clock is set by an hour and by a day while everything that waits is waiting. */
export async function setClock({ say }: FaultOptions): Promise<FaultResult> {
  const time = openFakeTime();
  const dataFolder = temporaryFolder();
  mkdirSync(join(dataFolder, "plans"), { recursive: true });
  writeFileSync(join(dataFolder, "plans", "trial.json"), JSON.stringify(plan));
  const wire = await openTcpWire();
  const station = await startStation({
    dataFolder,
    site: siteWithShortTimers(wire.address),
    environment: time.environment,
  });
  const page = openLivePage(await signIn(station.url));
  try {
    const client = await waitUntil("the page's subscription", () => (page.connections > 0 ? page.client : null));
    await client.session.signOn({ name: "王芳", role: "operator" });
    const fired: Fired[] = [];
    let offsetSeconds = 0;
    for (const jumpSeconds of jumps) {
      say(`the clock is set by ${jumpSeconds / hourSeconds} h`);
      const jump = (): void => time.set((offsetSeconds += jumpSeconds));
      fired.push(...(await jumpOnce(page, client, jump, jumpSeconds)));
    }
    const noted = page.events.flatMap(({ event }) => (event.kind === "desk.clock_set" ? [event.data.byMs] : []));
    const isNoted =
      noted.length === jumps.length && noted.every((byMs, at) => Math.abs(byMs - (jumps[at] ?? 0) * 1000) <= within);
    // The newest 500 by seq, although their times of day go back by a day.
    const newest = (await client.log.page({ filter: {}, beforeSeq: null, limit: 500 })).events;
    const isInOrder = newest.every((event, at) => at === 0 || event.seq === (newest[at - 1]?.seq ?? 0) - 1);
    const backwards = newest.filter(
      (event, at) => at > 0 && event.atMs > (newest[at - 1]?.atMs ?? 0) + hourSeconds * 900,
    );
    say("control: a deadline kept as a time of day");
    const control = await jumpWallClock(time);
    await station.stop();
    const log = readStoredLog(dataFolder);
    const chain = await verifyLog(dataFolder);
    const wrong = fired.filter((each) => !isRight(each));
    const off = fired.flatMap(({ timer, afterMs }) => afterMs.map((ms) => Math.abs(ms - lengths[timer])));
    const controlWrong = control.filter((each) => !isRight(each));
    return {
      id: "F9",
      name: "clock jump",
      figure:
        `${fired.length} timers (escalation, plan, shelf, drill, test) under jumps of ±1 h and ±1 day: ` +
        `${wrong.length} lost, twice or wrong, at most ${rounded(Math.max(...off), 0)} ms off their real length; ` +
        `${noted.length} jumps noted; order by seq ${isInOrder && log.isContiguous ? "whole" : "BROKEN"} over ` +
        `${backwards.length} steps back in time, chain ${chain.ok ? "whole" : "BROKEN"}, ${page.outOfOrder.length} gaps on the page` +
        (wrong.length === 0 ? "" : `; ${wrong.map(inWords).join("; ")}`),
      target: `none lost, none twice, each within ${within} ms of its real length; order by seq`,
      pass:
        wrong.length === 0 &&
        isNoted &&
        isInOrder &&
        backwards.length > 0 &&
        log.isContiguous &&
        chain.ok &&
        page.outOfOrder.length === 0,
      control: {
        figure: `a deadline kept as a time of day is wrong in ${controlWrong.length} of ${control.length} jumps`,
        pass: controlWrong.length === control.length,
      },
      details: { fired, noted, control, chain: chain.said.split("\n")[0] },
    };
  } finally {
    await page.close();
    station.child.kill("SIGKILL");
    await wire.close();
    time.close();
    removeFolder(dataFolder);
  }
}
