import { Button, Slider } from "antd";
import { lifeFloor } from "../desk/alarm-pattern.ts";
import { useTexts } from "../i18n/use-texts.ts";
import styles from "./sound-page.module.css";
import type { AlarmSignal } from "./use-alarm-signal.ts";
import type { Speech } from "./use-spoken-alarm.ts";

interface SoundPageProps {
  readonly signal: AlarmSignal;
  readonly speech: Speech;
}

/** What this desk alone hears: volume, the sounds, the spoken announcement. */
export function SoundPage({ signal, speech }: SoundPageProps) {
  const { t } = useTexts();
  return (
    <div className={styles["page"]}>
      <section aria-label={t("app.volume.label")}>
        <h3>{t("app.volume.label")}</h3>
        <div className={styles["row"]}>
          <Slider
            style={{ width: "14rem" }}
            min={0}
            max={100}
            step={10}
            value={Math.round(signal.volume * 100)}
            ariaLabelForHandle={t("app.volume.label")}
            onChange={(percent: number) => signal.setVolume(percent / 100)}
          />
          <b className="numeric">{Math.round(signal.volume * 100)}%</b>
          <Button onClick={signal.test}>{t("app.volume.test")}</Button>
        </div>
        <p>{t("app.volume.floor", { n: Math.round(lifeFloor * 100) })}</p>
      </section>
      <section aria-label={t("desk.speech.title")}>
        <h3>{t("desk.speech.title")}</h3>
        <div className={styles["row"]}>
          <label>
            <input type="checkbox" checked={speech.on} onChange={(event) => speech.setOn(event.target.checked)} />
            {t("desk.speech.on")}
          </label>
          <Button disabled={speech.state === "missing" || speech.state === "voiceless"} onClick={speech.test}>
            {t("desk.speech.test")}
          </Button>
        </div>
        <p>{t("desk.speech.why")}</p>
        <p data-speech={speech.state} className={speech.state === "ready" ? "" : styles["warning"]}>
          {t(`desk.speech.states.${speech.state}`)}
        </p>
      </section>
    </div>
  );
}
