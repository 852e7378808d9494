/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions -- Ctrl+Enter sends from anywhere in the form */
import { Checkbox, Input } from "antd";
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import { mayDo } from "../../native/contract/actor.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { Case, ExportAsk, Region } from "../../native/contract/exports.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAsked } from "../rpc/use-asked.ts";
import { useSession } from "../rpc/use-station.tsx";
import { FormFoot } from "../ui/form-foot.tsx";
import { isComposing } from "../ui/on-enter.ts";
import { useSending } from "../ui/use-sending.ts";
import type { EvidenceParts } from "./evidence-page.tsx";
import { type CaseWish, ExportCase } from "./export-case.tsx";
import styles from "./export.module.css";
import { makeExport } from "./make-export.ts";
import { RegionEditor } from "./region-editor.tsx";

interface ExportFormProps extends EvidenceParts {
  /** It was asked for; where the chief asked, it is being made. */
  readonly onAsked: (exportId: string) => void;
  readonly onCancel: () => void;
}

const hourMs = 3_600_000;
const nothing: Case = { alarmIds: [], clipIds: [], span: null };

interface Words {
  readonly reason: string;
  readonly unit: string;
  readonly person: string;
  readonly document: string;
  readonly approver: string;
  readonly note: string;
}
const noWords: Words = { reason: "", unit: "", person: "", document: "", approver: "", note: "" };
/** In the order in which they are asked for; the first three are needed. */
const fields = ["reason", "unit", "person", "document", "approver"] as const;
const mostLength = { reason: 500, unit: 100, person: 60, document: 60, approver: 60 } as const;

function caseOf({ by, alarmId, span, cameraIds }: CaseWish, selectedId: string | null): Case {
  if (by === "alarm") return selectedId === null ? nothing : { ...nothing, alarmIds: [selectedId] };
  if (by === "other") return alarmId === "" ? nothing : { ...nothing, alarmIds: [alarmId] };
  return cameraIds.length === 0 ? nothing : { ...nothing, span: { ...span, cameraIds: [...cameraIds] } };
}

