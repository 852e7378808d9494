/* oxlint-disable jsx-a11y/no-noninteractive-tabindex -- what scrolls must take the focus */
import { useCallback } from "react";
import { minuteMs } from "../../native/contract/coverage.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAsked } from "../rpc/use-asked.ts";
import { shareMark, shareText } from "./coverage-share.ts";
import styles from "./coverage.module.css";

interface CoverageDayDetailProps {
  readonly areaId: string;
  readonly day: string;
  readonly formats: Formats;
}

const timeoutMs = 60_000;

/** Every camera of a key area on one day, and each gap with its cause. */
export function CoverageDayDetail({ areaId, day, formats }: CoverageDayDetailProps) {
  const { t, named, errorText } = useTexts();
  const ask = useCallback((client: StationClient) => client.coverage.day({ day }), [day]);
  const { value, problem } = useAsked(ask, timeoutMs);
  const area = value?.areas.find((each) => each.areaId === areaId) ?? null;
  const minute = (ms: number): string => formats.time(ms).slice(0, 5);
  /** The end of a day is not the beginning of the next one. */
  const end = (ms: number): string => (minute(ms) === "00:00" ? "24:00" : minute(ms));
  return (
    <section className={styles["detail"]} aria-label={t("coverage.dayOf", { day })} tabIndex={0} data-scrolls>
      <h3>
        {t("coverage.dayOf", { day })}
        {area && ` · ${named(area.name) || areaId}`}
      </h3>
      {problem && <p className={styles["problem"]}>{errorText(problem)}</p>}
      {value === null && !problem && <p className={styles["quiet"]}>{t("coverage.counting")}</p>}
      {value !== null && !value.isOver && (
        <p className={styles["notOver"]}>
          {t("coverage.dayNotOver", { time: formats.time(value.measuredUntilMs).slice(0, 5) })}
        </p>
      )}
      {value !== null && area === null && <p className={styles["empty"]}>{t("coverage.nothingWanted")}</p>}
      {area?.cameras.map((camera) => (
        <div key={camera.cameraId} className={styles["camera"]} data-camera={camera.cameraId}>
          <h4>
            <span>{named(camera.name) || camera.cameraId}</span>
            <span className="numeric" data-share={shareMark(camera)}>
              {t("coverage.percent", { n: shareText(camera) })}
            </span>
            <span className={`${styles["quiet"]} numeric`}>
              {t("coverage.missing", { n: camera.wanted - camera.covered, of: camera.wanted })}
            </span>
            {minute(camera.fromMs) !== "00:00" && (
              <span className={styles["quiet"]}>{t("coverage.from", { time: minute(camera.fromMs) })}</span>
            )}
          </h4>
          {camera.gaps.length > 0 && (
            <table className={styles["gaps"]}>
              <tbody className="numeric">
                {camera.gaps.map((gap) => (
                  <tr key={gap.fromMs} data-cause={gap.cause}>
                    <td>
                      {minute(gap.fromMs)}–{end(gap.toMs)}
                    </td>
                    <td>{t("coverage.minutes", { n: (gap.toMs - gap.fromMs) / minuteMs })}</td>
                    <td>{t(`coverage.causes.${gap.cause}`)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
      ))}
    </section>
  );
}
