import { Button } from "antd";
import { useCallback } from "react";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAskedAnew } from "../rpc/use-asked-anew.ts";
import { Printed, printPaper } from "../ui/printed.tsx";
import { DeletionPaper } from "./deletion-paper.tsx";
import styles from "./evidence.module.css";
import type { EvidenceParts } from "./evidence-page.tsx";

const news = ["clips.", "deletion."];

/** One deletion record, to read and to print. */
export function DeletionDetail({ number, info }: EvidenceParts & { readonly number: number }) {
  const { t, language, errorText } = useTexts();
  const ask = useCallback((client: StationClient) => client.retention.record({ number }), [number]);
  const { value, problem } = useAskedAnew(ask, news);
  return (
    <section className={styles["detail"]} aria-label={t("evidence.clips.deletion", { n: number })} data-detail>
      {problem && <p className={styles["problem"]}>{errorText(problem)}</p>}
      {value === null ? (
        <p className={styles["quiet"]}>{t("app.loading")}</p>
      ) : (
        <>
          <div className={styles["row"]}>
            <h3>{t("evidence.clips.deletion", { n: number })}</h3>
            <Button size="small" onClick={() => printPaper("deletion")}>
              {t("desk.shift.print")}
            </Button>
          </div>
          <div className={styles["sheet"]}>
            <DeletionPaper {...value} info={info} language={language} />
          </div>
          <Printed name="deletion">
            <DeletionPaper {...value} info={info} language={language} />
          </Printed>
        </>
      )}
    </section>
  );
}
