import { collectShift, shiftKinds } from "../alarms/load/collect-shift.ts";
import type { Alarm } from "../contract/alarms.ts";
import type { EventFilter, EventKind, StoredEvent } from "../contract/events.ts";
import type { ResponsePlan } from "../contract/plans.ts";
import { paperCode, type ShiftLog, type Span } from "../contract/shift.ts";
import { openAlarmReads } from "../log/alarm-rows.ts";
import type { ReadableDatabase } from "../log/database.ts";
import { openGateReads } from "../log/gate-queries.ts";
import { openEventQueries } from "../log/event-query.ts";
import { readHead } from "../log/tail.ts";

/** What was open when a span began is looked for this far back; what is open still is found however old. */
const lookBackMs = 7 * 86_400_000;
const mostEvents = 100_000;
const pageSize = 10_000;
const beginnings: EventKind[] = ["alarm.raised", "alarm.closed"];

/**
 * Everything that the shift log of a span is printed from. Blocks for about 20 µs an event: for a worker
 * thread, or a process of its own.
 */
export function readShift(database: ReadableDatabase, { fromMs, toMs }: Span, madeAtMs: number): ShiftLog {
  const queries = openEventQueries(database);
  const rows = openAlarmReads(database);

  function eventsOf(filter: EventFilter): { readonly events: StoredEvent[]; readonly truncated: boolean } {
    const pages: StoredEvent[][] = [];
    let count = 0;
    let beforeSeq: number | null = null;
    do {
      const page = queries.page({ filter, beforeSeq, limit: Math.min(pageSize, mostEvents - count) });
      pages.push(page.events.toReversed());
      count += page.events.length;
      beforeSeq = page.nextBeforeSeq;
    } while (beforeSeq !== null && count < mostEvents);
    return { events: pages.toReversed().flat(), truncated: beforeSeq !== null };
  }

  /** Of each version its text as the log keeps it; one that it does not know is left out. */
  function plansOf(known: Iterable<Alarm>): ResponsePlan[] {
    const wanted = new Set([...known].flatMap(({ plan }) => (plan === null ? [] : [`${plan.planId}@${plan.version}`])));
    if (wanted.size === 0) return [];
    const loaded = eventsOf({ kinds: ["plan.loaded"] }).events;
    return loaded.flatMap((event) => {
      if (event.kind !== "plan.loaded") return [];
      const { plan } = event.data;
      return wanted.delete(`${plan.id}@${plan.version}`) ? [plan] : [];
    });
  }

  const { events, truncated } = eventsOf({ kinds: shiftKinds, fromMs, toMs });
  const before = eventsOf({ kinds: beginnings, fromMs: Math.max(0, fromMs - lookBackMs), toMs: fromMs }).events;
  // Read after the events, so that the head covers them all.
  const head = readHead(database);
  const alarms = new Map<string, Alarm>();
  for (const alarm of rows.openAlarms()) if (alarm.raisedAtMs < toMs) alarms.set(alarm.id, alarm);
  const ended = new Set(before.flatMap((event) => (event.kind === "alarm.closed" ? [event.alarmId] : [])));
  for (const { alarmId } of [...before.filter((event) => !ended.has(event.alarmId)), ...events]) {
    if (alarmId === null || alarms.has(alarmId)) continue;
    const alarm = rows.alarm(alarmId);
    if (alarm !== null) alarms.set(alarmId, alarm);
  }
  const sections = collectShift(events, [...alarms.values()]);
  const plans = plansOf(alarms.values());
  const held = openGateReads(database).heldDeposits();
  return { fromMs, toMs, madeAtMs, ...sections, held, plans, truncated, head, code: paperCode(head) };
}
