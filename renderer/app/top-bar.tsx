import { Button, Slider } from "antd";
import { type ReactNode, useMemo } from "react";
import { type Alarm, alarmClasses, wantsHand } from "../../native/contract/alarms.ts";
import type { LogCondition, StationInfo } from "../../native/contract/rpc.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationState } from "../rpc/station-state.ts";
import { calm } from "../ui/calm.tsx";
import { ClassMark } from "../ui/class-mark.tsx";
import styles from "./top-bar.module.css";

interface TopBarProps {
  readonly info: StationInfo | null;
  readonly alarms: readonly Alarm[];
  readonly log: LogCondition | null;
  readonly connection: StationState["connection"];
  readonly nowMs: number;
  readonly formats: Formats;
  readonly volume: number;
  readonly lifeFloor: number;
  /** The operator's name and role. */
  readonly children: ReactNode;
  readonly onVolume: (volume: number) => void;
  readonly onTestSound: () => void;
  /** Shown to those who can mend them; 0 = nothing is shown. */
  readonly refusedPlans: number;
  readonly onPlans: () => void;
  readonly onHelp: () => void;
  readonly onGates: () => void;
}

export function TopBar(props: TopBarProps) {
  const { info, log, connection, nowMs, formats, volume, lifeFloor, children } = props;
  const { t, named } = useTexts();
  const logState = connection === "connected" ? (log?.state ?? "unknown") : "unknown";
  return (
    <header className={styles["bar"]}>
      <div className={styles["place"]}>
        <b>{t("app.product")}</b>
        <span title={named(info?.site?.name)}>{info?.site ? named(info.site.name) : info ? t("app.noSite") : ""}</span>
        {info?.simulated && (
          <strong className={styles["simulated"]} title={t("app.simulatedWhy")}>
            {t("app.simulated")}
          </strong>
        )}
      </div>
      <Counts alarms={props.alarms} />
      <dl className={styles["states"]}>
        <div data-bad={logState === "unavailable"}>
          <dt>{t("app.log.label")}</dt>
          <dd>{t(`app.log.${logState}`)}</dd>
        </div>
        <div data-bad={connection === "lost"}>
          <dt>{t("app.connection.label")}</dt>
          <dd>{t(`app.connection.${connection}`)}</dd>
        </div>
      </dl>
      {props.refusedPlans > 0 && (
        <button type="button" className={styles["refused"]} onClick={props.onPlans}>
          {t("desk.plans.refusedCount", { n: props.refusedPlans })} <kbd>Y</kbd>
        </button>
      )}
      <time className={`${styles["clock"]} numeric`} dateTime={new Date(nowMs).toISOString()}>
        <span className={styles["day"]}>{formats.dateTime(nowMs).slice(0, 10)}</span> {formats.time(nowMs)}
      </time>
      <div className={styles["operator"]}>{children}</div>
      <Tools
        volume={volume}
        lifeFloor={lifeFloor}
        onVolume={props.onVolume}
        onTestSound={props.onTestSound}
        onHelp={props.onHelp}
        onGates={props.onGates}
      />
    </header>
  );
}

type ToolsProps = Pick<TopBarProps, "volume" | "lifeFloor" | "onVolume" | "onTestSound" | "onHelp" | "onGates">;

const Tools = calm(function Tools({ volume, lifeFloor, onVolume, onTestSound, onHelp, onGates }: ToolsProps) {
  const { t, language, setLanguage } = useTexts();
  return (
    <div className={styles["tools"]}>
      <div
        className={styles["volume"]}
        title={`${t("app.volume.label")} · ${t("app.volume.floor", { n: Math.round(lifeFloor * 100) })}`}
      >
        <button type="button" aria-label={t("app.volume.test")} title={t("app.volume.test")} onClick={onTestSound}>
          <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
            <path d="M2 6.5h3L9.5 3v12L5 11.5H2z" fill="currentColor" />
            <path
              d="M12 6a4 4 0 0 1 0 6M14 3.5a7.5 7.5 0 0 1 0 11"
              fill="none"
              stroke="currentColor"
              strokeWidth="1.5"
            />
          </svg>
        </button>
        <Slider
          style={{ width: "3.7rem", margin: "0 6px" }}
          min={0}
          max={100}
          step={10}
          value={Math.round(volume * 100)}
          ariaLabelForHandle={t("app.volume.label")}
          tooltip={{ formatter: (n) => t("app.volume.value", { n: n ?? 0 }) }}
          onChange={(percent: number) => onVolume(percent / 100)}
        />
      </div>
      <Button size="small" onClick={onGates}>
        {t("app.menu.gates")} <kbd className={styles["wideOnly"]}>F6</kbd>
      </Button>
      <Button
        size="small"
        aria-label={t("app.language.label")}
        onClick={() => setLanguage(language === "en" ? "zh-CN" : "en")}
      >
        {t("app.language.switch")}
      </Button>
      <Button size="small" aria-label={t("app.menu.help")} onClick={onHelp}>
        ?
      </Button>
    </div>
  );
});

/** Always there, so that the eye knows the place; coloured only where there is something. */
function Counts({ alarms }: { readonly alarms: readonly Alarm[] }) {
  const { t } = useTexts();
  const counts = useMemo(() => {
    const found = { life: [0, 0], security: [0, 0], fault: [0, 0], information: [0, 0] } satisfies Record<
      string,
      number[]
    >;
    for (const alarm of alarms) {
      const count: number[] = found[alarm.class];
      count[0] = (count[0] ?? 0) + 1;
      if (wantsHand(alarm)) count[1] = (count[1] ?? 0) + 1;
    }
    return found;
  }, [alarms]);
  return (
    <ul className={styles["counts"]}>
      {alarmClasses.map((known) => {
        const [total = 0, waiting = 0] = counts[known];
        const name = t(`alarms.classes.${known}`);
        return (
          <li
            key={known}
            data-class={known}
            data-any={total > 0}
            data-waiting={waiting > 0}
            title={t("app.counts", { class: name, total, waiting })}
          >
            <ClassMark of={known} />
            <span>{name}</span>
            <b className="numeric">{waiting > 0 ? `${waiting}/${total}` : total}</b>
          </li>
        );
      })}
    </ul>
  );
}
