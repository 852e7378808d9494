import { Button, Input, type InputRef, Progress } from "antd";
import { useEffect, useRef, useState } from "react";
import { mayDo } from "../../native/contract/actor.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import { type ExportRow, manifestCode } from "../../native/contract/exports.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { CallResult } from "../rpc/call-result.ts";
import { useSession } from "../rpc/use-station.tsx";
import { useSending } from "../ui/use-sending.ts";
import { sizeWords } from "./clip-words.tsx";
import type { EvidenceParts } from "./evidence-page.tsx";
import page from "./evidence.module.css";
import styles from "./export.module.css";
import { makeExport } from "./make-export.ts";

interface ExportDetailProps extends EvidenceParts {
  readonly row: ExportRow;
  readonly onChanged: () => void;
}

/** One export: what it is for, how far it is, what came of it, and what can be done. */
export function ExportDetail(props: ExportDetailProps) {
  const { row, actor, formats, nowMs, onChanged } = props;
  const { t, errorText } = useTexts();
  const session = useSession();
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const [why, setWhy] = useState<string | null>(null);
  const [sending, sendOnce] = useSending();
  const reasonField = useRef<InputRef>(null);
  const isDeclining = why !== null;
  useEffect(() => {
    if (isDeclining) reasonField.current?.focus();
  }, [isDeclining]);
  const { exportId, state, ask, error, progress } = row;
  const isChief = actor !== null && mayDo(actor.role, "evidence.export");
  const isDeclined = error?.code === "evidence.declined";
  const act = (call: () => Promise<CallResult<ExportRow>>) =>
    sendOnce(async () => {
      const answer = await call();
      setProblem(answer.ok ? null : answer.error);
      onChanged();
    });
  const make = () => act(() => makeExport(session, row, formats, nowMs));
  const cancel = () => act(() => session.call((client) => client.exports.cancel({ exportId })));
  const decline = () => {
    if (why === null || why.trim() === "") return setWhy(why ?? "");
    return act(() => session.call((client) => client.exports.decline({ exportId, note: why })));
  };
  return (
    <section className={page["detail"]} aria-label={exportId} data-export={exportId} data-state={state}>
      <h3 className="numeric">{exportId}</h3>
      {state === "running" && (
        <div className={styles["progress"]}>
          <p>{progress === null ? "" : t(`export.stages.${progress.stage}`)}</p>
          <Progress
            percent={
              progress === null || progress.totalBytes === 0
                ? 0
                : Math.round((progress.doneBytes / progress.totalBytes) * 100)
            }
            status="active"
          />
          {progress !== null && progress.totalBytes > 0 && (
            <p
              className={page["quiet"]}
            >{`${sizeWords(progress.doneBytes, t)} / ${sizeWords(progress.totalBytes, t)}`}</p>
          )}
          {isChief && (
            <Button loading={sending} onClick={cancel}>
              {t("export.cancel")}
            </Button>
          )}
        </div>
      )}
      {state === "done" && <Done row={row} isChief={isChief} />}
      {error !== null && <p className={page["problem"]}>{errorText(error)}</p>}
      {state === "asked" && !isChief && <p className={styles["waits"]}>{t("export.waits")}</p>}
      {isChief && (state === "asked" || (state === "failed" && !isDeclined)) && (
        <div className={page["row"]}>
          <Button type="primary" loading={sending} onClick={make}>
            {t(state === "asked" ? "export.make" : "export.again")}
          </Button>
          {state === "asked" && (
            <>
              {why !== null && (
                <Input
                  ref={reasonField}
                  value={why}
                  maxLength={500}
                  style={{ width: "16rem" }}
                  aria-label={t("export.declineWhy")}
                  placeholder={t("export.declineWhy")}
                  onChange={(event) => setWhy(event.target.value)}
                  onPressEnter={decline}
                />
              )}
              <Button disabled={why !== null && why.trim() === ""} onClick={decline}>
                {t("export.decline")}
              </Button>
            </>
          )}
        </div>
      )}
      {problem !== null && <p className={page["problem"]}>{errorText(problem)}</p>}
      <Facts {...props} />
      <p className={page["quiet"]}>
        {[
          ask.watermark ? t("export.watermarked") : "",
          ask.regions.length > 0 ? t("export.blurred", { n: ask.regions.length }) : "",
          (ask.watermark || ask.regions.length > 0) && !ask.withOriginals ? t("export.noOriginals") : "",
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
    </section>
  );
}

function Facts({ row, formats }: ExportDetailProps) {
  const { t } = useTexts();
  const { ask, askedBy, askedAtMs, doneBy, endedAtMs } = row;
  const { unit, person, document } = ask.recipient;
  const facts: readonly (readonly [string, string])[] = [
    [t("export.reason"), ask.reason],
    [t("export.recipient"), [unit, person, document].filter(Boolean).join("  ")],
    [t("export.approver"), ask.approver],
    [t("export.askedBy"), `${askedBy}  ${formats.dateTime(askedAtMs)}`],
    [t("export.endedBy"), endedAtMs === null ? "" : `${doneBy ?? "—"}  ${formats.dateTime(endedAtMs)}`],
    [t("export.note"), ask.note],
  ];
  return (
    <dl className={page["facts"]}>
      {facts
        .filter(([, value]) => value !== "")
        .map(([name, value]) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function Done({ row, isChief }: { readonly row: ExportRow; readonly isChief: boolean }) {
  const { t } = useTexts();
  const { manifestSha256, files, bytes, place, fetchable, exportId } = row;
  // In Electron there is no server to fetch from: the file lies on this machine.
  const canFetch = fetchable && isChief && location.protocol.startsWith("http");
  return (
    <div className={styles["done"]}>
      <p>{t("export.writeDown")}</p>
      <p className={styles["code"]} data-code>
        {manifestCode(manifestSha256 ?? "")}
      </p>
      <p className={page["quiet"]}>
        {`SHA-256 ${manifestSha256 ?? ""} · ${t("export.size", { n: files ?? 0, size: sizeWords(bytes ?? 0, t) })}`}
      </p>
      {place === null ? (
        <p className={page["problem"]}>{t("export.gone")}</p>
      ) : (
        <>
          <p className={page["quiet"]}>{t("export.place", { place })}</p>
          {canFetch && (
            <Button type="primary" href={`/exports/${exportId}.zip`} download={`${exportId}.zip`}>
              {t("export.fetch")}
            </Button>
          )}
        </>
      )}
    </div>
  );
}
