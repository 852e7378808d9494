/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions -- digits choose from anywhere in the form */
import { Input, Select } from "antd";
import { useEffect, useRef, useState } from "react";
import type { DeviceSummary } from "../../native/contract/rpc.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { useSession } from "../rpc/use-station.tsx";
import { FormFoot } from "../ui/form-foot.tsx";
import { onEnter } from "../ui/on-enter.ts";
import { useSending } from "../ui/use-sending.ts";
import styles from "./evidence.module.css";

/** What was on the screen when the key was pressed. */
export interface MarkedMoment {
  readonly cameraId: string;
  /** UTC ms. */
  readonly atMs: number;
}

interface BookmarkFormProps {
  readonly moment: MarkedMoment;
  readonly cameras: readonly DeviceSummary[];
  readonly signedOn: boolean;
  readonly formats: Formats;
  readonly onAskForOperator: () => void;
  readonly onDone: () => void;
}

/** A bookmark 标记: the moment stands still while its note is written; Enter at once will do. */
export function BookmarkForm({ moment, cameras, signedOn, formats, onAskForOperator, onDone }: BookmarkFormProps) {
  const { t, named, errorText } = useTexts();
  const session = useSession();
  const [cameraId, setCameraId] = useState(moment.cameraId);
  const [note, setNote] = useState("");
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const [sending, sendOnce] = useSending();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("textarea")?.focus(), []);
  const send = () => {
    if (!signedOn) return onAskForOperator();
    sendOnce(async () => {
      const answer = await session.call((client) =>
        client.bookmarks.add({ cameraId, atMs: Math.round(moment.atMs), note: note.trim() }),
      );
      setProblem(answer.ok ? null : answer.error);
      if (answer.ok) onDone();
    });
  };
  return (
    <form
      ref={form}
      className={styles["form"]}
      aria-label={t("evidence.bookmarks.add")}
      onSubmit={(event) => event.preventDefault()}
    >
      <p>
        {t("evidence.bookmarks.moment")} <b className="numeric">{formats.dateTime(moment.atMs)}</b>
      </p>
      <p className={styles["quiet"]}>{t("evidence.bookmarks.what")}</p>
      <label>
        {t("evidence.bookmarks.note")}
        <Input.TextArea
          rows={2}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.target.value)}
          onKeyDown={(event) => onEnter(event, send)}
        />
      </label>
      <label>
        {t("evidence.clips.camera")}
        <Select
          size="small"
          value={cameraId}
          options={cameras.map((camera) => ({ value: camera.id, label: named(camera.name) || camera.id }))}
          onChange={setCameraId}
        />
      </label>
      <FormFoot
        label={t("evidence.bookmarks.send")}
        sending={sending}
        problem={problem === null ? "" : errorText(problem)}
        onSend={send}
        onCancel={onDone}
      />
    </form>
  );
}
