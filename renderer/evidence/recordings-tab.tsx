import { Button, Select } from "antd";
import { useCallback, useState } from "react";
import type { Clip, ClipCursor, ClipFilter } from "../../native/contract/clips.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { Viewing } from "../../native/contract/evidence.ts";
import type { Span } from "../../native/contract/shift.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAskedAnew } from "../rpc/use-asked-anew.ts";
import { SpanChoice } from "../ui/span-choice.tsx";
import { type ClipAct, ClipDetail } from "./clip-detail.tsx";
import { ClipMarks, causeWords, sizeWords } from "./clip-words.tsx";
import styles from "./evidence.module.css";
import type { EvidenceParts } from "./evidence-page.tsx";
import { RowList } from "./row-list.tsx";

const news = ["clip.", "clips.", "hold."];
const pageRows = 200;
const dayMs = 86_400_000;

interface Wish {
  readonly span: Span;
  readonly cameraId: string;
  readonly areaId: string;
  readonly alarmId: string;
  readonly held: boolean;
  readonly deleted: boolean;
}

function filterOf({ span, cameraId, areaId, alarmId, held, deleted }: Wish): ClipFilter {
  return {
    // An alarm's recordings are wanted whenever they were made.
    ...(alarmId === "" ? span : { alarmId }),
    ...(cameraId === "" ? {} : { cameraId }),
    ...(areaId === "" ? {} : { areaId }),
    held,
    deleted,
  };
}

/** As many as were asked for, newest first, in pages that the station is asked for one after the other. */
async function askClips(
  client: StationClient,
  filter: ClipFilter,
  most: number,
): Promise<{ clips: Clip[]; more: boolean }> {
  const clips: Clip[] = [];
  let before: ClipCursor | null = null;
  do {
    const page: { clips: Clip[]; next: ClipCursor | null } = await client.clips.list({
      filter,
      before,
      limit: pageRows,
    });
    clips.push(...page.clips);
    before = page.next;
  } while (before !== null && clips.length < most);
  return { clips, more: before !== null };
}

interface RecordingsTabProps extends EvidenceParts {
  readonly chosenId: string | null;
  readonly onChoose: (clipId: string | null) => void;
}

/** All that was recorded: found by camera, area, day and alarm; Enter plays it. */
export function RecordingsTab(props: RecordingsTabProps) {
  const { nowMs, formats, deviceNames, areaNames, selected, chosenId, onChoose, actor, viewing } = props;
  const { t, named, errorText } = useTexts();
  const [wish, setWish] = useState<Wish>(() => ({
    span: { fromMs: Math.round(nowMs) - 7 * dayMs, toMs: Math.round(nowMs) + dayMs },
    cameraId: "",
    areaId: "",
    alarmId: "",
    held: false,
    deleted: false,
  }));
  const [most, setMost] = useState(pageRows);
  const [playingId, setPlayingId] = useState<string | null>(null);
  const [act, setAct] = useState<ClipAct | null>(null);
  const [refused, setRefused] = useState<ErrorData | null>(null);
  const ask = useCallback((client: StationClient) => askClips(client, filterOf(wish), most), [wish, most]);
  const { value, problem } = useAskedAnew(ask, news);
  const change = (part: Partial<Wish>) => {
    setMost(pageRows);
    setWish({ ...wish, ...part });
  };
  const listed = value?.clips.find(({ clipId }) => clipId === chosenId) ?? null;
  // A bookmark or a hold may lead to one that the filter leaves out.
  const askChosen = useCallback(
    async (client: StationClient) =>
      chosenId === null || listed !== null ? null : (await client.clips.get({ clipId: chosenId })).clip,
    [chosenId, listed],
  );
  const { value: elsewhere } = useAskedAnew(askChosen, news);
  const chosen = listed ?? (elsewhere?.clipId === chosenId ? elsewhere : null);
  const choose = (clipId: string | null) => {
    setPlayingId(null);
    setAct(null);
    setRefused(null);
    onChoose(clipId);
  };
  const start = (clipId: string, said: Viewing) => {
    viewing.say(said);
    void viewing.register(clipId, said).then((failed) => {
      setRefused(failed);
      if (failed === null) setPlayingId(clipId);
    });
    setAct(null);
  };
  const play = (clipId: string) => {
    if (actor === null) props.onAskForOperator();
    else if (viewing.viewing === null) setAct("viewing");
    else start(clipId, viewing.viewing);
  };
  return (
    <>
      <Filters {...props} wish={wish} selectedId={selected?.id ?? null} onChange={change} />
      <div className={styles["row"]}>
        {value && <span className={styles["quiet"]}>{t("evidence.clips.found", { n: value.clips.length })}</span>}
        {problem && <span className={styles["problem"]}>{errorText(problem)}</span>}
      </div>
      <div className={styles["listAndDetail"]}>
        <RowList
          label={t("evidence.clips.list")}
          rows={value?.clips ?? []}
          idOf={(clip) => clip.clipId}
          chosenId={chosenId}
          onChoose={choose}
          onEnter={play}
          empty={value ? t("evidence.clips.none") : t("app.loading")}
          columns="minmax(10.5rem, 1.2fr) minmax(7rem, 2fr) minmax(6rem, 1.4fr) minmax(6rem, 1.4fr) 5rem 5.5rem minmax(7rem, 1.6fr)"
          few="minmax(10.5rem, 1.4fr) minmax(6rem, 1.6fr) minmax(5rem, 1.4fr)"
          isGone={(clip) => clip.state !== "kept"}
          head={
            <>
              <span>{t("evidence.clips.time")}</span>
              <span>{t("evidence.clips.camera")}</span>
              <span data-more>{t("evidence.clips.area")}</span>
              <span data-more>{t("evidence.clips.cause")}</span>
              <span data-more>{t("evidence.clips.length")}</span>
              <span data-more>{t("evidence.clips.size")}</span>
              <span>{t("evidence.clips.state")}</span>
            </>
          }
          renderRow={(clip) => (
            <>
              <time className="numeric">{formats.dateTime(clip.fromMs)}</time>
              <span>{named(clip.name) || (deviceNames.get(clip.cameraId) ?? clip.cameraId)}</span>
              <span data-more>{areaNames.get(clip.areaId ?? "") ?? "—"}</span>
              <span data-more>{causeWords(clip, t)}</span>
              <span data-more className="numeric">
                {t("evidence.clips.seconds", { n: Math.round((clip.toMs - clip.fromMs) / 1000) })}
              </span>
              <span data-more className="numeric">
                {sizeWords(clip.bytes, t)}
              </span>
              <span>
                <ClipMarks clip={clip} />
              </span>
            </>
          )}
          foot={
            value?.more === true && (
              <Button size="small" onClick={() => setMost(most + 5 * pageRows)}>
                {t("evidence.clips.more")}
              </Button>
            )
          }
        />
        {chosen && (
          <ClipDetail
            {...props}
            key={chosen.clipId}
            clip={chosen}
            playing={playingId === chosen.clipId}
            act={act}
            problem={refused}
            onAct={setAct}
            onPlay={() => play(chosen.clipId)}
            onSay={(said) => start(chosen.clipId, said)}
            onStop={() => {
              setPlayingId(null);
              focusList();
            }}
          />
        )}
      </div>
    </>
  );
}

