import { loadCsv } from "../alarms/load/load-csv.ts";
import { loadKinds, measureLoad } from "../alarms/load/measure-load.ts";
import { monthStartMs, testedKinds, testedPresses, untestedPoints } from "../alarms/panic/tested-presses.ts";
import type { SiteView } from "../alarms/site-view.ts";
import { AppError } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { AlarmLoad } from "../contract/alarm-load.ts";
import type { TestedPress, UntestedPoint } from "../contract/desk.ts";
import type { StoredEvent } from "../contract/events.ts";
import type { Span } from "../contract/shift.ts";
import type { Log } from "../log/log.ts";
import { readEventsOf } from "./read-events.ts";

const dayMs = 86_400_000;
const mostLoadDays = 92;
const mostTestDays = 400;
/** What was open when a span began is looked for this far back. */
const lookBackMs = 7 * dayMs;
const mostEvents = 1_000_000;

/** Questions about spans of the log; they read pages from the reader thread and work them out here. */
export interface Reports {
  alarmLoad(span: Span): Promise<AlarmLoad>;
  alarmLoadCsv(span: Span): Promise<string>;
  testedPresses(span: Span): Promise<TestedPress[]>;
  untestedPoints(): Promise<{ sinceMs: number; points: UntestedPoint[] }>;
}

/** Throws `report.bad_span` {mostDays} for a span that is empty or too long. */
export function checkSpan({ fromMs, toMs }: Span, mostDays: number): void {
  if (fromMs >= toMs || toMs - fromMs > mostDays * dayMs) throw new AppError("report.bad_span", { mostDays });
}

/** Every question throws `report.bad_span` {mostDays} for a span that is empty or too long. */
export function makeReports(log: Log, clock: Clock, site: () => SiteView): Reports {
  async function alarmLoad(span: Span): Promise<AlarmLoad> {
    checkSpan(span, mostLoadDays);
    const open = await log.openAlarms();
    const oldestMs = Math.min(span.fromMs - lookBackMs, ...open.map((alarm) => alarm.raisedAtMs));
    const filter = { kinds: loadKinds, fromMs: Math.max(0, oldestMs), toMs: span.toMs };
    const { events } = await readEventsOf(log, filter, mostEvents);
    const begun = new Set(events.flatMap((event) => (event.kind === "alarm.raised" ? [event.alarmId] : [])));
    const closed = events.filter((event) => event.kind === "alarm.closed" && !begun.has(event.alarmId));
    // Those that were open for longer than we looked back.
    const before: StoredEvent[] = [];
    for (const { alarmId } of closed)
      if (alarmId !== null) before.push(...(await readEventsOf(log, { alarmId, kinds: loadKinds }, 1000)).events);
    const all = new Map([...before, ...events].map((event) => [event.seq, event]));
    const inOrder = [...all.values()].toSorted((a, b) => a.seq - b.seq);
    return measureLoad(inOrder, span, clock.nowMs());
  }

  async function presses(span: Span): Promise<TestedPress[]> {
    checkSpan(span, mostTestDays);
    const filter = { kinds: testedKinds, severities: ["life" as const], fromMs: span.fromMs, toMs: span.toMs };
    return testedPresses((await readEventsOf(log, filter, mostEvents)).events);
  }

  return {
    alarmLoad,
    alarmLoadCsv: async (span) => loadCsv(await alarmLoad(span)),
    testedPresses: presses,
    async untestedPoints() {
      const nowMs = clock.nowMs();
      const sinceMs = monthStartMs(nowMs, site().timeZone);
      const fromMs = Math.max(0, nowMs - (mostTestDays - 1) * dayMs);
      const all = await presses({ fromMs, toMs: nowMs + 1 });
      return { sinceMs, points: untestedPoints(site(), all, sinceMs) };
    },
  };
}
