/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions -- Escape closes it from anywhere within */
import { Button } from "antd";
import { useCallback, useEffect, useRef, useState } from "react";
import { mayDo, type Role } from "../../native/contract/actor.ts";
import type { EntryCheck, EntryRules } from "../../native/contract/entries.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAskedAnew } from "../rpc/use-asked-anew.ts";
import { CorrectForm } from "./correct-form.tsx";
import { articlesOf } from "./entry-outcome-step.tsx";
import { EntryPath } from "./entry-path.tsx";
import { EntryStill } from "./entry-still.tsx";
import { focusPart } from "./focus-part.ts";
import { GuardedForm } from "./guarded-form.tsx";
import type { GatesParts } from "./gates-page.tsx";
import { ItemList } from "./items-duty.tsx";
import styles from "./page.module.css";
import { PrivateErasure } from "./private-erasure.tsx";
import { SourceWords } from "./source-words.tsx";
import { EntrySubject } from "./subject-shown.tsx";

interface RegisterDetailProps extends GatesParts {
  readonly entryId: string;
  readonly onShow: (entryId: string) => void;
  readonly onClose: () => void;
}

const entryNews = ["entry.", "private."];

/** All that is known of one check, and its correction. */
export function RegisterDetail(props: RegisterDetailProps) {
  const { entryId, onClose } = props;
  const { t, errorText } = useTexts();
  const [correcting, setCorrecting] = useState(false);
  const place = useRef<HTMLElement>(null);
  const ask = useCallback(
    async (client: StationClient) => ({
      check: await client.entries.get({ entryId }),
      rules: await client.entries.rulesOf({ entryId }),
    }),
    [entryId],
  );
  const { value, problem } = useAskedAnew(ask, entryNews);
  const leaveForm = () => {
    setCorrecting(false);
    focusPart("[data-detail] button");
  };
  useEffect(() => {
    // What had the focus is gone with the record before: the keys stay with this page.
    if (document.activeElement === document.body) place.current?.focus();
  }, []);
  useEffect(() => {
    if (correcting) place.current?.querySelector<HTMLElement>("form textarea, form input")?.focus();
  }, [correcting]);
  return (
    <aside
      ref={place}
      tabIndex={-1}
      className={styles["detail"]}
      data-detail={entryId}
      aria-label={t("entries.register.detail")}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      {problem && <p className={styles["problem"]}>{errorText(problem)}</p>}
      {!value && !problem && <p className={styles["quiet"]}>{t("app.loading")}</p>}
      {value &&
        (correcting ? (
          <GuardedForm onLeave={leaveForm}>
            <CorrectForm
              {...props}
              check={value.check}
              onCancel={leaveForm}
              onDone={(check) => {
                setCorrecting(false);
                props.onShow(check.id);
              }}
            />
          </GuardedForm>
        ) : (
          <Particulars {...props} {...value} onCorrect={() => setCorrecting(true)} />
        ))}
    </aside>
  );
}

interface ParticularsProps extends RegisterDetailProps {
  readonly check: EntryCheck;
  readonly rules: EntryRules;
  readonly onCorrect: () => void;
}

function Particulars(props: ParticularsProps) {
  const { check, rules, actor, areaNames, nowMs, formats, onShow, onCorrect, onClose } = props;
  const { t, named } = useTexts();
  const facts: readonly (readonly [string, string])[] = [
    [t("entries.register.happened"), formats.dateTime(check.happenedAtMs)],
    [
      t("entries.register.gate"),
      [named(check.gateName), areaNames.get(check.areaId ?? "")].filter(Boolean).join(" · ") || "—",
    ],
    [t("entries.form.opened"), `${formats.shortTime(check.openedAtMs, nowMs)} ${check.openedBy.name}`],
    ...(check.decidedBy && check.decidedAtMs !== null
      ? ([
          [t("entries.register.by"), `${formats.shortTime(check.decidedAtMs, nowMs)} ${check.decidedBy.name}`],
        ] as const)
      : []),
    ...(check.depositNumbers.length > 0 ? ([[t("deposits.title"), check.depositNumbers.join("、")]] as const) : []),
    ...(check.note === "" ? [] : ([[t("entries.form.note"), check.note]] as const)),
    ...(check.correctionReason === "" ? [] : ([[t("entries.correct.reason"), check.correctionReason]] as const)),
  ];
  const may = actor !== null && mayDo(actor.role, "entries.handle");
  return (
    <>
      <header className={styles["row"]}>
        <h3 className="numeric">{check.number}</h3>
        {check.mark && <b className={styles["mark"]}>{t(`alarms.marks.${check.mark}`)}</b>}
        <Button size="small" onClick={onClose}>
          {t("gates.close")} <kbd>Esc</kbd>
        </Button>
      </header>
      <p className={styles["outcome"]}>
        {check.outcome ? t(`entries.outcomes.${check.outcome}`) : t(`entries.states.${check.state}`)}
      </p>
      {check.correctedBy && (
        <p className={styles["fault"]}>
          {t("entries.register.correctedWhy")}{" "}
          <Button size="small" onClick={() => onShow(check.correctedBy ?? "")}>
            {t("entries.register.toCorrection")}
          </Button>
        </p>
      )}
      {check.corrects && (
        <p>
          {t("entries.register.correctsWhy")}{" "}
          <Button size="small" onClick={() => onShow(check.corrects ?? "")}>
            {t("entries.register.toCorrected")}
          </Button>
        </p>
      )}
      <dl className={styles["facts"]}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="numeric">{value}</dd>
          </div>
        ))}
      </dl>
      <ItemList items={check.items} />
      <EntryPath check={check} rules={rules} formats={formats} />
      <p className={styles["quiet"]}>
        {t("entries.form.basisIs")}{" "}
        <SourceWords source={{ ...rules.source, article: articlesOf(check, rules).join(" ") }} />
      </p>
      {check.stills.map((still) => (
        <EntryStill key={still.id} entryId={check.id} still={still} name={still.cameraId} formats={formats} />
      ))}
      {may && check.subject && <SubjectPart key={actor.name} check={check} role={actor.role} />}
      {may && check.state === "decided" && check.correctedBy === null && (
        <Button data-correct onClick={onCorrect}>
          {t("entries.correct.title")}
        </Button>
      )}
    </>
  );
}

/** Personal data as the role may see it, and its erasure by who may see it whole. */
function SubjectPart({ check, role }: { readonly check: EntryCheck; readonly role: Role }) {
  const { t } = useTexts();
  const erased = check.subject?.erasedAtMs !== null;
  return (
    <details className={styles["fold"]}>
      <summary>{t("entries.subject.known")}</summary>
      <EntrySubject check={check} role={role} />
      {!erased && mayDo(role, "private.view") && (
        <PrivateErasure
          act={t("entries.subject.erase")}
          erase={(client, reason) => client.entries.eraseSubject({ entryId: check.id, reason })}
        />
      )}
    </details>
  );
}
