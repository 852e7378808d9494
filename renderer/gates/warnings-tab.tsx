import { Button } from "antd";
import { useCallback, useState } from "react";
import { mayDo } from "../../native/contract/actor.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { Warning } from "../../native/contract/warnings.ts";
import { warningKinds } from "../../native/contract/warnings.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAskedAnew } from "../rpc/use-asked-anew.ts";
import { useSession } from "../rpc/use-station.tsx";
import { focusPart } from "./focus-part.ts";
import { GuardedForm } from "./guarded-form.tsx";
import type { GatesParts } from "./gates-page.tsx";
import styles from "./page.module.css";
import { ReasonRow } from "./reason-row.tsx";
import { WarningForm } from "./warning-form.tsx";

/** What may be read of them hangs on who sits here. */
const warningNews = ["warning.", "private.", "operator."];

/** Early warnings, and persons of concern apart. */
export function WarningsTab(props: GatesParts) {
  const { actor } = props;
  const { t, errorText } = useTexts();
  const [ended, setEnded] = useState(false);
  const [adding, setAdding] = useState(false);
  const ask = useCallback((client: StationClient) => client.warnings.list({ ended }), [ended]);
  const { value: warnings, problem, again } = useAskedAnew(ask, warningNews);
  const leaveForm = () => {
    setAdding(false);
    focusPart("[data-add]");
  };
  const may = actor === null || mayDo(actor.role, "warnings.handle");
  return (
    <>
      <div className={styles["row"]}>
        {may && (
          <Button
            size="small"
            type="primary"
            data-add
            onClick={() => (actor === null ? props.onAskForOperator() : setAdding(true))}
          >
            {t("warnings.add")}
          </Button>
        )}
        <label>
          <input type="checkbox" checked={ended} onChange={(event) => setEnded(event.target.checked)} />
          {t("warnings.withEnded")}
        </label>
        {problem && <span className={styles["problem"]}>{errorText(problem)}</span>}
      </div>
      {adding && (
        <aside className={styles["addWarning"]} aria-label={t("warnings.add")}>
          <GuardedForm onLeave={leaveForm}>
            <WarningForm
              {...props}
              onCancel={leaveForm}
              onDone={() => {
                leaveForm();
                again();
              }}
            />
          </GuardedForm>
        </aside>
      )}
      {!warnings && !problem && <p className={styles["quiet"]}>{t("app.loading")}</p>}
      {warnings &&
        warningKinds.map((kind) => (
          <section key={kind} className={styles["warnings"]} data-kind={kind}>
            <h3>{t(`warnings.parts.${kind}`)}</h3>
            <WarningRows
              {...props}
              may={may}
              rows={warnings.filter((warning) => warning.kind === kind)}
              onEnded={again}
            />
          </section>
        ))}
    </>
  );
}

interface WarningRowsProps extends GatesParts {
  readonly rows: readonly Warning[];
  readonly may: boolean;
  readonly onEnded: () => void;
}

function WarningRows(props: WarningRowsProps) {
  const { t } = useTexts();
  if (props.rows.length === 0) return <p className={styles["quiet"]}>{t("warnings.none")}</p>;
  return (
    <ul>
      {props.rows.map((warning) => (
        <WarningRow key={warning.id} {...props} warning={warning} />
      ))}
    </ul>
  );
}

function WarningRow(props: WarningRowsProps & { readonly warning: Warning }) {
  const { warning, areaNames, may, nowMs, formats, onEnded } = props;
  const { t, errorText } = useTexts();
  const session = useSession();
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const over = warning.endedAtMs !== null || warning.untilMs <= nowMs;
  const end = (reason: string) =>
    void session
      .call((client) => client.warnings.end({ warningId: warning.id, reason }))
      .then((answer) => {
        setProblem(answer.ok ? null : answer.error);
        if (answer.ok) onEnded();
      });
  const where =
    warning.areaIds.length === 0
      ? t("desk.bands.everywhere")
      : warning.areaIds.map((id) => areaNames.get(id) ?? id).join("、");
  return (
    <li data-warning={warning.id} data-over={over}>
      <p className={styles["warningText"]}>{warning.text ?? t("warnings.hidden")}</p>
      <p className="numeric">
        <b>{where}</b> · {warning.from} · {t("warnings.until")} {formats.dateTime(warning.untilMs).slice(0, 16)} ·{" "}
        {t("warnings.seenBy")} {warning.visibleTo.map((role) => t(`app.roles.${role}`)).join("、")} ·{" "}
        {warning.addedBy.name} {formats.shortTime(warning.addedAtMs, nowMs)}
        {over && <b> · {t("warnings.over")}</b>}
      </p>
      {may &&
        !over &&
        (asking ? (
          <ReasonRow
            question={t("warnings.endWhy")}
            act={t("warnings.end")}
            onAct={end}
            onCancel={() => setAsking(false)}
          />
        ) : (
          <Button size="small" onClick={() => (props.actor === null ? props.onAskForOperator() : setAsking(true))}>
            {t("warnings.end")}
          </Button>
        ))}
      {problem && <p className={styles["problem"]}>{errorText(problem)}</p>}
    </li>
  );
}