/** Once what was played is gone from the page. */
function focusList(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-evidence] [role="listbox"]')?.focus());
}

interface FiltersProps extends EvidenceParts {
  readonly wish: Wish;
  readonly selectedId: string | null;
  readonly onChange: (part: Partial<Wish>) => void;
}

function Filters({ wish, selectedId, onChange, info, nowMs, deviceNames, areaNames }: FiltersProps) {
  const { t } = useTexts();
  const cameras = info?.devices.filter(({ kind }) => kind === "camera") ?? [];
  return (
    <search className={styles["row"]}>
      <SpanChoice
        timeZone={info?.site?.timeZone ?? "Asia/Shanghai"}
        span={wish.span}
        nowMs={nowMs}
        hours={[24, 168, 720]}
        onChange={(span) => onChange({ span, alarmId: "" })}
      />
      <Select
        size="small"
        style={{ width: "11rem" }}
        aria-label={t("evidence.clips.camera")}
        value={wish.cameraId}
        options={[
          { value: "", label: t("evidence.clips.allCameras") },
          ...cameras.map(({ id }) => ({ value: id, label: deviceNames.get(id) ?? id })),
        ]}
        onChange={(cameraId) => onChange({ cameraId })}
      />
      <Select
        size="small"
        style={{ width: "10rem" }}
        aria-label={t("evidence.clips.area")}
        value={wish.areaId}
        options={[
          { value: "", label: t("evidence.clips.allAreas") },
          ...Array.from(areaNames, ([value, label]) => ({ value, label })),
        ]}
        onChange={(areaId) => onChange({ areaId })}
      />
      {(selectedId !== null || wish.alarmId !== "") && (
        <Button
          size="small"
          type={wish.alarmId === "" ? "default" : "primary"}
          aria-pressed={wish.alarmId !== ""}
          onClick={() => onChange({ alarmId: wish.alarmId === "" ? (selectedId ?? "") : "" })}
        >
          {t("evidence.clips.thisAlarm")}
        </Button>
      )}
      <label>
        <input type="checkbox" checked={wish.held} onChange={(event) => onChange({ held: event.target.checked })} />
        {t("evidence.clips.heldOnly")}
      </label>
      <label>
        <input
          type="checkbox"
          checked={wish.deleted}
          onChange={(event) => onChange({ deleted: event.target.checked })}
        />
        {t("evidence.clips.withDeleted")}
      </label>
    </search>
  );
}
