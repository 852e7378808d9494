import { type CsvCell, csvLine, csvText } from "../../base/csv.ts";
import type { AlarmLoad } from "../../contract/alarm-load.ts";
import type { LocalizedText } from "../../contract/text.ts";

function table(name: string, heads: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [[name], heads, ...rows].map(csvLine).join("\r\n");
}

function iso(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}

const names = (name: LocalizedText | null): readonly CsvCell[] => [name?.["zh-CN"] ?? null, name?.en ?? null];
const pointHeads = ["deviceId", "pointId", "kind", "name.zh-CN", "name.en"];

/**
 * The alarm load as tables one below the other, a blank line between: RFC 4180, times in ISO 8601 UTC,
 * durations in ms. Begins with a byte order mark, without which Excel misreads Chinese.
 */
export function loadCsv(load: AlarmLoad): string {
  const point = (
    each: AlarmLoad["topPoints"][number] | AlarmLoad["chattering"][number] | AlarmLoad["standing"][number],
  ) => [each.deviceId, each.pointId, each.kind, ...names(each.name)];
  const times = ["acknowledged", "dispatched", "arrived", "closed"] as const;
  const tables = [
    table(
      "span",
      ["fromMs", "toMs", "raised", "calmShare", "floodShare"],
      [[iso(load.fromMs), iso(load.toMs), load.raised, load.calmShare, load.floodShare]],
    ),
    table("byClass", ["class", "raised"], Object.entries(load.byClass)),
    table(
      "tenMinutes",
      ["startMs", "raised", "operators", "perOperator"],
      load.tenMinutes.map((each) => [iso(each.startMs), each.raised, each.operators, each.perOperator]),
    ),
    table(
      "byOperator",
      ["operator", "acknowledged", "closed"],
      load.byOperator.map((each) => [each.operator, each.acknowledged, each.closed]),
    ),
    table(
      "floods",
      ["fromMs", "toMs", "most"],
      load.floods.map((each) => [iso(each.fromMs), iso(each.toMs), each.most]),
    ),
    table(
      "chattering",
      [...pointHeads, "times", "reports"],
      load.chattering.map((each) => [...point(each), each.times, each.reports]),
    ),
    table(
      "standing",
      [...pointHeads, "alarmId", "raisedAtMs", "openMs"],
      load.standing.map((each) => [...point(each), each.alarmId, iso(each.raisedAtMs), each.openMs]),
    ),
    table(
      "topPoints",
      [...pointHeads, "raised", "reports"],
      load.topPoints.map((each) => [...point(each), each.raised, each.reports]),
    ),
    table(
      "causes",
      ["cause", "reason", "alarms"],
      load.causes.map((each) => [each.cause, each.reason, each.alarms]),
    ),
    table(
      "responses",
      ["class", "step", "count", "medianMs", "p90Ms", "mostMs"],
      load.responses.flatMap((each) =>
        times.map((step) => [
          each.class,
          step,
          each[step].count,
          each[step].medianMs,
          each[step].p90Ms,
          each[step].mostMs,
        ]),
      ),
    ),
    table(
      "escalations",
      ["class", "level", "alarms"],
      load.escalations.map((each) => [each.class, each.level, each.alarms]),
    ),
  ];
  return csvText([tables.join("\r\n\r\n")]);
}
