/* oxlint-disable jsx-a11y/no-noninteractive-tabindex -- what scrolls must take the focus */
import { Button } from "antd";
import { type ReactNode, useCallback, useState } from "react";
import type { AlarmLoad, Times } from "../../native/contract/alarm-load.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { Span } from "../../native/contract/shift.ts";
import type { LocalizedText } from "../../native/contract/text.ts";
import { ageText, type Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAsked } from "../rpc/use-asked.ts";
import { useSession } from "../rpc/use-station.tsx";
import { saveCsv } from "../ui/save-csv.ts";
import { SpanChoice } from "../ui/span-choice.tsx";
import { LoadChart, ShareBars } from "./load-chart.tsx";
import styles from "./load-page.module.css";

interface LoadPageProps {
  readonly timeZone: string;
  readonly nowMs: number;
  readonly formats: Formats;
}

const dayMs = 86_400_000;

/** How much the desk had to bear: figures, charts, tables, and all of it as CSV. */
export function LoadPage({ timeZone, nowMs, formats }: LoadPageProps) {
  const { t, errorText } = useTexts();
  const session = useSession();
  const [span, setSpan] = useState<Span>({
    fromMs: Math.max(0, Math.round(nowMs) - dayMs),
    toMs: Math.round(nowMs),
  });
  const [csvProblem, setCsvProblem] = useState<ErrorData | null>(null);
  const ask = useCallback((client: StationClient) => client.reports.alarmLoad(span), [span]);
  const { value: load, problem } = useAsked(ask);
  const download = () => {
    void session
      .call((client) => client.reports.alarmLoadCsv(span))
      .then((answer) => {
        setCsvProblem(answer.ok ? null : answer.error);
        if (answer.ok) saveCsv(answer.value.csv, `alarm-load-${formats.dateTime(span.fromMs).slice(0, 10)}.csv`);
      });
  };
  const wrong = problem ?? csvProblem;
  return (
    <div className={styles["page"]}>
      <div className={styles["head"]}>
        <SpanChoice timeZone={timeZone} span={span} nowMs={nowMs} hours={[24, 168, 720]} onChange={setSpan} />
        <Button size="small" onClick={download}>
          {t("desk.load.csv")}
        </Button>
      </div>
      {wrong && <p className={styles["problem"]}>{errorText(wrong)}</p>}
      {load && <Load load={load} formats={formats} />}
    </div>
  );
}

function Load({ load, formats }: { readonly load: AlarmLoad; readonly formats: Formats }) {
  const { t, named } = useTexts();
  const percent = (share: number) => `${Math.round(share * 1000) / 10}%`;
  const point = (of: { name: LocalizedText | null; deviceId: string | null; pointId: string | null }) =>
    named(of.name) || [of.deviceId, of.pointId].filter(Boolean).join(" ") || "—";
  const age = (ms: number | null) => (ms === null ? "—" : ageText(ms, t));
  const times = (of: Times) => `${age(of.medianMs)} / ${age(of.p90Ms)} / ${age(of.mostMs)}`;
  const figures: readonly (readonly [string, string])[] = [
    [t("desk.load.raised"), String(load.raised)],
    ...(["life", "security", "fault"] as const).map(
      (known) => [t(`alarms.classes.${known}`), String(load.byClass[known] ?? 0)] as const,
    ),
    [t("desk.load.calm"), percent(load.calmShare)],
    [t("desk.load.floodShare"), percent(load.floodShare)],
    [t("desk.load.floods"), String(load.floods.length)],
  ];
  return (
    <div className={styles["load"]}>
      <dl className={styles["figures"]}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="numeric">{value}</dd>
          </div>
        ))}
      </dl>
      <LoadChart load={load} formats={formats} />
      <div className={styles["tables"]}>
        <Part title={t("desk.load.causes")} empty={load.causes.length === 0}>
          <ShareBars
            bars={load.causes.map(({ cause, reason, alarms }) => ({
              name: reason
                ? `${t(`alarms.causes.${cause}`)} · ${t(`alarms.reasons.${reason}`)}`
                : t(`alarms.causes.${cause}`),
              value: alarms,
            }))}
          />
        </Part>
        <Part title={t("desk.load.topPoints")} empty={load.topPoints.length === 0}>
          <ShareBars
            bars={load.topPoints.slice(0, 10).map((of) => ({
              name: `${point(of)} · ${t(`alarms.kinds.${of.kind}`)}`,
              value: of.raised,
            }))}
          />
        </Part>
        <Part title={t("desk.load.responses")} empty={load.responses.length === 0} wide>
          <table>
            <thead>
              <tr>
                <th>{t("desk.load.cls")}</th>
                <th>{t("desk.load.acknowledged")}</th>
                <th>{t("desk.load.dispatched")}</th>
                <th>{t("desk.load.arrived")}</th>
                <th>{t("desk.load.closed")}</th>
              </tr>
            </thead>
            <tbody className="numeric">
              {load.responses.map((of) => (
                <tr key={of.class}>
                  <td>{t(`alarms.classes.${of.class}`)}</td>
                  <td>{times(of.acknowledged)}</td>
                  <td>{times(of.dispatched)}</td>
                  <td>{times(of.arrived)}</td>
                  <td>{times(of.closed)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Part>
        <Part title={t("desk.load.byOperator")} empty={load.byOperator.length === 0}>
          <table>
            <thead>
              <tr>
                <th>{t("desk.load.operator")}</th>
                <th>{t("desk.load.acknowledged")}</th>
                <th>{t("desk.load.closed")}</th>
              </tr>
            </thead>
            <tbody className="numeric">
              {load.byOperator.map((of) => (
                <tr key={of.operator}>
                  <td>{of.operator}</td>
                  <td>{of.acknowledged}</td>
                  <td>{of.closed}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Part>
        <Part title={t("desk.load.escalations")} empty={load.escalations.length === 0}>
          <ShareBars
            bars={load.escalations.map((of) => ({
              name: `${t(`alarms.classes.${of.class}`)} · ${t("log.details.level", { n: of.level })}`,
              value: of.alarms,
            }))}
          />
        </Part>
        <Part title={t("desk.load.chattering")} empty={load.chattering.length === 0}>
          <ShareBars bars={load.chattering.map((of) => ({ name: point(of), value: of.reports }))} />
        </Part>
        <Part title={t("desk.load.standing")} empty={load.standing.length === 0}>
          <ul>
            {load.standing.map((of) => (
              <li key={of.alarmId}>
                {point(of)} · {formats.dateTime(of.raisedAtMs)} · {ageText(of.openMs, t)}
              </li>
            ))}
          </ul>
        </Part>
      </div>
    </div>
  );
}

interface PartProps {
  readonly title: string;
  readonly empty: boolean;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

function Part({ title, empty, wide = false, children }: PartProps) {
  const { t } = useTexts();
  return (
    <section aria-label={title} data-wide={wide}>
      <h3>{title}</h3>
      {empty ? <p className={styles["none"]}>{t("desk.load.none")}</p> : children}
    </section>
  );
}
