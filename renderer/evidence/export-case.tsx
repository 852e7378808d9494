import { Checkbox, Select } from "antd";
import type { CasePreview } from "../../native/contract/exports.ts";
import type { Span } from "../../native/contract/shift.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAsked } from "../rpc/use-asked.ts";
import { SpanChoice } from "../ui/span-choice.tsx";
import { sizeWords } from "./clip-words.tsx";
import type { EvidenceParts } from "./evidence-page.tsx";
import styles from "./export.module.css";

/** What the case is made of: the selected alarm, another one, or cameras and a span. */
export interface CaseWish {
  readonly by: "alarm" | "other" | "span";
  /** With `other`; empty until it is chosen. */
  readonly alarmId: string;
  readonly span: Span;
  readonly cameraIds: readonly string[];
  /** Clips that were found and shall not go along. */
  readonly without: ReadonlySet<string>;
}

interface ExportCaseProps extends EvidenceParts {
  readonly wish: CaseWish;
  readonly preview: CasePreview | null;
  readonly onChange: (part: Partial<CaseWish>) => void;
}

/** Step 1: what is handed out. */
export function ExportCase(props: ExportCaseProps) {
  const { wish, preview, onChange, selected, info, deviceNames, nowMs, formats } = props;
  const { t, named } = useTexts();
  const cameras = info?.devices.filter(({ kind }) => kind === "camera") ?? [];
  const nameOf = (cameraId: string) => deviceNames.get(cameraId) ?? cameraId;
  const toggle = (clipId: string, on: boolean) => {
    const without = new Set(wish.without);
    if (on) without.delete(clipId);
    else without.add(clipId);
    onChange({ without });
  };
  const kept = preview?.clips.filter(({ clipId }) => !wish.without.has(clipId)) ?? [];
  return (
    <fieldset className={styles["step"]}>
      <legend>{t("export.what")}</legend>
      <div className={styles["choices"]}>
        <label>
          <input
            type="radio"
            name="export-by"
            checked={wish.by === "alarm"}
            disabled={selected === null}
            onChange={() => onChange({ by: "alarm", without: new Set() })}
          />
          {selected === null
            ? t("export.noAlarm")
            : `${t("export.thisAlarm")}: ${named(selected.name) || t(`alarms.kinds.${selected.kind}`)}, ${formats.dateTime(selected.raisedAtMs)}`}
        </label>
        <label>
          <input
            type="radio"
            name="export-by"
            checked={wish.by === "other"}
            onChange={() => onChange({ by: "other", without: new Set() })}
          />
          {t("export.otherAlarm")}
        </label>
        <label>
          <input
            type="radio"
            name="export-by"
            checked={wish.by === "span"}
            onChange={() => onChange({ by: "span", without: new Set() })}
          />
          {t("export.bySpan")}
        </label>
      </div>
      {wish.by === "other" && (
        <AlarmChoice
          alarmId={wish.alarmId}
          formats={formats}
          onChoose={(alarmId) => onChange({ alarmId, without: new Set() })}
        />
      )}
      {wish.by === "span" && (
        <div className={styles["spanChoice"]}>
          <Select
            mode="multiple"
            aria-label={t("export.cameras")}
            placeholder={t("export.cameras")}
            value={[...wish.cameraIds]}
            options={cameras.map(({ id, name }) => ({ value: id, label: named(name) || id }))}
            optionFilterProp="label"
            style={{ minWidth: "18rem" }}
            onChange={(cameraIds: string[]) => onChange({ cameraIds })}
          />
          <SpanChoice
            timeZone={info?.site?.timeZone ?? "Asia/Shanghai"}
            span={wish.span}
            nowMs={nowMs}
            hours={[1, 8, 24]}
            onChange={(span) => onChange({ span })}
          />
        </div>
      )}
      {preview !== null && (
        <>
          <ul className={styles["clips"]} aria-label={t("export.clips")}>
            {preview.clips.map(({ clipId, cameraId, fromMs, toMs, bytes, whole, gaps }) => (
              <li key={clipId}>
                <Checkbox
                  checked={!wish.without.has(clipId)}
                  onChange={(event) => toggle(clipId, event.target.checked)}
                >
                  <span className={styles["clip"]}>
                    <span>{nameOf(cameraId)}</span>
                    <span className="numeric">{`${formats.dateTime(fromMs)} – ${formats.time(toMs)}`}</span>
                    <span className="numeric">{sizeWords(bytes, t)}</span>
                    <b>
                      {[whole ? "" : t("evidence.clips.cut"), gaps > 0 ? t("evidence.clips.gaps", { n: gaps }) : ""]
                        .filter(Boolean)
                        .join(" · ")}
                    </b>
                  </span>
                </Checkbox>
              </li>
            ))}
          </ul>
          {preview.missing.length > 0 && (
            <p className={styles["warning"]}>
              {t("export.missing", { names: preview.missing.map(nameOf).join("、") })}
            </p>
          )}
          <p className={styles["quiet"]}>
            {t("export.contents", {
              n: kept.length,
              size: sizeWords(
                kept.reduce((sum, { bytes }) => sum + bytes, 0),
                t,
              ),
            })}
          </p>
        </>
      )}
    </fieldset>
  );
}

const askAlarms = (client: StationClient) =>
  client.log.page({ filter: { kinds: ["alarm.raised"] }, beforeSeq: null, limit: 300 });

interface AlarmChoiceProps {
  readonly alarmId: string;
  readonly formats: EvidenceParts["formats"];
  readonly onChoose: (alarmId: string) => void;
}

/** The newest alarms, closed ones too, found by what is typed of their time or name. */
function AlarmChoice({ alarmId, formats, onChoose }: AlarmChoiceProps) {
  const { t, named, errorText } = useTexts();
  const { value, problem } = useAsked(askAlarms);
  const options = (value?.events ?? []).flatMap((event) => {
    if (event.kind !== "alarm.raised" || event.alarmId === null || event.data.cameraIds.length === 0) return [];
    const words = [formats.dateTime(event.atMs), t(`alarms.kinds.${event.data.kind}`), named(event.data.name)];
    return [{ value: event.alarmId, label: words.filter(Boolean).join("  ") }];
  });
  return (
    <>
      <Select
        showSearch
        aria-label={t("export.otherAlarm")}
        placeholder={t("export.chooseAlarm")}
        value={alarmId === "" ? null : alarmId}
        options={options}
        optionFilterProp="label"
        notFoundContent={t("export.noOtherAlarm")}
        style={{ maxWidth: "40rem" }}
        onChange={onChoose}
      />
      {problem !== null && <p className={styles["problem"]}>{errorText(problem)}</p>}
    </>
  );
}
