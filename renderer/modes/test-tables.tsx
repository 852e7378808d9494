/* oxlint-disable jsx-a11y/no-noninteractive-tabindex -- what scrolls must take the focus */
import { Button } from "antd";
import { useCallback, useState } from "react";
import type { LocalizedText } from "../../native/contract/text.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { useAsked } from "../rpc/use-asked.ts";
import type { StationClient } from "../rpc/transport.ts";
import styles from "./modes.module.css";
import { PanicCheckResults } from "./panic-check-results.tsx";
import { UntestedPoints } from "./untested-points.tsx";

interface TestTablesProps {
  readonly areaNames: ReadonlyMap<string, string>;
  readonly nowMs: number;
  readonly formats: Formats;
}

const dayMs = 86_400_000;
const askCheck = (client: StationClient) => client.desk.checkPanicPoints();

/** What the last button tests gave, what has not been tested, and the proof of the panic rules. */
export function TestTables({ areaNames, nowMs, formats }: TestTablesProps) {
  const { t, named, errorText } = useTexts();
  const [openedAtMs] = useState(nowMs);
  const askPresses = useCallback(
    (client: StationClient) =>
      client.desk.testedPresses({
        fromMs: Math.max(0, Math.round(openedAtMs) - dayMs),
        toMs: Math.round(openedAtMs) + dayMs,
      }),
    [openedAtMs],
  );
  const presses = useAsked(askPresses);
  const check = useAsked(askCheck);
  const problem = presses.problem ?? check.problem;
  const point = (of: { name: LocalizedText | null; deviceId: string | null; pointId: string | null }) =>
    named(of.name) || [of.deviceId, of.pointId].filter(Boolean).join(" ");
  const area = (areaId: string | null) => (areaId === null ? "—" : (areaNames.get(areaId) ?? areaId));
  const seconds = (ms: number | null) => (ms === null ? "—" : t("desk.tests.seconds", { n: (ms / 1000).toFixed(1) }));
  return (
    <>
      {problem && <p className={styles["problem"]}>{errorText(problem)}</p>}
      <section className={styles["table"]} tabIndex={0} data-scrolls aria-label={t("desk.tests.presses")}>
        <div className={styles["row"]}>
          <h3>{t("desk.tests.presses")}</h3>
          <Button
            size="small"
            onClick={() => {
              presses.again();
              check.again();
            }}
          >
            {t("desk.tests.refresh")}
          </Button>
        </div>
        {presses.value?.length === 0 && <p>{t("desk.tests.noPresses")}</p>}
        {presses.value !== null && presses.value.length > 0 && (
          <table>
            <thead>
              <tr>
                <th>{t("desk.tests.point")}</th>
                <th>{t("desk.tests.area")}</th>
                <th>{t("desk.tests.pressed")}</th>
                <th>{t("desk.tests.shown")}</th>
                <th>{t("desk.tests.acknowledged")}</th>
                <th>{t("desk.tests.arrived")}</th>
                <th>{t("desk.tests.closed")}</th>
              </tr>
            </thead>
            <tbody className="numeric">
              {presses.value.toReversed().map((press) => (
                <tr key={press.alarmId}>
                  <td>
                    {t(`alarms.marks.${press.mark}`)} {point(press)}
                  </td>
                  <td>{area(press.areaId)}</td>
                  <td>{formats.shortTime(press.pressedAtMs, nowMs)}</td>
                  <td>{seconds(press.shownAfterMs)}</td>
                  <td>{seconds(press.acknowledgedAfterMs)}</td>
                  <td>{seconds(press.arrivedAfterMs)}</td>
                  <td>{seconds(press.closedAfterMs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      <UntestedPoints {...{ areaNames, nowMs, formats }} />
      {check.value !== null && <PanicCheckResults checks={check.value} {...{ areaNames, nowMs, formats }} />}
    </>
  );
}
