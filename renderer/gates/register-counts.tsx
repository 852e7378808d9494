import { useCallback, useMemo } from "react";
import type { Span } from "../../native/contract/shift.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAskedAnew } from "../rpc/use-asked-anew.ts";
import type { ChartSeries } from "../ui/chart-option.ts";
import { Chart } from "../ui/chart.tsx";
import type { GatesParts } from "./gates-page.tsx";
import styles from "./page.module.css";
import { type CountTable, countTables } from "./register-tables.ts";

const entryNews = ["entry."];

/** Decided checks of the span by gate, outcome, class and shift. */
export function RegisterCounts({ span, info, formats }: GatesParts & { readonly span: Span }) {
  const texts = useTexts();
  const { t, errorText } = texts;
  const ask = useCallback((client: StationClient) => client.entries.counts(span), [span]);
  const { value: counts, problem } = useAskedAnew(ask, entryNews);
  const tables = useMemo(
    () => (counts ? countTables(counts, info, texts, formats) : []),
    [counts, info, texts, formats],
  );
  if (problem) return <p className={styles["problem"]}>{errorText(problem)}</p>;
  if (!counts) return <p className={styles["quiet"]}>{t("app.loading")}</p>;
  return (
    <div className={styles["charts"]} data-counts>
      <p className={styles["sum"]}>{t("entries.register.sum", { total: counts.total, refusals: counts.refusals })}</p>
      <div className={styles["twoCharts"]}>
        {tables.map((table) => (
          <CountChart key={table.name} table={table} formats={formats} />
        ))}
      </div>
    </div>
  );
}

function CountChart({ table, formats }: { readonly table: CountTable; readonly formats: Formats }) {
  const { t } = useTexts();
  const axis = useMemo(() => ({ of: "names" as const, names: table.rows.map((row) => row.name) }), [table]);
  const series = useMemo((): readonly ChartSeries[] => {
    const all: ChartSeries = {
      name: t("entries.register.total"),
      draw: "bar",
      values: table.rows.map((row) => row.total),
    };
    if (!table.rows.some((row) => row.refusals !== null)) return [all];
    const refusals = table.rows.map((row) => row.refusals);
    return [all, { name: t("entries.groups.refusals"), draw: "bar", values: refusals, token: "securityFill" }];
  }, [table, t]);
  const label = t(`entries.register.${table.name}`);
  if (table.rows.length === 0)
    return (
      <section aria-label={label}>
        <h3>{label}</h3>
        <p className={styles["quiet"]}>{t("desk.load.none")}</p>
      </section>
    );
  return (
    <div data-wide={table.name === "byOutcome" || table.name === "byClass"}>
      <Chart {...{ label, axis, series, formats }} axisName={label} heightRem={11} />
    </div>
  );
}
