/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex,
   react/exhaustive-effect-dependencies -- digits answer from anywhere in the group; what scrolls must take the focus;
   the step comes into sight when it is another */
import { type KeyboardEvent, useEffect, useRef } from "react";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { Contact, ContactRole } from "../../native/contract/contacts.ts";
import type { PlanStep, ResponsePlan } from "../../native/contract/plans.ts";
import { ageText, type Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { DeskActions } from "./desk-actions.ts";
import { presentStep } from "./next-step.ts";
import styles from "./plan-card.module.css";
import type { KnownPlan } from "./use-plan.ts";

interface PlanCardProps {
  readonly alarm: Alarm;
  readonly known: KnownPlan;
  readonly contacts: readonly Contact[];
  readonly nowMs: number;
  readonly formats: Formats;
  /** The answers have the focus: digits give one. */
  readonly answering: boolean;
  readonly onAnswer: DeskActions["doStep"];
}

/** What was done, and large what is to do now. */
export function PlanCard(props: PlanCardProps) {
  const { alarm, known, contacts, nowMs, formats, answering, onAnswer } = props;
  const { t, named, errorText } = useTexts();
  const { plan } = known;
  const progress = alarm.plan;
  const present = presentStep(alarm, plan);
  const now = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // In braces: newer browsers return a promise, which is no way to clean up.
    now.current?.scrollIntoView({ block: "nearest" });
  }, [present?.id]);
  if (progress === null) return <p className={styles["none"]}>{t("alarms.plan.none")}</p>;
  if (plan === null)
    return <p className={styles["none"]}>{known.problem ? errorText(known.problem) : t("alarms.plan.loading")}</p>;
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  return (
    <section className={styles["plan"]} aria-label={t("alarms.plan.title")}>
      <h4>
        {named(plan.title)} <small>{t("alarms.plan.version", { n: plan.version })}</small>
      </h4>
      <div data-scrolls className={styles["steps"]} tabIndex={0}>
        <ol>
          {progress.done.map((done) => {
            const step = steps.get(done.stepId);
            const answer = step?.answers.find((known) => known.id === done.answerId);
            return (
              <li key={`${done.stepId} ${done.atMs}`} data-done={done.skipped ? "skipped" : "done"}>
                <time className="numeric">{formats.time(done.atMs)}</time>
                <span title={named(step?.text)}>{named(step?.text) || done.stepId}</span>
                <b>{done.skipped ? t("alarms.plan.skipped") : named(answer?.text)}</b>
              </li>
            );
          })}
        </ol>
        <div ref={now}>
          {progress.stepId === null ? (
            <p className={styles["finished"]}>{t("alarms.plan.finished")}</p>
          ) : (
            present && (
              <PresentStep key={present.id} {...{ alarm, plan, contacts, nowMs, answering, onAnswer }} step={present} />
            )
          )}
        </div>
      </div>
    </section>
  );
}

interface PresentStepProps extends Pick<PlanCardProps, "alarm" | "contacts" | "nowMs" | "answering" | "onAnswer"> {
  readonly plan: ResponsePlan;
  readonly step: PlanStep;
}

function PresentStep({ alarm, step, contacts, nowMs, answering, onAnswer }: PresentStepProps) {
  const { t, named } = useTexts();
  const answers = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (answering) answers.current?.focus();
  }, [answering]);
  const dueAtMs = alarm.plan?.dueAtMs ?? null;
  const late = alarm.plan?.overdue === true || (dueAtMs !== null && nowMs > dueAtMs);
  const answerable = alarm.state !== "active";
  const onKeyDown = (event: KeyboardEvent) => {
    const answer = /^[1-9]$/.test(event.key) ? step.answers[Number(event.key) - 1] : undefined;
    if (answer !== undefined && answering) void onAnswer(step.id, answer.id, "");
    // Without a digit there is no answer, and no other alarm is to be acknowledged or selected by mistake.
    else if (!/^(Enter|Arrow(Up|Down))$/.test(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles["present"]} data-step={step.id} data-late={late} data-answering={answering}>
      <p className={styles["kind"]}>
        <span>{t(`alarms.plan.kinds.${step.kind}`)}</span>
        {!answerable && <span>{t("alarms.plan.afterAcknowledge")}</span>}
        {step.required && <b>{t("alarms.plan.required")}</b>}
        {dueAtMs !== null && (
          <time className="numeric" data-due={late ? "late" : "ahead"}>
            {late
              ? t("alarms.plan.overdue", { age: ageText(nowMs - dueAtMs, t) })
              : t("alarms.plan.due", { age: ageText(dueAtMs - nowMs + 999, t) })}
          </time>
        )}
      </p>
      <p className={styles["text"]}>
        <kbd>D</kbd> {named(step.text)}
      </p>
      {step.hint && <p className={styles["hint"]}>{named(step.hint)}</p>}
      {step.call.length > 0 && (
        <ul className={styles["calls"]}>
          {step.call.map((role) => (
            <Call key={role} role={role} contacts={contacts} />
          ))}
        </ul>
      )}
      {step.answers.length > 0 && (
        <fieldset
          ref={answers}
          tabIndex={-1}
          className={styles["answers"]}
          aria-label={t("alarms.actions.answerTitle")}
          onKeyDown={onKeyDown}
        >
          {step.answers.map((answer, index) => (
            <button
              key={answer.id}
              type="button"
              disabled={!answerable}
              onClick={() => void onAnswer(step.id, answer.id, "")}
            >
              <kbd>{index + 1}</kbd> {named(answer.text)}
            </button>
          ))}
          {answering && <span>{t("alarms.actions.answerNeeded")}</span>}
        </fieldset>
      )}
    </div>
  );
}

/** Everybody the site names for a role, the numbers large enough to be dialled while reading. */
function Call({ role, contacts }: { readonly role: ContactRole; readonly contacts: readonly Contact[] }) {
  const { t, named } = useTexts();
  const found = contacts.filter((contact) => contact.role === role);
  if (found.length === 0)
    return (
      <li>
        <span>{t(`desk.contacts.${role}`)}</span> <em>{t("alarms.plan.noNumber")}</em>
      </li>
    );
  return found.map((contact) => (
    <li key={`${contact.number} ${contact.name["zh-CN"]}`}>
      <span>{named(contact.name)}</span> <strong className="numeric">{contact.number}</strong>
    </li>
  ));
}
