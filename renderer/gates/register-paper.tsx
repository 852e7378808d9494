import { useCallback } from "react";
import {
  type EntryCheck,
  type EntryCounts,
  type EntryFilter,
  type EntryRules,
  entryOutcomes,
} from "../../native/contract/entries.ts";
import type { StationInfo } from "../../native/contract/rpc.ts";
import type { Span } from "../../native/contract/shift.ts";
import type { Language } from "../../native/contract/text.ts";
import { openFormats } from "../i18n/formats.ts";
import { useTexts, useTextsIn } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAsked } from "../rpc/use-asked.ts";
import { useStation } from "../rpc/use-station.tsx";
import { articlesOf } from "./entry-outcome-step.tsx";
import styles from "./paper.module.css";
import { type RegisterChoice, registerFilter, registerGroups } from "./register-filter.ts";
import { countTables } from "./register-tables.ts";

export interface RegisterContent {
  /** Oldest first. */
  readonly entries: readonly EntryCheck[];
  readonly counts: EntryCounts | null;
  readonly rules: EntryRules | null;
  /** There are more than a print holds. */
  readonly truncated: boolean;
}

/** More than this are no paper to be read; the span is chosen shorter, or the CSV taken. */
const mostEntries = 5000;
const pageLength = 500;

/** All that stands on the paper, page after page. */
export async function askRegister(client: StationClient, filter: EntryFilter): Promise<RegisterContent> {
  const entries: EntryCheck[] = [];
  let beforeNumber: string | null = null;
  do {
    const page: { entries: EntryCheck[]; nextBeforeNumber: string | null } = await client.entries.page({
      filter,
      beforeNumber,
      limit: pageLength,
    });
    entries.push(...page.entries);
    beforeNumber = page.nextBeforeNumber;
  } while (beforeNumber !== null && entries.length < mostEntries);
  const { fromMs, toMs } = filter;
  const counts = fromMs === undefined || toMs === undefined ? null : await client.entries.counts({ fromMs, toMs });
  const { rules } = await client.entries.rules();
  return { entries: entries.reverse(), counts, rules, truncated: beforeNumber !== null };
}

interface RegisterPaperProps {
  readonly content: RegisterContent;
  readonly info: StationInfo | null;
  readonly language: Language;
  readonly span: Span;
  readonly which: RegisterChoice;
}

