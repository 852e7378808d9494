import { Input, Select } from "antd";
import { useRef, useState } from "react";
import type { Deposit } from "../../native/contract/deposits.ts";
import type { FoundItem, Subject } from "../../native/contract/entries.ts";
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
import { SubjectFields } from "./subject-fold.tsx";

interface DepositFormProps extends GatesParts {
  readonly onDone: (deposit: Deposit) => void;
  readonly onCancel: () => void;
}

const nobody: Subject = { name: "", idNumber: "", telephone: "", remark: "" };

/** A ticket by hand, without an entry check. */
export function DepositForm({ info, onDone, onCancel, onAskForOperator }: DepositFormProps) {
  const { t, named, errorText } = useTexts();
  const session = useSession();
  const store = useStore();
  const [items, setItems] = useState<readonly FoundItem[]>([]);
  const [place, setPlace] = useState("");
  const [gateId, setGateId] = useState("");
  const [due, setDue] = useState("");
  const [note, setNote] = useState("");
  const [subject, setSubject] = useState(nobody);
  const [hint, setHint] = useState("");
  const [sending, sendOnce] = useSending();
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const focusPlace = () => form.current?.querySelector<HTMLElement>("[data-place] input")?.focus();
  const send = () => {
    if (sending) return;
    if (items.length === 0) return setHint(t("entries.items.needed"));
    if (place.trim() === "") {
      setHint(t("deposits.placeNeeded"));
      focusPlace();
      return;
    }
    if (store.get().actor === null) return onAskForOperator();
    setHint("");
    const dueAtMs = due === "" ? null : parseLocalTime(due, info?.site?.timeZone ?? "Asia/Shanghai");
    const known = Object.values(subject).some((value) => value.trim() !== "");
    sendOnce(() =>
      session
        .call((client) =>
          client.deposits.add({
            gateId: gateId === "" ? null : gateId,
            items: [...items],
            place: place.trim(),
            dueAtMs,
            subject: known ? subject : null,
            note: note.trim(),
          }),
        )
        .then((answer) => (answer.ok ? onDone(answer.value) : setProblem(answer.error))),
    );
  };
  return (
    <form
      ref={form}
      className={styles["fields"]}
      aria-label={t("deposits.add")}
      onSubmit={(event) => event.preventDefault()}
    >
      <h3>{t("deposits.add")}</h3>
      <ItemList items={items} onRemove={(at) => setItems(items.filter((_, each) => each !== at))} />
      {items.length < 20 && (
        <ItemPicker
          key={items.length}
          rule="restricted"
          onAdd={(item) => setItems([...items, item])}
          onEmptyEnter={focusPlace}
        />
      )}
      <label data-place>
        {t("deposits.place")}
        <Input
          maxLength={100}
          value={place}
          placeholder={t("deposits.placeHint")}
          onChange={(event) => setPlace(event.target.value)}
          onKeyDown={(event) => onEnter(event, send)}
        />
      </label>
      <div className={styles["twoFields"]}>
        <label>
          {t("entries.register.gate")}
          <Select
            value={gateId}
            aria-label={t("entries.register.gate")}
            options={[
              { value: "", label: t("entries.form.noGate") },
              ...(info?.devices ?? [])
                .filter((device) => device.kind === "gate")
                .map((gate) => ({ value: gate.id, label: named(gate.name) || gate.id })),
            ]}
            onChange={setGateId}
          />
        </label>
        <label>
          {t("deposits.dueOr")}
          <Input
            type="datetime-local"
            value={due}
            onChange={(event) => setDue(event.target.value)}
            onKeyDown={(event) => onEnter(event, send)}
          />
        </label>
      </div>
      <label>
        {t("deposits.note")}
        <Input
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.target.value)}
          onKeyDown={(event) => onEnter(event, send)}
        />
      </label>
      <details className={styles["fold"]}>
        <summary>{t("entries.subject.title")}</summary>
        <p className={styles["quiet"]}>{t("entries.subject.why")}</p>
        <SubjectFields subject={subject} onChange={setSubject} onEnter={send} />
      </details>
      <FormFoot
        label={t("deposits.write")}
        sending={sending}
        hint={hint}
        problem={problem ? errorText(problem) : ""}
        sticky
        onSend={send}
        onCancel={onCancel}
      />
    </form>
  );
}
