import { Button, Popconfirm } from "antd";
import { useCallback, useEffect, useState } from "react";
import type { BadContent } from "../../native/contract/video.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAsked } from "../rpc/use-asked.ts";
import { useSession } from "../rpc/use-station.tsx";
import styles from "./view-reference.module.css";

interface ViewReferenceProps {
  readonly cameraId: string;
  readonly content: BadContent | "seen" | null;
  /** Technician or chief. */
  readonly mayChange: boolean;
  readonly formats: Formats;
}

/** Below the half minute for which the picture that was looked at can still be taken. */
const lookEveryMs = 5000;

/** The right view of a camera beside what it shows now; "this is the right view" means the picture on the screen. */
export function ViewReference({ cameraId, content, mayChange, formats }: ViewReferenceProps) {
  const { t, errorText } = useTexts();
  const session = useSession();
  const reference = useAsked(
    useCallback((client: StationClient) => client.cameras.reference({ cameraId }), [cameraId]),
  );
  const now = useAsked(useCallback((client: StationClient) => client.cameras.still({ cameraId }), [cameraId]));
  const [said, setSaid] = useState("");
  const { again } = now;
  useEffect(() => {
    const timer = setInterval(again, lookEveryMs);
    return () => clearInterval(timer);
  }, [again]);

  async function setReference(): Promise<void> {
    const shown = now.value;
    if (shown === null) return;
    const answer = await session.call((client) => client.cameras.setReference({ cameraId, atMs: shown.atMs }));
    setSaid(answer.ok ? t("devices.view.set") : errorText(answer.error));
    if (answer.ok) reference.again();
    else again();
  }

  const set = (
    <Button
      type={reference.value === null ? "primary" : "default"}
      disabled={now.value === null || now.problem !== null}
      onClick={reference.value === null ? () => void setReference() : undefined}
    >
      {t("devices.view.setReference")}
    </Button>
  );
  return (
    <section className={styles["views"]} aria-label={t("devices.view.title")} data-content={content ?? ""}>
      <h3 className={styles["title"]}>{t("devices.view.title")}</h3>
      {content === "moved" && <p className={styles["moved"]}>{t("devices.view.moved")}</p>}
      <div className={styles["pair"]}>
        <Still
          label={t("devices.view.reference")}
          still={reference.value}
          formats={formats}
          instead={
            reference.problem
              ? errorText(reference.problem)
              : t(mayChange ? "devices.view.none" : "devices.view.noneForYou")
          }
        />
        <Still
          label={t("devices.view.now")}
          still={now.problem === null ? now.value : null}
          formats={formats}
          instead={now.problem ? errorText(now.problem) : t("devices.view.loading")}
        />
      </div>
      {mayChange && (
        <p className={styles["act"]}>
          {reference.value === null ? (
            set
          ) : (
            <Popconfirm
              title={t("devices.view.replace")}
              okText={t("devices.view.setReference")}
              cancelText={t("site.edit.cancel")}
              onConfirm={() => void setReference()}
            >
              {set}
            </Popconfirm>
          )}
          <output>{said}</output>
        </p>
      )}
      <p className={styles["hint"]}>{t("devices.view.hint")}</p>
    </section>
  );
}

interface StillProps {
  readonly label: string;
  readonly still: { readonly atMs: number; readonly jpeg: string } | null;
  readonly instead: string;
  readonly formats: Formats;
}

function Still({ label, still, instead, formats }: StillProps) {
  return (
    <figure className={styles["still"]}>
      {still === null ? (
        <div className={styles["empty"]}>{instead}</div>
      ) : (
        <img src={`data:image/jpeg;base64,${still.jpeg}`} alt={label} />
      )}
      <figcaption>
        {label} <span className="numeric">{still === null ? "—" : formats.dateTime(still.atMs)}</span>
      </figcaption>
    </figure>
  );
}