/** The register on A4, in one language whatever the screen speaks. No personal data stands on it. */
export function RegisterPaper({ content, info, language, span, which }: RegisterPaperProps) {
  const texts = useTextsIn(language);
  const { t, named } = texts;
  const formats = openFormats(info?.site?.timeZone ?? "Asia/Shanghai");
  const { entries, counts, rules, truncated } = content;
  const group = registerGroups.find((known) => known === which);
  const outcome = entryOutcomes.find((known) => known === which);
  const shown = group ? t(`entries.groups.${group}`) : outcome ? t(`entries.outcomes.${outcome}`) : "";
  const area = (areaId: string | null) =>
    named(info?.areas.find((known) => known.id === areaId)?.name) || (areaId ?? "");
  return (
    <article className={styles["paper"]} lang={language}>
      <header>
        <h1>
          {named(info?.site?.name)} {t("entries.register.title")}
        </h1>
        {info?.simulated === true && <strong>{t("desk.shift.simulated")}</strong>}
        <p className="numeric">
          {t("desk.shift.span")} {formats.dateTime(span.fromMs).slice(0, 16)} –{" "}
          {formats.dateTime(span.toMs).slice(0, 16)} · {t("entries.register.shown")} {shown} ·{" "}
          {t("entries.register.found", { n: entries.length })}
        </p>
        {counts && <p>{t("entries.register.sum", { total: counts.total, refusals: counts.refusals })}</p>}
        {truncated && <strong>{t("entries.register.tooMany", { n: mostEntries })}</strong>}
      </header>
      {entries.length === 0 ? (
        <p>{t("entries.register.none")}</p>
      ) : (
        <table className={styles["register"]}>
          <thead>
            <tr>
              {(["number", "happened", "gate", "items", "outcome", "basis", "by"] as const).map((column) => (
                <th key={column}>{t(`entries.register.${column}`)}</th>
              ))}
            </tr>
          </thead>
          <tbody className="numeric">
            {entries.map((entry) => (
              <tr key={entry.id}>
                <td>
                  {entry.number}
                  {entry.mark && ` [${t(`alarms.marks.${entry.mark}`)}]`}
                  {entry.correctedBy && ` (${t("entries.register.corrected")})`}
                </td>
                <td>{formats.dateTime(entry.happenedAtMs).slice(5, 16)}</td>
                <td>{named(entry.gateName) || area(entry.areaId) || "—"}</td>
                <td>
                  {entry.items
                    .map((item) =>
                      t("entries.itemCount", { item: item.description || named(item.className), n: item.count }),
                    )
                    .join("、") || "—"}
                </td>
                <td>
                  {entry.outcome ? t(`entries.outcomes.${entry.outcome}`) : t(`entries.states.${entry.state}`)}
                  {entry.depositNumbers.length > 0 && ` ${entry.depositNumbers.join("、")}`}
                  {entry.corrects && ` (${t("entries.register.correction")}: ${entry.correctionReason})`}
                  {entry.note !== "" && ` · ${entry.note}`}
                </td>
                <td>{basisOf(entry, rules)}</td>
                <td>{(entry.decidedBy ?? entry.openedBy).name}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rules && (
        <p>
          {t("entries.register.basis")}: {named(rules.title)} ({rules.source.title})
          {rules.source.unverified && ` ${t("entries.source.unverified")}`}
        </p>
      )}
      {counts && <PaperCounts tables={countTables(counts, info, texts, formats)} language={language} />}
      <footer>
        {([t("desk.shift.signOperator"), t("desk.shift.signChief")] as const).map((who) => (
          <div key={who} className={styles["signature"]}>
            <span>{who}</span>
            <i />
            <span>{t("desk.shift.date")}</span>
            <i />
          </div>
        ))}
      </footer>
    </article>
  );
}

/** The items' own basis, and the articles of the way that was walked. */
function basisOf(entry: EntryCheck, rules: EntryRules | null): string {
  const same = rules !== null && rules.id === entry.rulesId && rules.version === entry.rulesVersion;
  const items = entry.items.map(({ basis }) => [basis.title, basis.article].filter(Boolean).join(" "));
  return [...new Set([...(same ? articlesOf(entry, rules) : [entry.rulesId]), ...items])].join("; ");
}

interface PaperCountsProps {
  readonly tables: ReturnType<typeof countTables>;
  readonly language: Language;
}

function PaperCounts({ tables, language }: PaperCountsProps) {
  const { t } = useTextsIn(language);
  return (
    <section className={styles["counts"]}>
      {tables
        .filter((table) => table.rows.length > 0)
        .map((table) => {
          const most = Math.max(1, ...table.rows.map((row) => row.total));
          const withRefusals = table.rows.some((row) => row.refusals !== null);
          return (
            <table key={table.name}>
              <thead>
                <tr>
                  <th>{t(`entries.register.${table.name}`)}</th>
                  <th>{t("entries.register.total")}</th>
                  {withRefusals && <th>{t("entries.register.refusals")}</th>}
                  <th aria-hidden="true" />
                </tr>
              </thead>
              <tbody className="numeric">
                {table.rows.map((row) => (
                  <tr key={row.name}>
                    <td>{row.name}</td>
                    <td>{row.total}</td>
                    {withRefusals && <td>{row.refusals}</td>}
                    <td className={styles["bar"]}>
                      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                        <rect width={(100 * row.total) / most} height="8" />
                        {row.refusals !== null && <rect data-refusals width={(100 * row.refusals) / most} height="8" />}
                      </svg>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          );
        })}
    </section>
  );
}

export interface RegisterAsked {
  readonly span: Span;
  readonly language: Language;
  readonly which: RegisterChoice;
}

/** What `#register?from=MS&to=MS&language=zh-CN&which=refusals|decided` asks for; null for any other address. */
export function registerAsked(hash: string): RegisterAsked | null {
  if (!hash.startsWith("#register?")) return null;
  const asked = new URLSearchParams(hash.slice("#register?".length));
  const fromMs = Number(asked.get("from"));
  const toMs = Number(asked.get("to"));
  if (!Number.isSafeInteger(fromMs) || !Number.isSafeInteger(toMs) || fromMs < 0 || toMs <= fromMs) return null;
  const known: readonly RegisterChoice[] = [...registerGroups, ...entryOutcomes];
  return {
    span: { fromMs, toMs },
    language: asked.get("language") === "en" ? "en" : "zh-CN",
    which: known.find((choice) => choice === asked.get("which")) ?? "refusals",
  };
}

/** The paper alone, for printing without a hand; `data-report` says when it can be printed. */
export function RegisterAlone({ span, language, which }: RegisterAsked) {
  const { t, errorText } = useTexts();
  const info = useStation((state) => state.info);
  const ask = useCallback(
    (client: StationClient) =>
      info
        ? askRegister(client, registerFilter({ span, which, gateId: "", classId: "", text: "", marked: false }))
        : Promise.resolve(null),
    [span, which, info],
  );
  const { value: content, problem } = useAsked(ask);
  const state = info && content ? "ready" : info && problem ? "failed" : "loading";
  return (
    <main className={styles["alone"]} data-report={state}>
      {content ? (
        <RegisterPaper {...{ content, info, language, span, which }} />
      ) : (
        <p>{info && problem ? errorText(problem) : t("app.loading")}</p>
      )}
    </main>
  );
}
