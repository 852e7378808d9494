import type { EntryCounts } from "../../native/contract/entries.ts";
import type { StationInfo } from "../../native/contract/rpc.ts";
import type { Formats } from "../i18n/formats.ts";
import type { Texts } from "../i18n/use-texts.ts";

/** One table of counts, as it is drawn and as it is printed. */
export interface CountTable {
  readonly name: "byGate" | "byOutcome" | "byClass" | "byShift";
  readonly rows: readonly { readonly name: string; readonly total: number; readonly refusals: number | null }[];
}

/** The counts with names in one language. */
export function countTables(
  counts: EntryCounts,
  info: StationInfo | null,
  { t, named }: Texts,
  formats: Formats,
): readonly CountTable[] {
  const gate = (id: string | null) =>
    id === null ? t("entries.form.noGate") : named(info?.devices.find((device) => device.id === id)?.name) || id;
  return [
    {
      name: "byGate",
      rows: counts.byGate.map(({ gateId, total, refusals }) => ({ name: gate(gateId), total, refusals })),
    },
    {
      name: "byOutcome",
      rows: counts.byOutcome.map(({ outcome, total }) => ({
        name: t(`entries.outcomes.${outcome}`),
        total,
        refusals: null,
      })),
    },
    {
      name: "byClass",
      rows: counts.byItemClass.map(({ className, total }) => ({ name: named(className), total, refusals: null })),
    },
    {
      name: "byShift",
      rows: counts.byShift.map(({ startMs, endMs, total, refusals }) => ({
        name: `${formats.dateTime(startMs).slice(5, 16)}–${formats.time(endMs).slice(0, 5)}`,
        total,
        refusals,
      })),
    },
  ];
}
