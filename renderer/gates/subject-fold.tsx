import { Button, Input } from "antd";
import { useCallback, useState } from "react";
import { mayDo, type Role } from "../../native/contract/actor.ts";
import type { EntryCheck, Subject } from "../../native/contract/entries.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAsked } from "../rpc/use-asked.ts";
import { onEnter } from "./digit-choice.tsx";
import styles from "./form.module.css";
import type { EntryDesk } from "./use-entry-desk.ts";

const empty: Subject = { name: "", idNumber: "", telephone: "", remark: "" };
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
  const [sending, setSending] = useState(false);
  const known = check.subject !== null && check.subject.erasedAtMs === null;
  const save = () => {
    if (sending) return;
    setSending(true);
    void desk
      .act((client, entryId) => client.entries.setSubject({ entryId, subject }))
      .then((problem) => problem === null && setSubject(empty))
      .finally(() => setSending(false));
  };
  return (
    <details className={styles["fold"]}>
      <summary>{t(known ? "entries.subject.known" : "entries.subject.title")}</summary>
      <p className={styles["quiet"]}>{t("entries.subject.why")}</p>
      {known && <SubjectShown check={check} role={role} />}
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

/** As the station gives it: masked, or whole for the chief who asks for it, which is written down. */
export function SubjectShown({ check, role }: { readonly check: EntryCheck; readonly role: Role }) {
  const { t, errorText } = useTexts();
  const [whole, setWhole] = useState(false);
  const record = check.subject?.sha256 ?? "";
  const ask = useCallback(
    // Another record is another question.
    (client: StationClient) =>
      record === "" ? Promise.resolve(null) : client.entries.subject({ entryId: check.id, whole }),
    [check.id, whole, record],
  );
  const { value, problem } = useAsked(ask);
  if (problem) return <p className={styles["problem"]}>{errorText(problem)}</p>;
  if (!value) return null;
  if (value.subject === null) return <p className={styles["quiet"]}>{t("entries.subject.erased")}</p>;
  const { subject } = value;
  return (
    <>
      <dl className={styles["facts"]} data-masked={value.masked}>
        {fields
          .filter(([field]) => subject[field] !== "")
          .map(([field]) => (
            <div key={field}>
              <dt>{t(`entries.subject.${field}`)}</dt>
              <dd className="numeric">{subject[field]}</dd>
            </div>
          ))}
      </dl>
      {value.masked && mayDo(role, "private.view") && (
        <Button size="small" title={t("entries.subject.wholeWhy")} onClick={() => setWhole(true)}>
          {t("entries.subject.whole")}
        </Button>
      )}
    </>
  );
}
