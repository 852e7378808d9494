import { Button } from "antd";
import { useCallback, useEffect, useState } from "react";
import type { CoverageMonth } from "../../native/contract/coverage.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { StationInfo } from "../../native/contract/rpc.ts";
import { openWallClock } from "../../native/contract/wall-clock.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAsked } from "../rpc/use-asked.ts";
import { useSession } from "../rpc/use-station.tsx";
import { saveCsv } from "../ui/save-csv.ts";
import { AreaCalendar } from "./area-calendar.tsx";
import { CoverageDayDetail } from "./coverage-day.tsx";
import { CoveragePaper } from "./coverage-paper.tsx";
import styles from "./coverage.module.css";
import { shiftMonth } from "./coverage-share.ts";

interface CoverageTabProps {
  readonly info: StationInfo | null;
  readonly nowMs: number;
  readonly formats: Formats;
}

/** The figures of a month are large, and the reader may be busy with a search. */
const timeoutMs = 60_000;

/** Minutes of video of key areas over minutes wanted: a calendar for each area, the gaps of the chosen day. */
export function CoverageTab({ info, nowMs, formats }: CoverageTabProps) {
  const siteName = info?.site?.name ?? null;
  const timeZone = info?.site?.timeZone ?? "Asia/Shanghai";
  const { t, errorText } = useTexts();
  const session = useSession();
  const today = openWallClock(timeZone)(nowMs).day;
  const [month, setMonth] = useState(today.slice(0, 7));
  const [chosen, setChosen] = useState<{ readonly areaId: string; readonly day: string } | null>(null);
  const [csvProblem, setCsvProblem] = useState<ErrorData | null>(null);
  const ask = useCallback((client: StationClient) => client.coverage.month({ month }), [month]);
  const { value, problem, again } = useAsked(ask, timeoutMs);
  /** The answer to the month before this one says nothing of it. */
  const shown = value?.month === month ? value : null;
  const turn = (by: number): void => {
    const next = shiftMonth(month, by);
    if (next > today.slice(0, 7)) return;
    setMonth(next);
    setChosen(null);
  };
  // From anywhere in the page: the keys stand on the part's own tab at first.
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey || (event.key !== "PageUp" && event.key !== "PageDown"))
        return;
      // The gaps of a day scroll by these keys.
      if (event.target instanceof Element && event.target.closest("[data-scrolls]") !== null) return;
      event.preventDefault();
      turn(event.key === "PageUp" ? -1 : 1);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
  const save = (): void => {
    void session
      .call((client) => client.coverage.csv({ month }), timeoutMs)
      .then((answer) => {
        setCsvProblem(answer.ok ? null : answer.error);
        if (answer.ok) saveCsv(answer.value.csv, `coverage-${month}.csv`);
      });
  };
  const wrong = problem ?? csvProblem;
  return (
    <section className={styles["page"]} aria-label={t("coverage.title")}>
      <div className={styles["head"]}>
        <Button size="small" aria-label={t("coverage.before")} onClick={() => turn(-1)}>
          ◀
        </Button>
        <strong className="numeric">{month}</strong>
        <Button
          size="small"
          aria-label={t("coverage.after")}
          disabled={month >= today.slice(0, 7)}
          onClick={() => turn(1)}
        >
          ▶
        </Button>
        <span className={styles["target"]}>{t("coverage.target")}</span>
        {shown !== null && (
          <span className={styles["quiet"]}>
            {t("coverage.until", { time: formats.dateTime(shown.measuredUntilMs) })}
          </span>
        )}
        <span className={styles["rest"]}>
          <Button size="small" onClick={again}>
            {t("coverage.again")}
          </Button>
          <Button size="small" disabled={shown === null} onClick={save}>
            {t("coverage.csv")}
          </Button>
          <CoveragePaper month={month} sums={shown} {...{ siteName, formats, timeoutMs }} onProblem={setCsvProblem} />
        </span>
      </div>
      {wrong && <p className={styles["problem"]}>{errorText(wrong)}</p>}
      <p className={styles["quiet"]}>{t("coverage.meaning")}</p>
      {shown === null ? (
        !wrong && <p className={styles["quiet"]}>{t("coverage.counting")}</p>
      ) : shown.areas.length === 0 ? (
        <p className={styles["empty"]}>{t("coverage.none")}</p>
      ) : (
        <Month {...{ shown, chosen, formats }} onChoose={setChosen} />
      )}
    </section>
  );
}

interface MonthProps {
  readonly shown: CoverageMonth;
  readonly chosen: { readonly areaId: string; readonly day: string } | null;
  readonly formats: Formats;
  readonly onChoose: (chosen: { readonly areaId: string; readonly day: string }) => void;
}

function Month({ shown, chosen, formats, onChoose }: MonthProps) {
  const { t } = useTexts();
  return (
    <div className={styles["month"]}>
      <div className={styles["calendars"]}>
        {shown.areas.map((area) => (
          <AreaCalendar
            key={area.areaId}
            area={area}
            days={shown.days}
            chosenDay={chosen?.areaId === area.areaId ? chosen.day : null}
            onChoose={(day) => onChoose({ areaId: area.areaId, day })}
          />
        ))}
      </div>
      {chosen === null ? (
        <p className={styles["empty"]}>{t("coverage.choose")}</p>
      ) : (
        <CoverageDayDetail key={`${chosen.areaId} ${chosen.day}`} {...chosen} formats={formats} />
      )}
    </div>
  );
}
