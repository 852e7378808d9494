import type { DeskSettings } from "../../native/contract/desk.ts";
import type { EntryCheck, EntryData, EntryRules, EntryStep } from "../../native/contract/entries.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { DepositDuty } from "./deposit-duty.tsx";
import { DigitChoice } from "./digit-choice.tsx";
import { CheckerDuty, HoldSceneDuty, PoliceDuty, ReasonDuty, TickDuty } from "./entry-duties.tsx";
import styles from "./form.module.css";
import { ItemsDuty } from "./items-duty.tsx";
import type { Acted, EntryDesk } from "./use-entry-desk.ts";

interface EntryStepCardProps {
  readonly check: EntryCheck;
  readonly step: EntryStep;
  readonly rules: EntryRules;
  readonly settings: DeskSettings | null;
  readonly formats: Formats;
  readonly act: EntryDesk["act"];
  readonly onLabel: (depositNumber: string) => void;
}

/** What every duty's part of the form is given. */
export interface DutyProps {
  /** Of the check and its step: drafts are kept under it. */
  readonly draftKey: string;
  readonly send: (data: Omit<EntryData, "note"> & { readonly note?: string }) => Acted;
}

/** The present step, large: its question, and what it asks for. */
export function EntryStepCard(props: EntryStepCardProps) {
  const { check, step, rules, act } = props;
  const { t, named } = useTexts();
  const answer = (answerId: string | null, data: Omit<EntryData, "note"> & { readonly note?: string }) =>
    act((client, entryId) =>
      client.entries.answer({ entryId, stepId: step.id, answerId, data: { note: "", ...data } }),
    );
  return (
    <div className={styles["present"]} data-step={step.id} data-duty={step.duty ?? "answer"}>
      <p className={styles["text"]}>{named(step.text)}</p>
      {step.hint && <p className={styles["quiet"]}>{named(step.hint)}</p>}
      {step.answers.length > 0 ? (
        <DigitChoice
          title={named(step.text)}
          choices={step.answers.map(({ id, text }) => ({ id, words: named(text) }))}
          focusKey={step.id}
          onChoose={(id) => void answer(id, {})}
        />
      ) : (
        <Duty {...props} draftKey={`${check.id} ${step.id}`} send={(data) => answer(null, data)} />
      )}
      {step.article !== "" && (
        <p className={styles["source"]}>
          {t("entries.form.basis", { title: rules.source.title, article: step.article })}
          {rules.source.unverified && <b>{t("entries.source.unverified")}</b>}
        </p>
      )}
    </div>
  );
}

function Duty(props: EntryStepCardProps & DutyProps) {
  const { check, step, settings, formats, draftKey, send, onLabel } = props;
  switch (step.duty ?? "tick") {
    case "tick":
      return <TickDuty draftKey={draftKey} send={send} />;
    case "items":
      return <ItemsDuty draftKey={draftKey} send={send} rule={step.itemRule ?? null} />;
    case "reason":
      return <ReasonDuty draftKey={draftKey} send={send} />;
    case "checker":
      return <CheckerDuty draftKey={draftKey} send={send} />;
    case "police":
      return <PoliceDuty draftKey={draftKey} send={send} contacts={settings?.contacts ?? []} formats={formats} />;
    case "hold_scene":
      return <HoldSceneDuty draftKey={draftKey} send={send} callSigns={settings?.callSigns ?? []} />;
    case "deposit":
      return <DepositDuty draftKey={draftKey} send={send} check={check} onLabel={onLabel} />;
  }
}
