/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions -- digits choose an alarm from anywhere in the group */
import { Button, Input } from "antd";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { StoredEvent } from "../../native/contract/events.ts";
import { eventWords } from "../i18n/event-text.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { useSession, useStore } from "../rpc/use-station.tsx";
import { onEnter } from "../ui/on-enter.ts";
import { useSending } from "../ui/use-sending.ts";
import styles from "./manual-form.module.css";

interface ReopenFormProps {
  readonly formats: Formats;
  readonly nowMs: number;
  readonly onRaised: (alarm: Alarm) => void;
  readonly onCancel: () => void;
  readonly onAskForOperator: () => void;
}

/** One for each digit. */
const listed = 9;

/** The alarms that were closed last: one is chosen, and continued by a new one. */
export function ReopenForm({ formats, nowMs, onRaised, onCancel, onAskForOperator }: ReopenFormProps) {
  const texts = useTexts();
  const { t, errorText } = texts;
  const session = useSession();
  const store = useStore();
  const [closed, setClosed] = useState<readonly StoredEvent[] | null>(null);
  const [chosen, setChosen] = useState(0);
  const [note, setNote] = useState("");
  const [sending, sendOnce] = useSending();
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let stale = false;
    void session
      .call((client) => client.log.page({ filter: { kinds: ["alarm.closed"] }, limit: listed }))
      .then((answer) => {
        if (stale) return;
        if (answer.ok) setClosed(answer.value.events);
        else setProblem(answer.error);
      });
    return () => {
      stale = true;
    };
  }, [session]);
  useEffect(() => {
    if (closed !== null) place.current?.querySelector("input")?.focus();
  }, [closed]);

  const toNote = () => place.current?.querySelector("textarea")?.focus();
  const send = () => {
    const alarmId = closed?.[chosen]?.alarmId ?? null;
    if (sending || alarmId === null) return;
    if (note.trim() === "") {
      setProblem({ code: "alarm.note_missing", params: {} });
      toNote();
      return;
    }
    if (store.get().actor === null) {
      setProblem({ code: "rpc.no_operator", params: {} });
      onAskForOperator();
      return;
    }
    sendOnce(() =>
      session
        .call((client) => client.alarms.reopen({ alarmId, note: note.trim() }))
        .then((answer) => (answer.ok ? onRaised(answer.value) : setProblem(answer.error))),
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = /^[1-9]$/.test(event.key) ? Number(event.key) - 1 : -1;
    if (closed?.[at] === undefined) {
      onEnter(event, toNote);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    setChosen(at);
    toNote();
  };
  return (
    <div ref={place} className={styles["form"]}>
      {closed?.length === 0 && <p>{t("desk.reopen.none")}</p>}
      {closed !== null && closed.length > 0 && (
        <>
          <fieldset className={styles["list"]} aria-label={t("desk.reopen.title")} onKeyDown={onKeyDown}>
            {closed.map((event, at) => {
              const { name, detail } = eventWords(event, texts, "");
              return (
                <label key={event.seq} data-chosen={at === chosen}>
                  <input type="radio" name="closed" checked={at === chosen} onChange={() => setChosen(at)} />
                  <kbd>{at + 1}</kbd>
                  <time className="numeric">
                    {t("desk.reopen.closed", { time: formats.shortTime(event.atMs, nowMs) })}
                  </time>
                  <span title={`${name} · ${detail}`}>
                    <b>{name}</b> {detail}
                  </span>
                  {event.actor?.name}
                </label>
              );
            })}
          </fieldset>
          <Input.TextArea
            rows={2}
            value={note}
            maxLength={2000}
            aria-label={t("desk.reopen.note")}
            placeholder={t("desk.reopen.note")}
            onChange={(event) => setNote(event.target.value)}
            onKeyDown={(event) => onEnter(event, send)}
          />
          <div className={styles["buttons"]}>
            <Button type="primary" loading={sending} onClick={send}>
              {t("desk.reopen.send")} <kbd>Enter</kbd>
            </Button>
            <Button onClick={onCancel}>
              {t("alarms.actions.cancel")} <kbd>Esc</kbd>
            </Button>
            <output>{t("desk.reopen.choose")}</output>
          </div>
        </>
      )}
      <div className={styles["buttons"]}>
        <output data-bad={problem !== null}>{problem ? errorText(problem) : ""}</output>
      </div>
    </div>
  );
}
