import { Button } from "antd";
import { useCallback, useState } from "react";
import { mayDo } from "../../native/contract/actor.ts";
import type { Clip } from "../../native/contract/clips.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { Viewing } from "../../native/contract/evidence.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAskedAnew } from "../rpc/use-asked-anew.ts";
import { useSession } from "../rpc/use-station.tsx";
import { causeWords, ClipMarks, sizeWords } from "./clip-words.tsx";
import styles from "./evidence.module.css";
import type { EvidenceParts } from "./evidence-page.tsx";
import { HoldForm } from "./hold-form.tsx";
import { ReasonForm } from "./reason-form.tsx";
import { ViewingForm } from "./viewing-form.tsx";

export type ClipAct = "viewing" | "hold" | "delete";

interface ClipDetailProps extends EvidenceParts {
  readonly clip: Clip;
  /** It plays; the viewing has been registered. */
  readonly playing: boolean;
  readonly act: ClipAct | null;
  readonly problem: ErrorData | null;
  readonly onAct: (act: ClipAct | null) => void;
  readonly onPlay: () => void;
  readonly onSay: (viewing: Viewing) => void;
  readonly onStop: () => void;
}

const news = ["hold.", "retention.", "site."];
const dayMs = 86_400_000;

/** One recording: it is played here, held and, by the chief, deleted between floor and ceiling. */
export function ClipDetail(props: ClipDetailProps) {
  const { clip, playing, act, problem, onAct, onPlay, onSay, onStop, player, viewing, actor, info, nowMs, formats } =
    props;
  const { t, named, errorText } = useTexts();
  const session = useSession();
  const [done, setDone] = useState("");
  const { clipId } = clip;
  const ask = useCallback(
    async (client: StationClient) => ({
      ...(await client.clips.get({ clipId })),
      rule: await client.retention.state(),
    }),
    [clipId],
  );
  const { value } = useAskedAnew(ask, news);
  const timeZone = info?.site?.timeZone ?? "Asia/Shanghai";
  const isOld = value !== null && clip.toMs < nowMs - value.rule.floorDays * dayMs;
  const leave = () => onAct(null);
  if (playing)
    return (
      <section className={styles["detail"]} data-detail data-playing aria-label={clip.clipId}>
        {player(clip, onStop)}
      </section>
    );
  return (
    <section className={styles["detail"]} aria-label={clip.clipId} data-detail>
      <h3>{named(clip.name) || (props.deviceNames.get(clip.cameraId) ?? clip.cameraId)}</h3>
      <p>
        <ClipMarks clip={clip} />
        {clip.deletion !== null && t("evidence.clips.deletion", { n: clip.deletion })}
      </p>
      {act === "viewing" && <ViewingForm before={viewing.viewing} onSay={onSay} onCancel={leave} />}
      {act === "hold" && <HoldForm {...{ clip, timeZone, nowMs, formats }} onDone={leave} onCancel={leave} />}
      {act === "delete" && (
        <ReasonForm
          title={t("evidence.clips.delete")}
          why={t("evidence.clips.deleteWhy")}
          act={t("evidence.clips.deleteNow")}
          onAct={async (reason) => {
            const answer = await session.call((client) => client.clips.delete({ clipIds: [clipId], reason }));
            if (answer.ok) setDone(t("evidence.clips.deletion", { n: answer.value.number }));
            return answer.ok ? null : answer.error;
          }}
          onDone={leave}
          onCancel={leave}
        />
      )}
      {act === null && clip.state === "kept" && (
        <div className={styles["row"]}>
          <Button type="primary" size="small" onClick={onPlay}>
            {t("evidence.clips.play")} <kbd>Enter</kbd>
          </Button>
          <Button size="small" onClick={() => (actor === null ? props.onAskForOperator() : onAct("hold"))}>
            {t("evidence.holds.place")}…
          </Button>
          {actor !== null && mayDo(actor.role, "evidence.manage") && isOld && clip.holds === 0 && (
            <Button size="small" danger onClick={() => onAct("delete")}>
              {t("evidence.clips.delete")}…
            </Button>
          )}
        </div>
      )}
      {viewing.viewing !== null && act === null && (
        <p className={styles["row"]}>
          <span className={styles["quiet"]}>
            {t("evidence.viewing.now", { reason: t(`evidence.reasons.${viewing.viewing.reason}`) })}
          </span>
          <Button size="small" onClick={() => onAct("viewing")}>
            {t("evidence.viewing.change")}
          </Button>
        </p>
      )}
      {done !== "" && <output>{done}</output>}
      {problem && <p className={styles["problem"]}>{errorText(problem)}</p>}
      <ClipFacts {...props} />
      {(value?.holds ?? []).map((hold) => (
        <p key={hold.holdId} data-gone={hold.endedAtMs !== null}>
          <b className={styles["mark"]}>{t("evidence.holds.number", { n: hold.number })}</b>
          {hold.reason} ·{" "}
          {hold.endedAtMs === null
            ? hold.untilMs === null
              ? t("evidence.holds.untils.released")
              : t("evidence.holds.to", { day: formats.dateTime(hold.untilMs).slice(0, 10) })
            : t("evidence.holds.ended", { day: formats.dateTime(hold.endedAtMs).slice(0, 10) })}
        </p>
      ))}
    </section>
  );
}

function ClipFacts({ clip, formats, areaNames }: ClipDetailProps) {
  const { t } = useTexts();
  const causes = clip.causes.map(({ of, id }) => `${t(`evidence.clips.causes.${of}`)} ${id}`);
  const facts: readonly (readonly [string, string])[] = [
    [t("evidence.clips.fromTo"), `${formats.dateTime(clip.fromMs)} – ${formats.time(clip.toMs)}`],
    [t("evidence.clips.area"), areaNames.get(clip.areaId ?? "") ?? "—"],
    [t("evidence.clips.cause"), causes.join(" · ") || causeWords(clip, t)],
    [t("evidence.clips.size"), `${sizeWords(clip.bytes, t)} · ${t("evidence.clips.pictures", { n: clip.pictures })}`],
    [t("evidence.clips.file"), clip.clipId],
    [t("evidence.clips.hash"), clip.sha256],
    [t("evidence.clips.log"), t("evidence.clips.event", { n: clip.seq })],
  ];
  return (
    <dl className={styles["facts"]}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="numeric">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
