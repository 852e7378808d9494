import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { type ExportRow, manifestCode } from "../../native/contract/exports.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAskedAnew } from "../rpc/use-asked-anew.ts";
import { printPaper } from "../ui/printed.tsx";
import type { EvidenceParts } from "./evidence-page.tsx";
import styles from "./evidence.module.css";
import { ExportDetail } from "./export-detail.tsx";
import { ExportForm } from "./export-form.tsx";
import { ExportsPaper } from "./exports-paper.tsx";
import { RowList } from "./row-list.tsx";

const news = ["evidence."];
const ask = (client: StationClient) => client.exports.list();
/** While an export is made. */
const everyMs = 500;

/** What was handed out, to whom and why; and the form for the next one. */
export function ExportsTab(props: EvidenceParts) {
  const { formats, info, nowMs } = props;
  const { t, errorText } = useTexts();
  const { value, problem, again } = useAskedAnew(ask, news);
  const [shownId, setShownId] = useState<string | null>(null);
  const [isAsking, setIsAsking] = useState(false);
  const begin = useRef<HTMLButtonElement>(null);
  const rows = value?.rows ?? [];
  const shown = rows.find(({ exportId }) => exportId === shownId) ?? null;
  const isRunning = rows.some(({ state }) => state === "running");
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setInterval(again, everyMs);
    return () => clearInterval(timer);
  }, [isRunning, again]);
  useEffect(() => {
    if (!isAsking) begin.current?.focus();
  }, [isAsking]);

  if (isAsking)
    return (
      <ExportForm
        {...props}
        onCancel={() => setIsAsking(false)}
        onAsked={(exportId) => {
          setShownId(exportId);
          setIsAsking(false);
          again();
        }}
      />
    );
  return (
    <>
      <div className={styles["row"]}>
        <Button ref={begin} type="primary" onClick={() => setIsAsking(true)} data-new-export>
          {t("export.new")}
        </Button>
        <Button disabled={rows.length === 0} onClick={() => printPaper("exports")}>
          {t("export.printRegister")}
        </Button>
        <span className={styles["quiet"]}>{t("export.count", { n: rows.length })}</span>
        {problem && <span className={styles["problem"]}>{errorText(problem)}</span>}
      </div>
      <div className={styles["listAndDetail"]}>
        <RowList<ExportRow>
          label={t("export.register")}
          rows={rows}
          idOf={({ exportId }) => exportId}
          chosenId={shownId}
          onChoose={setShownId}
          empty={value ? t("export.none") : t("app.loading")}
          columns="minmax(10.5rem, 1fr) 6.5rem minmax(8rem, 1.4fr) minmax(6rem, 1fr) minmax(8rem, 2fr) 8rem"
          few="minmax(10.5rem, 1.2fr) 6.5rem minmax(6rem, 1.6fr)"
          isGone={({ state }) => state === "failed"}
          head={
            <>
              <span>{t("export.askedAt")}</span>
              <span>{t("export.state")}</span>
              <span>{t("export.unit")}</span>
              <span data-more>{t("export.person")}</span>
              <span data-more>{t("export.reason")}</span>
              <span data-more>{t("export.code")}</span>
            </>
          }
          renderRow={({ askedAtMs, state, ask: asked, manifestSha256 }) => (
            <>
              <time className="numeric">{formats.dateTime(askedAtMs)}</time>
              <span className={state === "asked" ? styles["fault"] : ""}>{t(`export.states.${state}`)}</span>
              <span>{asked.recipient.unit}</span>
              <span data-more>{asked.recipient.person}</span>
              <span data-more>{asked.reason}</span>
              <span data-more className="numeric">
                {manifestSha256 === null ? "—" : manifestCode(manifestSha256)}
              </span>
            </>
          )}
        />
        {shown !== null && <ExportDetail key={shown.exportId} {...props} row={shown} onChanged={again} />}
      </div>
      <ExportsPaper rows={rows} fingerprint={value?.fingerprint ?? null} {...{ info, formats, nowMs }} />
    </>
  );
}
