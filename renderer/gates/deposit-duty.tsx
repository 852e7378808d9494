import { Button, Input } from "antd";
import { useState } from "react";
import type { EntryCheck } from "../../native/contract/entries.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { useSession } from "../rpc/use-station.tsx";
import { onEnter } from "../ui/on-enter.ts";
import { GoOn, useDutySending } from "./entry-duties.tsx";
import { useFirstFocus } from "./use-first-focus.ts";
import type { DutyProps } from "./entry-step-card.tsx";
import styles from "./form.module.css";
import { ItemList } from "./items-duty.tsx";
import { useDraft } from "./use-draft.ts";

interface DepositDutyProps extends DutyProps {
  readonly check: EntryCheck;
  readonly onLabel: (depositNumber: string) => void;
}

/** Writes out the ticket; a ticket that is there already is not written twice. */
export function DepositDuty({ check, onLabel, ...props }: DepositDutyProps) {
  const { t, errorText } = useTexts();
  const session = useSession();
  const [place, setPlace, forget] = useDraft(props.draftKey, "");
  const [written, setWritten] = useState<string | null>(check.depositNumbers.at(-1) ?? null);
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const [writing, setWriting] = useState(false);
  const fields = useFirstFocus(written === null ? "input" : "[data-go]");
  const { sending, send } = useDutySending(props, forget);
  const items = check.items.filter((item) => item.rule === "restricted");

  const goOn = (depositNumber: string) => send({ depositNumber });
  const write = () => {
    if (writing) return;
    if (place.trim() === "") {
      fields.current?.querySelector("input")?.focus();
      return;
    }
    setWriting(true);
    void session
      .call((client) =>
        client.deposits.add({ entryId: check.id, gateId: check.gateId, items: [...items], place: place.trim() }),
      )
      .then((answer) => {
        setProblem(answer.ok ? null : answer.error);
        if (!answer.ok) return;
        setWritten(answer.value.number);
        goOn(answer.value.number);
      })
      .finally(() => setWriting(false));
  };
  return (
    <div ref={fields} className={styles["fields"]}>
      <ItemList items={items} />
      {written === null ? (
        <>
          <label>
            {t("deposits.place")}
            <Input
              maxLength={100}
              value={place}
              placeholder={t("deposits.placeHint")}
              onChange={(event) => setPlace(event.target.value)}
              onKeyDown={(event) => onEnter(event, write)}
            />
          </label>
          <GoOn words={t("deposits.write")} sending={writing || sending} onGo={write} />
        </>
      ) : (
        <>
          <p className={styles["ticket"]}>
            {t("deposits.ticket")} <strong className="numeric">{written}</strong>
          </p>
          <GoOn words={t("entries.form.goOn")} sending={sending} onGo={() => goOn(written)}>
            <Button onClick={() => onLabel(written)}>{t("deposits.label.print")}</Button>
          </GoOn>
        </>
      )}
      {problem && <output className={styles["problem"]}>{errorText(problem)}</output>}
    </div>
  );
}
