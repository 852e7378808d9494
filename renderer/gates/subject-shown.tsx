import { Button } from "antd";
import { useCallback, useState } from "react";
import { mayDo, type Role } from "../../native/contract/actor.ts";
import type { Deposit } from "../../native/contract/deposits.ts";
import type { EntryCheck, Subject } from "../../native/contract/entries.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAsked } from "../rpc/use-asked.ts";
import styles from "./form.module.css";

type AskSubject = (
  client: StationClient,
  whole: boolean,
) => Promise<{ readonly subject: Subject | null; readonly masked: boolean }>;

const parts = ["name", "idNumber", "telephone", "remark"] as const;

/** Of an entry check: as the role may see it. */
export function EntrySubject({ check, role }: { readonly check: EntryCheck; readonly role: Role }) {
  const entryId = check.id;
  const ask = useCallback<AskSubject>((client, whole) => client.entries.subject({ entryId, whole }), [entryId]);
  // Another record, and a check that was decided meanwhile, is another question.
  return <SubjectShown key={`${check.subject?.sha256 ?? ""} ${check.state} ${role}`} ask={ask} role={role} />;
}

/** Of a deposit: whole while it is held, since who gives back must know to whom. */
export function DepositSubject({ deposit, role }: { readonly deposit: Deposit; readonly role: Role }) {
  const depositId = deposit.id;
  const ask = useCallback<AskSubject>((client, whole) => client.deposits.subject({ depositId, whole }), [depositId]);
  const record = `${deposit.subject?.sha256 ?? ""} ${deposit.subject?.erasedAtMs ?? ""}`;
  return <SubjectShown key={`${record} ${deposit.state} ${role}`} ask={ask} role={role} />;
}

/** As the station gives it: masked, or whole for the chief who asks for it, which is written down. `ask` must stay the same. */
function SubjectShown({ ask, role }: { readonly ask: AskSubject; readonly role: Role }) {
  const { t, errorText } = useTexts();
  const [whole, setWhole] = useState(false);
  const askNow = useCallback((client: StationClient) => ask(client, whole), [ask, whole]);
  const { value, problem } = useAsked(askNow);
  if (problem) return <p className={styles["problem"]}>{errorText(problem)}</p>;
  if (!value) return null;
  if (value.subject === null) return <p className={styles["quiet"]}>{t("entries.subject.erased")}</p>;
  const { subject } = value;
  return (
    <>
      <dl className={styles["facts"]} data-masked={value.masked}>
        {parts
          .filter((part) => subject[part] !== "")
          .map((part) => (
            <div key={part}>
              <dt>{t(`entries.subject.${part}`)}</dt>
              <dd className="numeric">{subject[part]}</dd>
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
