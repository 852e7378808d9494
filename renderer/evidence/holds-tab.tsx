import { Button } from "antd";
import { useCallback, useState } from "react";
import { mayDo } from "../../native/contract/actor.ts";
import type { Hold } from "../../native/contract/evidence.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAskedAnew } from "../rpc/use-asked-anew.ts";
import { useSession } from "../rpc/use-station.tsx";
import { ClipMarks, sizeWords } from "./clip-words.tsx";
import styles from "./evidence.module.css";
import type { EvidenceParts } from "./evidence-page.tsx";
import { ReasonForm } from "./reason-form.tsx";
import { RowList } from "./row-list.tsx";

const news = ["hold.", "clip.stored"];
const askHolds = (client: StationClient) => client.holds.list();

/** Holds in force first; the chief releases them. */
export function HoldsTab(props: EvidenceParts) {
  const { formats } = props;
  const { t, errorText } = useTexts();
  const [chosenId, setChosenId] = useState<string | null>(null);
  const { value: holds, problem } = useAskedAnew(askHolds, news);
  const chosen = holds?.find(({ holdId }) => holdId === chosenId) ?? null;
  const day = (ms: number) => formats.dateTime(ms).slice(0, 10);
  return (
    <>
      <p className={styles["quiet"]}>
        {t("evidence.holds.how")} {problem && <span className={styles["problem"]}>{errorText(problem)}</span>}
      </p>
      <div className={styles["listAndDetail"]}>
        <RowList
          label={t("evidence.tabs.holds")}
          rows={holds ?? []}
          idOf={({ holdId }) => holdId}
          chosenId={chosenId}
          onChoose={setChosenId}
          empty={holds ? t("evidence.holds.none") : t("app.loading")}
          columns="6rem minmax(8rem, 3fr) 15rem 6rem 7rem minmax(6rem, 1fr)"
          few="5rem minmax(6rem, 2fr) minmax(7rem, 1fr)"
          isGone={({ endedAtMs }) => endedAtMs !== null}
          head={
            <>
              <span>{t("evidence.holds.numberHead")}</span>
              <span>{t("evidence.reason")}</span>
              <span>{t("evidence.holds.until")}</span>
              <span data-more>{t("evidence.holds.clips")}</span>
              <span data-more>{t("evidence.clips.size")}</span>
              <span data-more>{t("evidence.holds.by")}</span>
            </>
          }
          renderRow={(hold) => (
            <>
              <span className="numeric">{hold.number}</span>
              <span title={hold.reason}>{hold.reason}</span>
              <span>
                {hold.endedAtMs !== null
                  ? t("evidence.holds.ended", { day: day(hold.endedAtMs) })
                  : hold.untilMs === null
                    ? t("evidence.holds.untils.released")
                    : t("evidence.holds.to", { day: day(hold.untilMs) })}
                {hold.ending && hold.endedAtMs === null && (
                  <b className={styles["mark"]} data-loud>
                    {t("evidence.holds.soon")}
                  </b>
                )}
              </span>
              <span data-more className="numeric">
                {hold.clips}
              </span>
              <span data-more className="numeric">
                {sizeWords(hold.bytes, t)}
              </span>
              <span data-more>{hold.placedBy?.name ?? "—"}</span>
            </>
          )}
        />
        {chosen && <HoldDetail key={chosen.holdId} {...props} hold={chosen} />}
      </div>
    </>
  );
}

function HoldDetail({ hold, formats, actor, deviceNames, onShowClip }: EvidenceParts & { readonly hold: Hold }) {
  const { t, named, errorText } = useTexts();
  const session = useSession();
  const [releasing, setReleasing] = useState(false);
  const { holdId } = hold;
  const ask = useCallback((client: StationClient) => client.holds.get({ holdId }), [holdId]);
  const { value, problem } = useAskedAnew(ask, news);
  const isChief = actor !== null && mayDo(actor.role, "evidence.manage");
  return (
    <section className={styles["detail"]} aria-label={t("evidence.holds.number", { n: hold.number })} data-detail>
      <h3>{t("evidence.holds.number", { n: hold.number })}</h3>
      <p>{hold.reason}</p>
      <p className={styles["quiet"]}>
        {t("evidence.holds.placed", {
          time: formats.dateTime(hold.placedAtMs),
          name: hold.placedBy?.name ?? "—",
        })}
        {hold.alarmId !== null && ` · ${t("evidence.clips.ofAlarm", { id: hold.alarmId })}`}
      </p>
      {hold.endReason !== null && (
        <p>{t("evidence.holds.released", { name: hold.endedBy?.name ?? "—", reason: hold.endReason })}</p>
      )}
      {hold.endedAtMs === null && !releasing && (
        <div className={styles["row"]}>
          <Button size="small" disabled={!isChief} onClick={() => setReleasing(true)}>
            {t("evidence.holds.release")}…
          </Button>
          {!isChief && <span className={styles["quiet"]}>{t("evidence.holds.chiefOnly")}</span>}
        </div>
      )}
      {releasing && (
        <ReasonForm
          title={t("evidence.holds.release")}
          why={t("evidence.holds.releaseWhy")}
          act={t("evidence.holds.release")}
          onAct={async (reason) => {
            const answer = await session.call((client) => client.holds.release({ holdId, reason }));
            return answer.ok ? null : answer.error;
          }}
          onDone={() => setReleasing(false)}
          onCancel={() => setReleasing(false)}
        />
      )}
      {problem && <p className={styles["problem"]}>{errorText(problem)}</p>}
      <ul className={styles["plain"]}>
        {(value?.clips ?? []).map((clip) => (
          <li key={clip.clipId}>
            <Button size="small" onClick={() => onShowClip(clip.clipId)}>
              {formats.dateTime(clip.fromMs)} {named(clip.name) || (deviceNames.get(clip.cameraId) ?? clip.cameraId)}
            </Button>
            <ClipMarks clip={clip} />
          </li>
        ))}
      </ul>
    </section>
  );
}
