/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions -- digits choose and Escape leaves from anywhere in the form */
import { Input } from "antd";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { type Viewing, type ViewReason, viewReasons } from "../../native/contract/evidence.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { FormFoot } from "../ui/form-foot.tsx";
import { isComposing, onEnter } from "../ui/on-enter.ts";
import styles from "./evidence.module.css";

interface ViewingFormProps {
  readonly before: Viewing | null;
  readonly onSay: (viewing: Viewing) => void;
  readonly onCancel: () => void;
}

/** The register of viewing 录像查看登记: why, for whom, of which unit. By keyboard: a digit, then Enter. */
export function ViewingForm({ before, onSay, onCancel }: ViewingFormProps) {
  const { t } = useTexts();
  const [reason, setReason] = useState<ViewReason | null>(before?.reason ?? null);
  const [person, setPerson] = useState(before?.person ?? "");
  const [unit, setUnit] = useState(before?.unit ?? "");
  const [note, setNote] = useState(before?.note ?? "");
  const [hint, setHint] = useState("");
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>("[data-digits]")?.focus(), []);
  const send = () => {
    if (reason === null) return setHint(t("evidence.viewing.reasonNeeded"));
    onSay({ reason, person: person.trim(), unit: unit.trim(), note: note.trim() });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const inText = event.target instanceof HTMLElement && event.target.closest("input:not([type=radio]), textarea");
    const chosen = /^[1-9]$/.test(event.key) && !inText ? viewReasons[Number(event.key) - 1] : undefined;
    if (event.key === "Escape") onCancel();
    else if (chosen !== undefined) {
      setReason(chosen);
      setHint("");
    } else if (event.key === "Enter" && !inText && !(event.target instanceof HTMLButtonElement)) send();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const field = (label: string, value: string, most: number, set: (text: string) => void, hintText: string) => (
    <label>
      {label}
      <Input
        size="small"
        maxLength={most}
        placeholder={hintText}
        value={value}
        onChange={(event) => set(event.target.value)}
        onKeyDown={(event) => onEnter(event, send)}
      />
    </label>
  );
  return (
    <form
      ref={form}
      className={styles["form"]}
      aria-label={t("evidence.viewing.title")}
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={onKeyDown}
    >
      <h3>{t("evidence.viewing.title")}</h3>
      <p className={styles["quiet"]}>{t("evidence.viewing.why")}</p>
      <fieldset className={styles["choices"]} data-digits tabIndex={-1} aria-label={t("evidence.viewing.reason")}>
        {viewReasons.map((known, at) => (
          <label key={known} data-chosen={known === reason}>
            <kbd>{at + 1}</kbd>
            <input type="radio" name="reason" checked={known === reason} onChange={() => setReason(known)} />
            {t(`evidence.reasons.${known}`)}
          </label>
        ))}
      </fieldset>
      {field(t("evidence.viewing.person"), person, 100, setPerson, t("evidence.viewing.personHint"))}
      {field(t("evidence.viewing.unit"), unit, 200, setUnit, t("evidence.viewing.unitHint"))}
      {field(t("evidence.viewing.note"), note, 500, setNote, "")}
      <FormFoot label={t("evidence.viewing.send")} sending={false} hint={hint} onSend={send} onCancel={onCancel} />
    </form>
  );
}
