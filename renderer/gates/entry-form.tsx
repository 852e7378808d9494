/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions, react/exhaustive-effect-dependencies --
   the form's keys act from anywhere within it; with every step the focus is looked after anew */
import { Button } from "antd";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import type { DeskSettings } from "../../native/contract/desk.ts";
import type { EntryCheck } from "../../native/contract/entries.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { Role } from "../../native/contract/actor.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { isComposing } from "../ui/on-enter.ts";
import { EntryAbandon } from "./entry-abandon.tsx";
import { EntryDecided } from "./entry-decided.tsx";
import { EntryOutcomeStep } from "./entry-outcome-step.tsx";
import { EntryPath } from "./entry-path.tsx";
import { EntrySide } from "./entry-side.tsx";
import { EntryStepCard } from "./entry-step-card.tsx";
import styles from "./form.module.css";
import type { EntryDesk } from "./use-entry-desk.ts";
import { WarningMarks } from "./warning-marks.tsx";

interface EntryFormProps {
  readonly desk: EntryDesk;
  readonly check: EntryCheck;
  readonly settings: DeskSettings | null;
  readonly role: Role | null;
  readonly areaName: string;
  readonly nowMs: number;
  readonly formats: Formats;
  /** A camera's live picture. */
  readonly picture: (cameraId: string) => ReactNode;
  readonly onLabel: (depositNumber: string) => void;
  readonly onAside: () => void;
}

/** One entry check, one step at a time; every key of it works from anywhere within. */
export function EntryForm(props: EntryFormProps) {
  const { desk, check, nowMs, onAside } = props;
  const { t, named, errorText } = useTexts();
  const [abandoning, setAbandoning] = useState(false);
  const form = useRef<HTMLElement>(null);
  const step = desk.rules?.steps.find((known) => known.id === check.stepId) ?? null;
  const ended = check.state !== "open";

  useEffect(() => {
    // The step's own field comes first; without one the keys are still the form's.
    if (!form.current?.contains(document.activeElement)) form.current?.focus();
    // Of a small screen what was done takes the room: what is to do comes into sight.
    form.current?.querySelector("[data-step]")?.scrollIntoView({ block: "nearest" });
  }, [check.id, check.stepId, ended]);

  const back = () => {
    if (check.done.length > 0 && !ended) void desk.act((client, entryId) => client.entries.back({ entryId }));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    const inText = event.target instanceof HTMLElement && event.target.closest("input, textarea, select") !== null;
    if (event.key === "Escape") {
      if (abandoning) setAbandoning(false);
      else onAside();
    } else if (inText) return;
    else if (event.key === "Backspace") {
      if (!event.repeat) back();
    } else if (event.key === "Enter" && event.target === form.current) {
      if (ended) onAside();
    } else if (!/^[1-9]$/.test(event.key)) return;
    // Digits and Enter outside a choice are nobody's: not the pictures' and not another alarm's.
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section
      ref={form}
      tabIndex={-1}
      className={styles["form"]}
      aria-label={t("entries.form.title")}
      data-entry={check.id}
      data-number={check.number}
      data-state={check.state}
      onKeyDown={onKeyDown}
    >
      <WarningMarks warnings={desk.warnings} areaId={check.areaId} nowMs={nowMs} />
      <EntryHead {...props} problem={desk.problem} />
      <div className={styles["sides"]}>
        <div className={styles["steps"]}>
          <EntryPath check={check} rules={desk.rules} formats={props.formats} />
          {ended ? (
            <EntryDecided check={check} onLabel={props.onLabel} onDone={onAside} />
          ) : abandoning ? (
            <EntryAbandon
              onSend={(reason) => desk.act((client, entryId) => client.entries.abandon({ entryId, reason }))}
              onCancel={() => setAbandoning(false)}
            />
          ) : desk.rules === null || step === null ? (
            <p className={styles["quiet"]}>{t("entries.form.loading")}</p>
          ) : step.outcome !== undefined ? (
            <EntryOutcomeStep key={step.id} check={check} rules={desk.rules} outcome={step.outcome} act={desk.act} />
          ) : (
            <EntryStepCard
              key={`${step.id} ${check.done.length}`}
              check={check}
              step={step}
              rules={desk.rules}
              settings={props.settings}
              formats={props.formats}
              act={desk.act}
              onLabel={props.onLabel}
            />
          )}
          {desk.problem && (
            <output className={styles["problem"]} data-bad>
              {errorText(desk.problem)}
            </output>
          )}
          {!ended && !abandoning && (
            <div className={styles["buttons"]}>
              <Button disabled={check.done.length === 0} onClick={back}>
                {t("entries.form.back")} <kbd>⌫</kbd>
              </Button>
              <Button onClick={onAside}>
                {t("entries.form.aside")} <kbd>Esc</kbd>
              </Button>
              <Button onClick={() => setAbandoning(true)}>{t("entries.form.abandon")}</Button>
            </div>
          )}
          {desk.rules && (
            <p className={styles["source"]}>
              {t("entries.form.rules", { rules: named(desk.rules.title) })}
              {desk.rules.source.unverified && <b>{t("entries.source.unverified")}</b>}
            </p>
          )}
        </div>
        <EntrySide {...props} />
      </div>
    </section>
  );
}

function EntryHead(props: EntryFormProps & { readonly problem: ErrorData | null }) {
  const { check, areaName, nowMs, formats } = props;
  const { t, named } = useTexts();
  const where = [named(check.gateName) || t("entries.form.noGate"), areaName].filter(Boolean);
  return (
    <header className={styles["head"]}>
      {check.mark && <b className={styles["marked"]}>{t(`alarms.marks.${check.mark}`)}</b>}
      <h3>{[...new Set(where)].join(" · ")}</h3>
      <time className="numeric" dateTime={new Date(check.happenedAtMs).toISOString()}>
        {formats.shortTime(check.happenedAtMs, nowMs)}
      </time>
      <span className={`${styles["number"]} numeric`}>{check.number}</span>
      <span className={styles["quiet"]}>{t(`entries.states.${check.state}`)}</span>
    </header>
  );
}
