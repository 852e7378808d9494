import { Button } from "antd";
import { type ReactNode, useState } from "react";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { BusyPoint, DeskState } from "../../native/contract/desk.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { LocalizedText } from "../../native/contract/text.ts";
import { ageText, type Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useSession } from "../rpc/use-station.tsx";
import styles from "./modes.module.css";
import { StartTest } from "./start-test.tsx";
import { UntestedPoints } from "./untested-points.tsx";

interface HeldPageProps {
  readonly desk: DeskState;
  readonly alarms: readonly Alarm[];
  /** Its point is offered for a test. */
  readonly selected: Alarm | null;
  readonly deviceNames: ReadonlyMap<string, string>;
  readonly areaNames: ReadonlyMap<string, string>;
  readonly nowMs: number;
  readonly formats: Formats;
}

/** Everything that is held back, why, by whom, and when it returns by itself; what to put on test, what to press. */
export function HeldPage(props: HeldPageProps) {
  const { desk, alarms, deviceNames, nowMs, formats } = props;
  const { t, named, errorText } = useTexts();
  const session = useSession();
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const call = (ask: (client: StationClient) => Promise<unknown>) => {
    void session.call(ask).then((answer) => setProblem(answer.ok ? null : answer.error));
  };
  const nameOf = (of: { name: LocalizedText | null; deviceId: string | null; pointId: string | null }) => {
    const device = of.deviceId === null ? "" : (deviceNames.get(of.deviceId) ?? of.deviceId);
    return [...new Set([named(of.name), device, of.pointId ?? ""])].filter(Boolean).join(" · ");
  };
  const returns = (untilMs: number) =>
    t("desk.held.returns", { time: formats.shortTime(untilMs, nowMs), age: ageText(untilMs - nowMs + 999, t) });
  const busy = (title: string, points: readonly BusyPoint[]) => (
    <Held title={title} count={points.length}>
      {points.map((point) => (
        <tr key={`${point.deviceId} ${point.pointId} ${point.kind}`}>
          <td>{nameOf(point)}</td>
          <td>{t(`alarms.kinds.${point.kind}`)}</td>
          <td className="numeric">
            {t("desk.held.counted", { since: formats.shortTime(point.sinceMs, nowMs), n: point.reports })}
          </td>
        </tr>
      ))}
    </Held>
  );
  const shelved = alarms.filter((alarm) => alarm.shelf !== null);
  return (
    <div className={styles["page"]}>
      {problem && <p className={styles["problem"]}>{errorText(problem)}</p>}
      <Held title={t("desk.held.shelved")} count={shelved.length}>
        {shelved.map((alarm) => (
          <tr key={alarm.id} data-held={alarm.id}>
            <td>
              {t(`alarms.kinds.${alarm.kind}`)} {nameOf(alarm)}
            </td>
            <td>{alarm.shelf && t("desk.held.by", { name: alarm.shelf.by.name, reason: alarm.shelf.reason })}</td>
            <td className="numeric">{alarm.shelf && returns(alarm.shelf.untilMs)}</td>
            <td>
              <Button size="small" onClick={() => call((client) => client.alarms.unshelve({ alarmId: alarm.id }))}>
                {t("desk.held.endNow")}
              </Button>
            </td>
          </tr>
        ))}
      </Held>
      <Held title={t("desk.held.onTest")} count={desk.onTest.length}>
        {desk.onTest.map((point) => (
          <tr key={`${point.deviceId} ${point.pointId}`} data-held={point.deviceId}>
            <td>
              {nameOf(point)}
              {point.pointId === null && ` · ${t("desk.held.wholeDevice")}`}
            </td>
            <td>{t("desk.held.by", { name: point.by.name, reason: point.reason })}</td>
            <td className="numeric">{returns(point.untilMs)}</td>
            <td>
              <Button
                size="small"
                onClick={() =>
                  call((client) => client.desk.endTest({ deviceId: point.deviceId, pointId: point.pointId }))
                }
              >
                {t("desk.held.endNow")}
              </Button>
            </td>
          </tr>
        ))}
      </Held>
      <StartTest {...props} onTest={desk.onTest} />
      {busy(t("desk.held.chattering"), desk.chattering)}
      {busy(t("desk.held.guarded"), desk.guarded)}
      <UntestedPoints {...props} />
    </div>
  );
}

interface HeldProps {
  readonly title: string;
  readonly count: number;
  readonly children: ReactNode;
}

function Held({ title, count, children }: HeldProps) {
  const { t } = useTexts();
  return (
    <section className={styles["table"]} aria-label={title}>
      <h3>
        {title} <span className="numeric">{count}</span>
      </h3>
      {count === 0 ? (
        <p>{t("desk.held.none")}</p>
      ) : (
        <table>
          <tbody>{children}</tbody>
        </table>
      )}
    </section>
  );
}
