import { Input } from "antd";
import { type EntryCheck, type EntryOutcome, type EntryRules, refusalOutcomes } from "../../native/contract/entries.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { onEnter } from "../ui/on-enter.ts";
import { GoOn, useDutySending } from "./entry-duties.tsx";
import { useFirstFocus } from "./use-first-focus.ts";
import styles from "./form.module.css";
import { ItemList } from "./items-duty.tsx";
import { SourceWords } from "./source-words.tsx";
import type { EntryDesk } from "./use-entry-desk.ts";
import { useDraft } from "./use-draft.ts";

interface EntryOutcomeStepProps {
  readonly check: EntryCheck;
  readonly rules: EntryRules;
  readonly outcome: EntryOutcome;
  readonly act: EntryDesk["act"];
}

/** The articles of the path that was walked, in its order, each once. */
export function articlesOf(check: EntryCheck, rules: EntryRules): readonly string[] {
  const ids = [...check.done.map((done) => done.stepId), ...(check.stepId === null ? [] : [check.stepId])];
  const articles = ids.map((id) => rules.steps.find((step) => step.id === id)?.article ?? "");
  return [...new Set(articles.filter((article) => article !== ""))];
}

/** What the path ended in, and on what it rests, before it is confirmed. */
export function EntryOutcomeStep({ check, rules, outcome, act }: EntryOutcomeStepProps) {
  const { t, named } = useTexts();
  const [note, setNote, forget] = useDraft(`${check.id} outcome`, "");
  const place = useFirstFocus("[data-go]");
  const { sending, send } = useDutySending(
    { send: ({ note = "" }) => act((client, entryId) => client.entries.decide({ entryId, note })) },
    forget,
  );
  const step = rules.steps.find((known) => known.id === check.stepId);
  const articles = articlesOf(check, rules);
  const decide = () => send({ note: note.trim() });
  return (
    <div
      ref={place}
      className={styles["present"]}
      data-step={check.stepId}
      data-outcome={outcome}
      data-refusal={refusalOutcomes.includes(outcome)}
    >
      <p className={styles["quiet"]}>{t("entries.form.outcome")}</p>
      <p className={styles["outcome"]}>{t(`entries.outcomes.${outcome}`)}</p>
      {step && <p>{named(step.text)}</p>}
      {step?.hint && <p className={styles["quiet"]}>{named(step.hint)}</p>}
      <ItemList items={check.items} />
      {check.depositNumbers.length > 0 && (
        <p>
          {t("deposits.ticket")} <b className="numeric">{check.depositNumbers.join("、")}</b>
        </p>
      )}
      <p className={styles["basis"]}>
        {t("entries.form.basisIs")} <SourceWords source={{ ...rules.source, article: articles.join(" ") }} />
      </p>
      <GoOn words={t("entries.form.confirm")} sending={sending} onGo={decide} />
      <Input.TextArea
        rows={1}
        maxLength={2000}
        value={note}
        aria-label={t("entries.form.note")}
        placeholder={t("entries.form.note")}
        onChange={(event) => setNote(event.target.value)}
        onKeyDown={(event) => onEnter(event, decide)}
      />
    </div>
  );
}
