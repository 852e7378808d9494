/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions -- Escape leaves the form from anywhere within */
import { Input, Select } from "antd";
import { useEffect, useRef, useState } from "react";
import type { Clip } from "../../native/contract/clips.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { Formats } from "../i18n/formats.ts";
import { parseLocalTime } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { useSession } from "../rpc/use-station.tsx";
import { FormFoot } from "../ui/form-foot.tsx";
import { onEnter } from "../ui/on-enter.ts";
import { useSending } from "../ui/use-sending.ts";
import styles from "./evidence.module.css";

interface HoldFormProps {
  readonly clip: Clip;
  readonly timeZone: string;
  readonly nowMs: number;
  readonly formats: Formats;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

const dayMs = 86_400_000;
const spans = ["released", "30", "90", "365", "date"] as const;
type Until = (typeof spans)[number];

/** A hold 保全: on this recording, or on all of its alarm; until a day or until somebody releases it. */
export function HoldForm({ clip, timeZone, nowMs, formats, onDone, onCancel }: HoldFormProps) {
  const { t, errorText } = useTexts();
  const session = useSession();
  const alarmId = clip.causes.find(({ of }) => of === "alarm")?.id ?? null;
  const [ofAlarm, setOfAlarm] = useState(alarmId !== null);
  const [until, setUntil] = useState<Until>("released");
  const [day, setDay] = useState(() => formats.dateTime(nowMs + 30 * dayMs).slice(0, 10));
  const [reason, setReason] = useState("");
  const [hint, setHint] = useState("");
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const [sending, sendOnce] = useSending();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("textarea")?.focus(), []);
  const untilMs = () => {
    if (until === "released") return null;
    // The whole last day counts.
    if (until === "date") return parseLocalTime(`${day} 23:59`, timeZone);
    return Math.round(nowMs) + Number(until) * dayMs;
  };
  const send = () => {
    if (reason.trim() === "") return setHint(t("evidence.reasonNeeded"));
    const endMs = untilMs();
    if (until === "date" && endMs === null) return setHint(t("evidence.holds.badDay"));
    const what = ofAlarm && alarmId !== null ? { alarmId } : { clipIds: [clip.clipId] };
    sendOnce(async () => {
      const answer = await session.call((client) =>
        client.holds.place({ ...what, reason: reason.trim(), untilMs: endMs }),
      );
      setProblem(answer.ok ? null : answer.error);
      if (answer.ok) onDone();
    });
  };
  return (
    <form
      ref={form}
      className={styles["form"]}
      aria-label={t("evidence.holds.place")}
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onCancel();
      }}
    >
      <h3>{t("evidence.holds.place")}</h3>
      <label>
        {t("evidence.reason")}
        <Input.TextArea
          rows={2}
          maxLength={500}
          placeholder={t("evidence.holds.reasonHint")}
          value={reason}
          onChange={(event) => {
            setReason(event.target.value);
            setHint("");
          }}
          onKeyDown={(event) => onEnter(event, send)}
        />
      </label>
      <label>
        {t("evidence.holds.until")}
        <Select<Until>
          size="small"
          value={until}
          options={spans.map((known) => ({ value: known, label: t(`evidence.holds.untils.${known}`) }))}
          onChange={setUntil}
        />
      </label>
      {until === "date" && (
        <label>
          {t("evidence.holds.day")}
          <Input
            size="small"
            maxLength={10}
            value={day}
            onChange={(event) => setDay(event.target.value)}
            onKeyDown={(event) => onEnter(event, send)}
          />
        </label>
      )}
      {alarmId !== null && (
        <label className={styles["tick"]}>
          <input type="checkbox" checked={ofAlarm} onChange={(event) => setOfAlarm(event.target.checked)} />
          {t("evidence.holds.ofAlarm")}
        </label>
      )}
      <FormFoot
        label={t("evidence.holds.send")}
        sending={sending}
        hint={hint}
        problem={problem === null ? "" : errorText(problem)}
        onSend={send}
        onCancel={onCancel}
      />
    </form>
  );
}
