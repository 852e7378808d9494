import type { EntryCheck, EntryRules, EntryStepDone } from "../../native/contract/entries.ts";
import type { Formats } from "../i18n/formats.ts";
import { joined } from "../i18n/desk-event-text.ts";
import { type Texts, useTexts } from "../i18n/use-texts.ts";
import styles from "./form.module.css";

interface EntryPathProps {
  readonly check: EntryCheck;
  readonly rules: EntryRules | null;
  readonly formats: Formats;
}

/** What was given at a step, in words: the answer, or what its duty asked for. */
export function doneWords(done: EntryStepDone, rules: EntryRules | null, texts: Texts, formats: Formats): string {
  const { t, named } = texts;
  const step = rules?.steps.find((known) => known.id === done.stepId);
  const answer = step?.answers.find((known) => known.id === done.answerId);
  const { items, reason, checker, police, heldBy, depositNumber, note } = done.data;
  return joined(
    named(answer?.text),
    items
      ?.map((item) => t("entries.itemCount", { item: item.description || named(item.className), n: item.count }))
      .join("、"),
    reason,
    checker && t("entries.checkerWords", { name: checker.name }),
    police && joined(police.whom, formats.time(police.calledAtMs), police.callNumber),
    heldBy,
    depositNumber,
    note,
  );
}

/** The steps that were done, oldest first. */
export function EntryPath({ check, rules, formats }: EntryPathProps) {
  const texts = useTexts();
  const { named, t } = texts;
  if (check.done.length === 0) return null;
  return (
    <ol className={styles["path"]} aria-label={t("entries.form.path")}>
      {check.done.map((done) => {
        const step = rules?.steps.find((known) => known.id === done.stepId);
        const text = named(step?.text) || done.stepId;
        const words = doneWords(done, rules, texts, formats);
        return (
          <li key={`${done.stepId} ${done.atMs}`}>
            <time className="numeric" title={done.by.name}>
              {formats.time(done.atMs)}
            </time>
            <span title={text}>{text}</span>
            <b title={words}>{words || t("entries.form.done")}</b>
          </li>
        );
      })}
    </ol>
  );
}