/** What, why and for whom, how: an operator asks the chief, the chief exports. Ctrl+Enter sends from anywhere. */
export function ExportForm(props: ExportFormProps) {
  const { actor, selected, nowMs, formats, deviceNames, onAsked, onCancel, onAskForOperator } = props;
  const { t, errorText } = useTexts();
  const session = useSession();
  const form = useRef<HTMLFormElement>(null);
  const alarmId = selected?.id ?? null;
  const [wish, setWish] = useState<CaseWish>(() => ({
    by: alarmId === null ? "span" : "alarm",
    alarmId: "",
    span: { fromMs: Math.round(nowMs) - hourMs, toMs: Math.round(nowMs) },
    cameraIds: [],
    without: new Set(),
  }));
  const [words, setWords] = useState(noWords);
  const [shape, setShape] = useState<ExportAsk["form"]>("zip");
  const [watermark, setWatermark] = useState(false);
  const [regions, setRegions] = useState<readonly Region[]>([]);
  const [withOriginals, setWithOriginals] = useState(true);
  const [editing, setEditing] = useState<string | null>(null);
  const [hint, setHint] = useState("");
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const [sending, sendOnce] = useSending();
  const isChief = actor !== null && mayDo(actor.role, "evidence.export");
  const { by, span, cameraIds, alarmId: otherId } = wish;
  const ask = useCallback(
    (client: StationClient) =>
      client.exports.preview(caseOf({ by, alarmId: otherId, span, cameraIds, without: new Set() }, alarmId)),
    [by, otherId, span, cameraIds, alarmId],
  );
  const { value: preview, problem: unknown } = useAsked(ask);
  const clips = preview?.clips.filter(({ clipId }) => !wish.without.has(clipId)) ?? [];
  const cameras = [...new Map(clips.map((clip) => [clip.cameraId, clip])).values()];
  const isTreated = watermark || regions.length > 0;
  useEffect(() => form.current?.querySelector<HTMLElement>('[data-field="reason"]')?.focus(), []);

  const refuse = (field: string, text: string) => {
    setHint(text);
    form.current?.querySelector<HTMLElement>(`[data-field="${field}"]`)?.focus();
  };
  const send = () => {
    for (const field of ["reason", "unit", "person"] as const)
      if (words[field].trim() === "") return refuse(field, t(`export.needed.${field}`));
    const alarms = caseOf(wish, alarmId).alarmIds;
    if (clips.length === 0 && alarms.length === 0) return setHint(t("export.needed.clips"));
    if (actor === null) {
      setProblem({ code: "rpc.no_operator", params: {} });
      return onAskForOperator();
    }
    setHint("");
    setProblem(null);
    const { reason, unit, person, document, approver, note } = words;
    const known = new Set(cameras.map(({ cameraId }) => cameraId));
    const asked: ExportAsk = {
      ...caseOf(wish, alarmId),
      withoutClipIds: [...wish.without],
      stills: [],
      reason,
      recipient: { unit, person, document },
      approver,
      note,
      form: shape,
      watermark,
      regions: regions.filter(({ cameraId }) => known.has(cameraId)),
      withOriginals,
    };
    sendOnce(async () => {
      const answer = await session.call((client) => client.exports.ask({ ask: asked }));
      if (!answer.ok) return setProblem(answer.error);
      onAsked(answer.value.exportId);
      // What comes of it is said by the export itself, which is shown now.
      if (isChief) await makeExport(session, answer.value, formats, nowMs);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || isComposing(event)) return;
    const target = event.target instanceof HTMLElement ? event.target : null;
    const isLine = target?.matches("input[type=text][data-field]") === true;
    if (!event.ctrlKey && !isLine) return;
    event.preventDefault();
    event.stopPropagation();
    send();
  };
  const shownMs = selected?.raisedAtMs ?? span.fromMs;
  return (
    <form
      ref={form}
      className={styles["form"]}
      aria-label={t("export.new")}
      onKeyDown={onKeyDown}
      onSubmit={(event) => event.preventDefault()}
      data-export-form
    >
      <ExportCase {...props} wish={wish} preview={preview} onChange={(part) => setWish({ ...wish, ...part })} />
      {unknown !== null && <p className={styles["problem"]}>{errorText(unknown)}</p>}
      <fieldset className={styles["step"]}>
        <legend>{t("export.why")}</legend>
        <div className={styles["fields"]}>
          {fields.map((field) => (
            <label key={field} data-wide={field === "reason"}>
              <span>{t(`export.${field}`)}</span>
              <Input
                type="text"
                data-field={field}
                value={words[field]}
                maxLength={mostLength[field]}
                placeholder={t(`export.examples.${field}`)}
                onChange={(event) => setWords({ ...words, [field]: event.target.value })}
              />
            </label>
          ))}
          <label data-wide>
            <span>{t("export.note")}</span>
            <Input.TextArea
              value={words.note}
              maxLength={4000}
              rows={2}
              onChange={(event) => setWords({ ...words, note: event.target.value })}
            />
          </label>
        </div>
      </fieldset>
      <fieldset className={styles["step"]}>
        <legend>{t("export.how")}</legend>
        <div className={styles["choices"]}>
          {(["zip", "folder"] as const).map((known) => (
            <label key={known}>
              <input type="radio" name="export-form" checked={shape === known} onChange={() => setShape(known)} />
              {t(`export.forms.${known}`)}
            </label>
          ))}
        </div>
        <Checkbox checked={watermark} onChange={(event) => setWatermark(event.target.checked)}>
          {t("export.watermark")}
        </Checkbox>
        <div className={styles["choices"]}>
          <span>{t("export.blur")}</span>
          {cameras.map(({ cameraId }) => (
            <button
              key={cameraId}
              type="button"
              className={styles["camera"]}
              aria-pressed={editing === cameraId}
              onClick={() => setEditing(editing === cameraId ? null : cameraId)}
            >
              {deviceNames.get(cameraId) ?? cameraId}{" "}
              {t("export.regionCount", { n: regions.filter((region) => region.cameraId === cameraId).length })}
            </button>
          ))}
        </div>
        {cameras
          .filter(({ cameraId }) => cameraId === editing)
          .map((clip) => (
            <RegionEditor
              key={clip.clipId}
              {...{ clip, regions, formats }}
              name={deviceNames.get(clip.cameraId) ?? clip.cameraId}
              atMs={shownMs}
              onChange={setRegions}
            />
          ))}
        {isTreated && (
          <>
            <Checkbox checked={withOriginals} onChange={(event) => setWithOriginals(event.target.checked)}>
              {t("export.withOriginals")}
            </Checkbox>
            <p className={styles["quiet"]}>{t("export.originalKept")}</p>
          </>
        )}
      </fieldset>
      <FormFoot
        label={t(isChief ? "export.make" : "export.askChief")}
        sending={sending}
        hint={hint}
        problem={problem === null ? "" : errorText(problem)}
        sticky
        onSend={send}
        onCancel={onCancel}
      />
    </form>
  );
}
