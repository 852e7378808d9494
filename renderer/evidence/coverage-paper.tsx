import { Button } from "antd";
import { useEffect, useState } from "react";
import { type CoverageDay, type CoverageMonth, minuteMs } from "../../native/contract/coverage.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { LocalizedText } from "../../native/contract/text.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { useSession } from "../rpc/use-station.tsx";
import { Printed, printPaper } from "../ui/printed.tsx";
import { shareText } from "./coverage-share.ts";
import styles from "./coverage-paper.module.css";

interface CoveragePaperProps {
  readonly month: string;
  readonly sums: CoverageMonth | null;
  readonly siteName: LocalizedText | null;
  readonly formats: Formats;
  readonly timeoutMs: number;
  readonly onProblem: (problem: ErrorData | null) => void;
}

type Days = readonly Pick<CoverageDay, "day" | "areas">[];

/** A camera that comes and goes all month would fill a thousand sheets: the rest is in the table. */
const mostRows = 2000;
const paper = "coverage";

/** The month on paper: sums, and every gap with its cause. */
export function CoveragePaper({ month, sums, siteName, formats, timeoutMs, onProblem }: CoveragePaperProps) {
  const { t } = useTexts();
  const session = useSession();
  const [days, setDays] = useState<Days | null>(null);
  const [asking, setAsking] = useState(false);
  useEffect(() => {
    if (days === null) return undefined;
    const after = (): void => setDays(null);
    window.addEventListener("afterprint", after);
    const frame = requestAnimationFrame(() => printPaper(paper));
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("afterprint", after);
    };
  }, [days]);
  const print = (): void => {
    setAsking(true);
    void session
      .call((client) => client.coverage.gaps({ month }), timeoutMs)
      .then((answer) => {
        onProblem(answer.ok ? null : answer.error);
        if (answer.ok) setDays(answer.value);
      })
      .finally(() => setAsking(false));
  };
  return (
    <>
      <Button size="small" type="primary" disabled={sums === null} loading={asking} onClick={print}>
        {t("coverage.print")}
      </Button>
      {sums !== null && days !== null && (
        <Printed name={paper}>
          <Sheet {...{ sums, days, siteName, formats }} />
        </Printed>
      )}
    </>
  );
}

interface SheetProps {
  readonly sums: CoverageMonth;
  readonly days: Days;
  readonly siteName: LocalizedText | null;
  readonly formats: Formats;
}

function Sheet({ sums, days, siteName, formats }: SheetProps) {
  const { t, named } = useTexts();
  const rows = days.flatMap(({ day, areas }) =>
    areas.flatMap((area) =>
      area.cameras.flatMap((camera) => camera.gaps.map((gap) => ({ day, area, camera, ...gap }))),
    ),
  );
  return (
    <article className={styles["paper"]}>
      <h1>{t("coverage.paper.title", { month: sums.month })}</h1>
      <p>
        {named(siteName)} · {t("coverage.until", { time: formats.dateTime(sums.measuredUntilMs) })}
      </p>
      {sums.days.some(({ isOver }) => !isOver) && <strong>{t("coverage.paper.notOver")}</strong>}
      <p>{t("coverage.meaning")}</p>
      <table>
        <thead>
          <tr>
            <th>{t("coverage.paper.area")}</th>
            <th>{t("coverage.paper.share")}</th>
            <th>{t("coverage.paper.wanted")}</th>
            <th>{t("coverage.paper.covered")}</th>
            <th>{t("coverage.paper.missing")}</th>
            <th>{t("coverage.paper.daysBelow")}</th>
          </tr>
        </thead>
        <tbody className="numeric">
          {sums.areas.map((area) => (
            <tr key={area.areaId}>
              <td>{named(area.name) || area.areaId}</td>
              <td>{t("coverage.percent", { n: shareText(area) })}</td>
              <td>{area.wanted}</td>
              <td>{area.covered}</td>
              <td>{area.wanted - area.covered}</td>
              <td>{area.days.filter(({ wanted, covered }) => covered < wanted).length}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2>{t("coverage.paper.gaps", { n: rows.length })}</h2>
      {rows.length > 0 && (
        <table>
          <thead>
            <tr>
              <th>{t("coverage.paper.area")}</th>
              <th>{t("coverage.paper.camera")}</th>
              <th>{t("coverage.paper.from")}</th>
              <th>{t("coverage.paper.to")}</th>
              <th>{t("coverage.paper.length")}</th>
              <th>{t("coverage.paper.cause")}</th>
            </tr>
          </thead>
          <tbody className="numeric">
            {rows.slice(0, mostRows).map(({ day, area, camera, fromMs, toMs, cause }) => (
              <tr key={`${day} ${camera.cameraId} ${fromMs}`}>
                <td>{named(area.name) || area.areaId}</td>
                <td>{named(camera.name) || camera.cameraId}</td>
                <td>{formats.dateTime(fromMs).slice(0, 16)}</td>
                <td>{formats.dateTime(toMs).slice(0, 16)}</td>
                <td>{t("coverage.minutes", { n: (toMs - fromMs) / minuteMs })}</td>
                <td>{t(`coverage.causes.${cause}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > mostRows && <p>{t("coverage.paper.more", { n: rows.length - mostRows })}</p>}
      <div className={styles["signatures"]}>
        <span>{t("coverage.paper.chief")}</span>
        <i />
        <span>{t("coverage.paper.date")}</span>
        <i />
      </div>
    </article>
  );
}
