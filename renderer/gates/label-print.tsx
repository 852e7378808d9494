import { type ReactNode, useCallback, useEffect, useState } from "react";
import { createPortal } from "react-dom";
import type { Deposit } from "../../native/contract/deposits.ts";
import type { Language } from "../../native/contract/text.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAsked } from "../rpc/use-asked.ts";
import { useSession, useStation } from "../rpc/use-station.tsx";
import { DepositLabel, labelPapers, type LabelPaper } from "./deposit-label.tsx";
import styles from "./label.module.css";

/** A deposit by its ticket number; null where there is none. */
async function depositByNumber(client: StationClient, number: string): Promise<Deposit | null> {
  const { deposits } = await client.deposits.page({ filter: { text: number } });
  return deposits.find((deposit) => deposit.number === number) ?? null;
}

/** Prints a ticket's label from any form: give the element a place, call `print` with the number. */
export function usePrintedLabel(): { readonly label: ReactNode; readonly print: (number: string) => void } {
  const session = useSession();
  const info = useStation((state) => state.info);
  const { language } = useTexts();
  const [deposit, setDeposit] = useState<Deposit | null>(null);
  useEffect(() => {
    if (deposit === null) return;
    const after = () => setDeposit(null);
    window.addEventListener("afterprint", after);
    // The code is drawn by the library's own effect, which comes with this one.
    const frame = requestAnimationFrame(() => window.print());
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("afterprint", after);
    };
  }, [deposit]);
  const print = (number: string) =>
    void session
      .call((client) => depositByNumber(client, number))
      .then((answer) => answer.ok && setDeposit(answer.value));
  const label =
    deposit &&
    createPortal(
      <div className={styles["printed"]} data-printed>
        <DepositLabel deposit={deposit} info={info} language={language} paper="label" />
      </div>,
      document.body,
    );
  return { label, print };
}

export interface LabelAsked {
  /** Id or ticket number. */
  readonly deposit: string;
  readonly paper: LabelPaper;
  readonly language: Language;
}

/** What `#label?deposit=ID&paper=label|a4&language=zh-CN` asks for; null for any other address. */
export function labelAsked(hash: string): LabelAsked | null {
  if (!hash.startsWith("#label?")) return null;
  const asked = new URLSearchParams(hash.slice("#label?".length));
  const deposit = asked.get("deposit") ?? "";
  if (deposit === "" || deposit.length > 64) return null;
  return {
    deposit,
    paper: labelPapers.find((known) => known === asked.get("paper")) ?? "label",
    language: asked.get("language") === "en" ? "en" : "zh-CN",
  };
}

/** The label alone, for printing; `data-report` says when it can be printed. */
export function LabelAlone({ deposit: wanted, paper, language }: LabelAsked) {
  const { t, errorText } = useTexts();
  const info = useStation((state) => state.info);
  const ask = useCallback(
    async (client: StationClient) => {
      if (info === null) return null;
      return (await depositByNumber(client, wanted)) ?? client.deposits.get({ depositId: wanted });
    },
    [wanted, info],
  );
  const { value: deposit, problem } = useAsked(ask);
  const state = info && deposit ? "ready" : info && problem ? "failed" : "loading";
  return (
    <main className={styles["alone"]} data-report={state}>
      {deposit ? (
        <DepositLabel {...{ deposit, info, language, paper }} />
      ) : (
        <p>{info && problem ? errorText(problem) : t("app.loading")}</p>
      )}
    </main>
  );
}
