import { useCallback } from "react";
import type { Deposit } from "../../native/contract/deposits.ts";
import type { StationInfo } from "../../native/contract/rpc.ts";
import type { Language } from "../../native/contract/text.ts";
import { openFormats } from "../i18n/formats.ts";
import { useTexts, useTextsIn } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAsked } from "../rpc/use-asked.ts";
import { useStation } from "../rpc/use-station.tsx";
import styles from "./paper.module.css";

interface HeldDepositsProps {
  readonly deposits: readonly Deposit[];
  readonly info: StationInfo | null;
  readonly language: Language;
  /** What is due by then is overdue. */
  readonly nowMs: number;
}

/** What is held, as a part of a paper; overdue first, as the station gives them. */
export function HeldDepositsPart({ deposits, info, language, nowMs }: HeldDepositsProps) {
  const { t, named } = useTextsIn(language);
  const formats = openFormats(info?.site?.timeZone ?? "Asia/Shanghai");
  return (
    <section data-held>
      <h2>{t("deposits.heldTitle")}</h2>
      {deposits.length === 0 ? (
        <p>{t("deposits.noneHeld")}</p>
      ) : (
        <table>
          <thead>
            <tr>
              {(["ticket", "since", "items", "place", "due"] as const).map((column) => (
                <th key={column}>{t(`deposits.${column}`)}</th>
              ))}
            </tr>
          </thead>
          <tbody className="numeric">
            {deposits.map((deposit) => (
              <tr key={deposit.id}>
                <td>{deposit.number}</td>
                <td>{formats.dateTime(deposit.depositedAtMs).slice(0, 16)}</td>
                <td>
                  {deposit.items
                    .map((item) =>
                      t("entries.itemCount", { item: item.description || named(item.className), n: item.count }),
                    )
                    .join("、")}
                </td>
                <td>{deposit.place}</td>
                <td>
                  {formats.dateTime(deposit.dueAtMs).slice(0, 16)}
                  {deposit.dueAtMs <= nowMs && <b> {t("deposits.overdue")}</b>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** A4 for the next shift: what is held, and who hands it over to whom. */
export function HeldDepositsPaper(props: HeldDepositsProps) {
  const { info, language, nowMs } = props;
  const { t, named } = useTextsIn(language);
  const formats = openFormats(info?.site?.timeZone ?? "Asia/Shanghai");
  return (
    <article className={styles["paper"]} lang={language}>
      <header>
        <h1>
          {named(info?.site?.name)} {t("deposits.title")}
        </h1>
        {info?.simulated === true && <strong>{t("desk.shift.simulated")}</strong>}
        <p className="numeric">
          {t("desk.shift.made")} {formats.dateTime(nowMs)}
        </p>
      </header>
      <HeldDepositsPart {...props} />
      <footer>
        {([t("desk.shift.signOperator"), t("desk.shift.signNext")] as const).map((who) => (
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

/** What `#deposits?language=zh-CN` asks for; null for any other address. */
export function heldDepositsAsked(hash: string): { readonly language: Language } | null {
  if (hash !== "#deposits" && !hash.startsWith("#deposits?")) return null;
  const asked = new URLSearchParams(hash.slice("#deposits?".length));
  return { language: asked.get("language") === "en" ? "en" : "zh-CN" };
}

/** The paper alone, for printing without a hand; `data-report` says when it can be printed. */
export function HeldDepositsAlone({ language }: { readonly language: Language }) {
  const { t, errorText } = useTexts();
  const info = useStation((state) => state.info);
  const ask = useCallback((client: StationClient) => (info ? client.deposits.held() : Promise.resolve(null)), [info]);
  const { value: deposits, problem } = useAsked(ask);
  const state = info && deposits ? "ready" : info && problem ? "failed" : "loading";
  return (
    <main className={styles["alone"]} data-report={state}>
      {info && deposits ? (
        <HeldDepositsPaper {...{ deposits, info, language }} nowMs={info.nowMs} />
      ) : (
        <p>{info && problem ? errorText(problem) : t("app.loading")}</p>
      )}
    </main>
  );
}
