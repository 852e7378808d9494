import { Button, Input } from "antd";
import { useState } from "react";
import type { Role } from "../../native/contract/actor.ts";
import type { EntryCheck, Subject } from "../../native/contract/entries.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { onEnter } from "../ui/on-enter.ts";
import { useSending } from "../ui/use-sending.ts";
import styles from "./form.module.css";
import { EntrySubject } from "./subject-shown.tsx";
import type { EntryDesk } from "./use-entry-desk.ts";

const empty: Subject = { name: "", idNumber: "", telephone: "", remark: "" };
/** Most characters of each. */
const fields = [
  ["name", 40],
  ["idNumber", 30],
  ["telephone", 30],
  ["remark", 300],
] as const;

interface SubjectFoldProps {
  readonly desk: EntryDesk;
  readonly check: EntryCheck;
  readonly role: Role;
}

/** Optional, folded, with the reason why it is asked: what is typed leaves the page only with Save. */
export function SubjectFold({ desk, check, role }: SubjectFoldProps) {
  const { t } = useTexts();
  const [subject, setSubject] = useState(empty);
  const [sending, sendOnce] = useSending();
  const known = check.subject !== null && check.subject.erasedAtMs === null;
  const save = () =>
    sendOnce(() =>
      desk
        .act((client, entryId) => client.entries.setSubject({ entryId, subject }))
        .then((problem) => problem === null && setSubject(empty)),
    );
  return (
    <details className={styles["fold"]}>
      <summary>{t(known ? "entries.subject.known" : "entries.subject.title")}</summary>
      <p className={styles["quiet"]}>{t("entries.subject.why")}</p>
      {known && <EntrySubject check={check} role={role} />}
      <SubjectFields subject={subject} onChange={setSubject} onEnter={save} />
      <Button size="small" loading={sending} onClick={save}>
        {t(known ? "entries.subject.replace" : "entries.subject.save")}
      </Button>
    </details>
  );
}

interface SubjectFieldsProps {
  readonly subject: Subject;
  readonly onChange: (subject: Subject) => void;
  readonly onEnter: () => void;
}

export function SubjectFields({ subject, onChange, onEnter: send }: SubjectFieldsProps) {
  const { t } = useTexts();
  return (
    <div className={styles["subject"]}>
      {fields.map(([field, most]) => (
        <label key={field}>
          {t(`entries.subject.${field}`)}
          <Input
            size="small"
            autoComplete="off"
            maxLength={most}
            value={subject[field]}
            onChange={(event) => onChange({ ...subject, [field]: event.target.value })}
            onKeyDown={(event) => onEnter(event, send)}
          />
        </label>
      ))}
    </div>
  );
}
