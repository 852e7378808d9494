/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions -- Escape closes it from anywhere within */
import { Button } from "antd";
import { useCallback, useState } from "react";
import { mayDo } from "../../native/contract/actor.ts";
import type { Deposit } from "../../native/contract/deposits.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAsked } from "../rpc/use-asked.ts";
import { useStore } from "../rpc/use-station.tsx";
import { focusPart } from "./focus-part.ts";
import { GuardedForm } from "./guarded-form.tsx";
import type { GatesParts } from "./gates-page.tsx";
import { HandOverForm } from "./hand-over-form.tsx";
import { ItemList } from "./items-duty.tsx";
import styles from "./page.module.css";
import { PrivateErasure } from "./private-erasure.tsx";
import { ReturnForm } from "./return-form.tsx";
import { signatureLines } from "../ui/signature-svg.ts";
import { DepositSubject } from "./subject-shown.tsx";

interface DepositDetailProps extends GatesParts {
  readonly deposit: Deposit;
  readonly onLabel: (depositNumber: string) => void;
  readonly onClose: () => void;
}

/** One deposit: what, where, until when; label, return, hand-over. */
export function DepositDetail(props: DepositDetailProps) {
  const { deposit, actor, nowMs, formats, onLabel, onClose, onAskForOperator } = props;
  const { t } = useTexts();
  const store = useStore();
  const [doing, setDoing] = useState<"return" | "handOver" | null>(null);
  const facts: readonly (readonly [string, string])[] = [
    [t("deposits.state"), t(`deposits.states.${deposit.state}`)],
    [t("deposits.since"), `${formats.dateTime(deposit.depositedAtMs).slice(0, 16)} ${deposit.depositedBy.name}`],
    [t("deposits.place"), deposit.place],
    [t("deposits.due"), formats.dateTime(deposit.dueAtMs).slice(0, 16)],
    ...(deposit.endedAtMs !== null
      ? ([
          [t("deposits.ended"), `${formats.shortTime(deposit.endedAtMs, nowMs)} ${deposit.endedBy?.name ?? ""}`],
        ] as const)
      : []),
    ...(deposit.handedTo === "" ? [] : ([[t("deposits.handOver.to"), deposit.handedTo]] as const)),
    ...(deposit.note === "" ? [] : ([[t("deposits.note"), deposit.note]] as const)),
  ];
  const leaveForm = () => {
    setDoing(null);
    focusPart("[data-detail] button");
  };
  const begin = (what: "return" | "handOver") => (store.get().actor === null ? onAskForOperator() : setDoing(what));
  const may = actor === null || mayDo(actor.role, "entries.handle");
  return (
    <aside
      className={styles["detail"]}
      data-detail={deposit.id}
      aria-label={t("deposits.title")}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      {doing === "return" ? (
        <GuardedForm onLeave={leaveForm}>
          <ReturnForm deposit={deposit} role={actor?.role ?? null} onDone={leaveForm} onCancel={leaveForm} />
        </GuardedForm>
      ) : doing === "handOver" ? (
        <GuardedForm onLeave={leaveForm}>
          <HandOverForm deposit={deposit} onDone={leaveForm} onCancel={leaveForm} />
        </GuardedForm>
      ) : (
        <>
          <header className={styles["row"]}>
            <h3 className="numeric">{deposit.number}</h3>
            {deposit.mark && <b className={styles["mark"]}>{t(`alarms.marks.${deposit.mark}`)}</b>}
          </header>
          <div className={styles["row"]}>
            {may && deposit.state === "held" && (
              <Button type="primary" onClick={() => begin("return")}>
                {t("deposits.return.title")}
              </Button>
            )}
            <Button onClick={() => onLabel(deposit.number)}>{t("deposits.label.print")}</Button>
            {may && deposit.state === "held" && (
              <Button onClick={() => begin("handOver")}>{t("deposits.handOver.title")}</Button>
            )}
            <Button onClick={onClose}>
              {t("gates.close")} <kbd>Esc</kbd>
            </Button>
          </div>
          <dl className={styles["facts"]}>
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className="numeric">{value}</dd>
              </div>
            ))}
          </dl>
          <ItemList items={deposit.items} />
          {deposit.signature && actor !== null && may && (
            <Signature key={deposit.signature.erasedAtMs ?? 0} deposit={deposit} />
          )}
          {deposit.subject && actor !== null && may && (
            <details key={actor.name} className={styles["fold"]} data-subject>
              <summary>{t("deposits.owner")}</summary>
              <DepositSubject deposit={deposit} role={actor.role} />
            </details>
          )}
          {actor !== null && mayDo(actor.role, "private.view") && isErasable(deposit) && (
            <div>
              <PrivateErasure
                act={t("deposits.erase")}
                erase={(client, reason) => client.deposits.erasePrivate({ depositId: deposit.id, reason })}
              />
            </div>
          )}
        </>
      )}
    </aside>
  );
}

/** Something of a person is still kept, and the deposit has ended. */
function isErasable({ state, subject, signature }: Deposit): boolean {
  return state !== "held" && [subject, signature].some((record) => record !== null && record.erasedAtMs === null);
}

/** Drawn from the lines alone. */
function Signature({ deposit }: { readonly deposit: Deposit }) {
  const { t, errorText } = useTexts();
  const ask = useCallback(
    (client: StationClient) => client.deposits.signature({ depositId: deposit.id }),
    [deposit.id],
  );
  const { value, problem } = useAsked(ask);
  if (problem) return <p className={styles["problem"]}>{errorText(problem)}</p>;
  if (!value) return null;
  const lines = value.svg === null ? null : signatureLines(value.svg);
  if (lines === null) return <p className={styles["quiet"]}>{t("deposits.return.erased")}</p>;
  return (
    <svg className={styles["signed"]} viewBox={lines.viewBox} role="img" aria-label={t("deposits.return.signature")}>
      {lines.d.map((d) => (
        <path key={d} d={d} />
      ))}
    </svg>
  );
}
