import { Button } from "antd";
import type { ReactNode } from "react";
import type { LogCondition } from "../../native/contract/rpc.ts";
import type { SoundState } from "../desk/alarm-sound.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { ProcessTroubles } from "../rpc/shell.ts";
import styles from "./banners.module.css";

interface BannersProps {
  readonly lost: boolean;
  readonly attempt: number;
  /** When the station was heard last, as a time; empty before it ever was. */
  readonly heardAt: string;
  readonly log: LogCondition | null;
  readonly processes: ProcessTroubles;
  /** No pictures come, though there are cameras. */
  readonly noPictures: boolean;
  readonly sound: SoundState;
  /** The console's own warning sounds and can be silenced. */
  readonly warning: boolean;
  /** The browser did not let the wall's window open. */
  readonly wallRefused: boolean;
  readonly onSilence: () => void;
}

/** Over the whole width, above the desk: they push it down and cover nothing. */
export function Banners(props: BannersProps) {
  const { lost, attempt, heardAt, log, processes, noPictures, sound, warning, wallRefused, onSilence } = props;
  const { t, errorText } = useTexts();
  // The title says already what it is; only why is new.
  const reason = String(log?.error?.params["reason"] ?? "");
  const silence = warning && (
    <Button size="small" onClick={onSilence}>
      {t("app.banner.silence")}
    </Button>
  );
  return (
    <div role="alert">
      {processes.station && (
        <Banner
          loud
          title={t("app.banner.station")}
          text={lost ? errorText(processes.station) : `${errorText(processes.station)} ${t("app.banner.stationWhy")}`}
        >
          {!lost && silence}
        </Banner>
      )}
      {lost && (
        <Banner
          loud
          title={t("app.banner.lost")}
          text={t("app.banner.lostWhy", { time: heardAt || t("app.asOfUnknown"), n: attempt })}
        >
          {silence}
        </Banner>
      )}
      {!lost && log?.state === "unavailable" && (
        <Banner
          loud
          title={t("app.banner.log")}
          text={`${t("app.banner.logWhy", { n: log.pending })}${reason === "" ? "" : ` (${reason})`}`}
        >
          {silence}
        </Banner>
      )}
      {sound === "blocked" && <Banner loud title={t("app.banner.sound")} text={t("app.banner.soundWhy")} />}
      {sound === "missing" && <Banner title={t("app.banner.soundMissing")} text={t("app.banner.soundMissingWhy")} />}
      {wallRefused && <Banner title={t("wall.window.refused")} text={t("wall.window.refusedWhy")} />}
      {!lost && processes.station === null && noPictures && (
        <Banner
          title={t("app.banner.cameras")}
          text={`${t("app.banner.camerasWhy")}${processes.cameras ? ` ${errorText(processes.cameras)}` : ""}`}
        />
      )}
    </div>
  );
}

interface BannerProps {
  readonly title: string;
  readonly text: string;
  readonly loud?: boolean;
  readonly children?: ReactNode;
}

function Banner({ title, text, loud = false, children }: BannerProps) {
  return (
    <div className={styles["banner"]} data-loud={loud}>
      <strong>{title}</strong>
      <span>{text}</span>
      {children}
    </div>
  );
}
