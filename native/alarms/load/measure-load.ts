import { type AlarmLoad, type Times } from "../../contract/alarm-load.ts";
import {
  type AlarmClass,
  alarmClasses,
  type AlarmKind,
  type ClosingCause,
  type FalseReason,
} from "../../contract/alarms.ts";
import type { EventKind, StoredEvent } from "../../contract/events.ts";
import type { Span } from "../../contract/shift.ts";
import type { LocalizedText } from "../../contract/text.ts";

const tenMinutesMs = 600_000;
const standingMs = 86_400_000;
const mostTopPoints = 20;

/** The kinds that `measureLoad` reads. */
export const loadKinds: EventKind[] = [
  "alarm.raised",
  "alarm.repeated",
  "alarm.acknowledged",
  "alarm.dispatched",
  "alarm.arrived",
  "alarm.closed",
  "alarm.escalated",
  "alarm.made_real",
  "point.chattering",
  "point.settled",
  "desk.flood_began",
  "desk.flood_ended",
  "operator.signed_on",
  "operator.signed_off",
];

interface Point {
  readonly deviceId: string | null;
  readonly pointId: string | null;
  readonly kind: AlarmKind;
  readonly name: LocalizedText | null;
}

interface Story extends Point {
  readonly alarmId: string;
  readonly class: AlarmClass;
  readonly raisedAtMs: number;
  /** Raised within the span, and not before it. */
  readonly isWithin: boolean;
  marked: boolean;
  reports: number;
  acknowledgedMs: number | null;
  dispatchedMs: number | null;
  arrivedMs: number | null;
  closedMs: number | null;
  acknowledgedBy: string | null;
  closedBy: string | null;
  cause: ClosingCause | null;
  reason: FalseReason | null;
  level: number;
}

/**
 * The load of a span. `events`: of `loadKinds`, oldest first, from early enough before the span to
 * know what was open and who was signed on when it began; `nowMs` ends what is still open. A clock
 * that was set back cannot make a time negative: it counts as 0.
 */
export function measureLoad(events: readonly StoredEvent[], { fromMs, toMs }: Span, nowMs: number): AlarmLoad {
  const isWithin = (atMs: number): boolean => atMs >= fromMs && atMs < toMs;
  const stories = collectStories(events, isWithin, toMs);
  const all = [...stories.values()].filter((story) => !story.marked);
  const raised = all.filter((story) => story.isWithin);
  const tenMinutes = measureTenMinutes(raised, operatorSpans(events, Math.min(toMs, nowMs)), fromMs, toMs);
  const share = (fits: (perOperator: number) => boolean): number =>
    tenMinutes.length === 0 ? 0 : tenMinutes.filter((each) => fits(each.perOperator)).length / tenMinutes.length;
  const endMs = Math.min(toMs, nowMs);
  const byClass = Object.fromEntries(
    alarmClasses.map((each) => [each, raised.filter((story) => story.class === each).length]),
  ) as Record<AlarmClass, number>;
  return {
    fromMs,
    toMs,
    raised: raised.length,
    byClass,
    tenMinutes,
    byOperator: countOperators(all, isWithin),
    calmShare: share((perOperator) => perOperator <= 1),
    floodShare: share((perOperator) => perOperator > 10),
    floods: collectFloods(events, fromMs, toMs),
    chattering: collectChattering(events, isWithin),
    standing: all
      .map((story) => ({ story, openMs: Math.max(0, Math.min(story.closedMs ?? endMs, endMs) - story.raisedAtMs) }))
      .filter(({ story, openMs }) => openMs > standingMs && (story.closedMs === null || story.closedMs >= fromMs))
      .map(({ story, openMs }) => ({
        ...pointOf(story),
        alarmId: story.alarmId,
        raisedAtMs: story.raisedAtMs,
        openMs,
      })),
    topPoints: [...groupBy(raised, keyOf).values()]
      .map((group) => ({
        ...pointOf(group[0]),
        raised: group.length,
        reports: group.reduce((sum, story) => sum + story.reports, 0),
      }))
      .toSorted((a, b) => b.raised - a.raised || b.reports - a.reports)
      .slice(0, mostTopPoints),
    causes: [
      ...groupBy(
        all.filter((each) => each.closedMs !== null && isWithin(each.closedMs)),
        (each) => `${each.cause}|${each.reason}`,
      ).values(),
    ]
      .flatMap((group) => {
        const { cause, reason } = group[0];
        return cause === null ? [] : [{ cause, reason, alarms: group.length }];
      })
      .toSorted((a, b) => b.alarms - a.alarms),
    responses: alarmClasses.map((each) => {
      const own = raised.filter((story) => story.class === each);
      const times = (pick: (story: Story) => number | null): Times =>
        summarize(
          own.flatMap((story) => (pick(story) === null ? [] : [Math.max(0, (pick(story) ?? 0) - story.raisedAtMs)])),
        );
      return {
        class: each,
        acknowledged: times((story) => story.acknowledgedMs),
        dispatched: times((story) => story.dispatchedMs),
        arrived: times((story) => story.arrivedMs),
        closed: times((story) => story.closedMs),
      };
    }),
    escalations: [
      ...groupBy(
        raised.filter((each) => each.level > 0),
        (each) => `${each.class}|${each.level}`,
      ).values(),
    ].map((group) => ({ class: group[0].class, level: group[0].level, alarms: group.length })),
  };
}

