import { Button, Input, Select } from "antd";
import { useState } from "react";
import { type EntryCheck, type EntryOutcome, entryOutcomes, type FoundItem } from "../../native/contract/entries.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import { parseLocalTime } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { useSession, useStore } from "../rpc/use-station.tsx";
import { onEnter } from "../ui/on-enter.ts";
import type { GatesParts } from "./gates-page.tsx";
import { ItemList, ItemPicker } from "./items-duty.tsx";
import { FormFoot } from "../ui/form-foot.tsx";
import { useSending } from "../ui/use-sending.ts";
import styles from "./page.module.css";

interface CorrectFormProps extends GatesParts {
  readonly check: EntryCheck;
  readonly onCancel: () => void;
  /** With the new record. */
  readonly onDone: (check: EntryCheck) => void;
}

/** A new record in place of a decided one: the old one stays, and says so. */
export function CorrectForm({ check, info, formats, onCancel, onDone, onAskForOperator }: CorrectFormProps) {
  const { t, errorText } = useTexts();
  const session = useSession();
  const store = useStore();
  const timeZone = info?.site?.timeZone ?? "Asia/Shanghai";
  const [reason, setReason] = useState("");
  const [outcome, setOutcome] = useState<EntryOutcome | null>(check.outcome);
  const [items, setItems] = useState<readonly FoundItem[]>(check.items);
  const [adding, setAdding] = useState(false);
  const [happened, setHappened] = useState(formats.dateTime(check.happenedAtMs).replace(" ", "T"));
  const [note, setNote] = useState(check.note);
  const [sending, sendOnce] = useSending();
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const [asked, setAsked] = useState(false);
  const happenedAtMs = parseLocalTime(happened, timeZone);
  const send = () => {
    setAsked(true);
    if (sending || reason.trim() === "" || outcome === null || happenedAtMs === null) return;
    if (store.get().actor === null) return onAskForOperator();
    sendOnce(() =>
      session
        .call((client) =>
          client.entries.correct({
            entryId: check.id,
            reason: reason.trim(),
            outcome,
            items: [...items],
            happenedAtMs: Math.max(0, happenedAtMs),
            note: note.trim(),
          }),
        )
        .then((answer) => (answer.ok ? onDone(answer.value) : setProblem(answer.error))),
    );
  };
  return (
    <form
      className={styles["fields"]}
      aria-label={t("entries.correct.title")}
      onSubmit={(event) => event.preventDefault()}
    >
      <h3>
        {t("entries.correct.title")} <span className="numeric">{check.number}</span>
      </h3>
      <p className={styles["quiet"]}>{t("entries.correct.how")}</p>
      <label>
        {t("entries.correct.reason")}
        <Input.TextArea
          rows={2}
          maxLength={500}
          value={reason}
          status={asked && reason.trim() === "" ? "error" : ""}
          onChange={(event) => setReason(event.target.value)}
          onKeyDown={(event) => onEnter(event, send)}
        />
      </label>
      <label>
        {t("entries.register.outcome")}
        <Select<EntryOutcome>
          value={outcome}
          aria-label={t("entries.register.outcome")}
          options={entryOutcomes.map((known) => ({ value: known, label: t(`entries.outcomes.${known}`) }))}
          onChange={setOutcome}
        />
      </label>
      <label>
        {t("entries.form.happened")}
        <Input
          type="datetime-local"
          step={1}
          value={happened}
          status={happenedAtMs === null ? "error" : ""}
          onChange={(event) => setHappened(event.target.value)}
          onKeyDown={(event) => onEnter(event, send)}
        />
      </label>
      <ItemList items={items} onRemove={(at) => setItems(items.filter((_, each) => each !== at))} />
      {adding ? (
        <ItemPicker
          rule={null}
          onAdd={(item) => {
            setItems([...items, item]);
            setAdding(false);
          }}
          onEmptyEnter={() => setAdding(false)}
        />
      ) : (
        <Button size="small" onClick={() => setAdding(true)}>
          {t("entries.items.addItem")}
        </Button>
      )}
      <label>
        {t("entries.form.note")}
        <Input.TextArea
          rows={2}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
          onKeyDown={(event) => onEnter(event, send)}
        />
      </label>
      <FormFoot
        label={t("entries.correct.send")}
        sending={sending}
        hint={asked && reason.trim() === "" ? t("entries.correct.reasonNeeded") : ""}
        problem={problem ? errorText(problem) : ""}
        onSend={send}
        onCancel={onCancel}
      />
    </form>
  );
}