type Group<T> = [T, ...T[]];

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, Group<T>> {
  const groups = new Map<string, Group<T>>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

function keyOf(point: Point): string {
  return `${point.deviceId}|${point.pointId}|${point.kind}`;
}

function pointOf({ deviceId, pointId, kind, name }: Point): Point {
  return { deviceId, pointId, kind, name };
}

/** What became of each alarm up to the end of the span; its first time of each kind counts. */
function collectStories(
  events: readonly StoredEvent[],
  isWithin: (atMs: number) => boolean,
  toMs: number,
): Map<string, Story> {
  const stories = new Map<string, Story>();
  for (const event of events) {
    const { alarmId, atMs } = event;
    if (alarmId === null || atMs >= toMs) continue;
    if (event.kind === "alarm.raised") {
      const { class: alarmClass, kind, name } = event.data;
      stories.set(alarmId, {
        alarmId,
        class: alarmClass,
        kind,
        name,
        deviceId: event.deviceId,
        pointId: event.pointId,
        raisedAtMs: atMs,
        isWithin: isWithin(atMs),
        marked: event.mark !== undefined,
        reports: 1,
        acknowledgedMs: null,
        dispatchedMs: null,
        arrivedMs: null,
        closedMs: null,
        acknowledgedBy: null,
        closedBy: null,
        cause: null,
        reason: null,
        level: 0,
      });
      continue;
    }
    const story = stories.get(alarmId);
    if (story !== undefined) tell(story, event);
  }
  return stories;
}

function tell(story: Story, event: StoredEvent): void {
  switch (event.kind) {
    case "alarm.repeated":
      story.reports = Math.max(story.reports, event.data.reportCount);
      break;
    case "alarm.made_real":
      story.marked = false;
      break;
    case "alarm.acknowledged":
      story.acknowledgedMs ??= event.atMs;
      story.acknowledgedBy ??= event.actor?.name ?? null;
      break;
    case "alarm.dispatched":
      story.dispatchedMs ??= event.atMs;
      break;
    case "alarm.arrived":
      story.arrivedMs ??= event.atMs;
      break;
    case "alarm.closed":
      story.closedMs ??= event.atMs;
      story.closedBy ??= event.actor?.name ?? null;
      story.cause = event.data.cause;
      story.reason = event.data.reason ?? null;
      break;
    case "alarm.escalated":
      story.level = Math.max(story.level, event.data.level);
      break;
    default:
  }
}

interface Watch {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** When somebody was signed on; one who never signed off stays to the end. */
function operatorSpans(events: readonly StoredEvent[], endMs: number): readonly Watch[] {
  const since = new Map<string, { readonly fromMs: number; places: number }>();
  const spans: Watch[] = [];
  for (const event of events) {
    const name = event.actor?.name;
    if (name === undefined || event.actor?.role === "technician") continue;
    const on = since.get(name);
    if (event.kind === "operator.signed_on") {
      // One person at two workstations is one person.
      if (on === undefined) since.set(name, { fromMs: event.atMs, places: 1 });
      else on.places += 1;
    } else if (event.kind === "operator.signed_off" && on !== undefined) {
      on.places -= 1;
      if (on.places > 0) continue;
      since.delete(name);
      spans.push({ name, fromMs: on.fromMs, toMs: event.atMs });
    }
  }
  for (const [name, { fromMs }] of since) spans.push({ name, fromMs, toMs: endMs });
  return spans;
}

function measureTenMinutes(raised: readonly Story[], watches: readonly Watch[], fromMs: number, toMs: number) {
  const counts = new Map<number, number>();
  for (const { raisedAtMs } of raised) {
    const at = Math.floor((raisedAtMs - fromMs) / tenMinutesMs);
    counts.set(at, (counts.get(at) ?? 0) + 1);
  }
  return Array.from({ length: Math.ceil((toMs - fromMs) / tenMinutesMs) }, (_, at) => {
    const startMs = fromMs + at * tenMinutesMs;
    const endMs = startMs + tenMinutesMs;
    const present = new Set(
      watches.filter((each) => each.fromMs < endMs && each.toMs > startMs).map((each) => each.name),
    );
    const operators = present.size;
    const count = counts.get(at) ?? 0;
    return { startMs, raised: count, operators, perOperator: count / Math.max(1, operators) };
  });
}

function countOperators(all: readonly Story[], isWithin: (atMs: number) => boolean): AlarmLoad["byOperator"] {
  const counts = new Map<string, { acknowledged: number; closed: number }>();
  const of = (name: string) => {
    const known = counts.get(name) ?? { acknowledged: 0, closed: 0 };
    counts.set(name, known);
    return known;
  };
  for (const story of all) {
    if (story.acknowledgedBy !== null && isWithin(story.acknowledgedMs ?? -1))
      of(story.acknowledgedBy).acknowledged += 1;
    if (story.closedBy !== null && isWithin(story.closedMs ?? -1)) of(story.closedBy).closed += 1;
  }
  return [...counts]
    .map(([operator, count]) => ({ operator, ...count }))
    .toSorted((a, b) => b.acknowledged - a.acknowledged);
}

/** Floods that touch the span; `toMs` null for one that has not ended. */
function collectFloods(events: readonly StoredEvent[], fromMs: number, toMs: number): AlarmLoad["floods"] {
  const floods: AlarmLoad["floods"] = [];
  let began: { fromMs: number; most: number } | null = null;
  for (const event of events) {
    if (event.kind === "desk.flood_began") began = { fromMs: event.atMs, most: event.data.alarms };
    else if (event.kind === "desk.flood_ended") {
      floods.push({ fromMs: event.data.sinceMs, toMs: event.atMs, most: event.data.most });
      began = null;
    }
  }
  if (began !== null) floods.push({ fromMs: began.fromMs, toMs: null, most: began.most });
  return floods.filter((flood) => flood.fromMs < toMs && (flood.toMs ?? Infinity) >= fromMs);
}

function collectChattering(
  events: readonly StoredEvent[],
  isWithin: (atMs: number) => boolean,
): AlarmLoad["chattering"] {
  const points = new Map<string, AlarmLoad["chattering"][number]>();
  for (const event of events) {
    if ((event.kind !== "point.chattering" && event.kind !== "point.settled") || !isWithin(event.atMs)) continue;
    const point = { deviceId: event.deviceId, pointId: event.pointId, kind: event.data.kind, name: event.data.name };
    const known = points.get(keyOf(point)) ?? { ...point, times: 0, reports: 0 };
    const began = event.kind === "point.chattering";
    points.set(keyOf(point), {
      ...known,
      times: known.times + (began ? 1 : 0),
      reports: known.reports + (began ? 0 : event.data.reports),
    });
  }
  return [...points.values()].toSorted((a, b) => b.times - a.times || b.reports - a.reports);
}

/** Nearest-rank percentiles. */
function summarize(times: readonly number[]): Times {
  const sorted = times.toSorted((a, b) => a - b);
  const rank = (share: number): number | null => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
  return { count: sorted.length, medianMs: rank(0.5), p90Ms: rank(0.9), mostMs: sorted.at(-1) ?? null };
}
