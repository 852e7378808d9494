import { Button } from "antd";
import { type EntryCheck, refusalOutcomes } from "../../native/contract/entries.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { useFirstFocus } from "./use-first-focus.ts";
import styles from "./form.module.css";

interface EntryDecidedProps {
  readonly check: EntryCheck;
  readonly onLabel: (depositNumber: string) => void;
  readonly onDone: () => void;
}

/** It is in the register; nothing is left to do but to close the form. */
export function EntryDecided({ check, onLabel, onDone }: EntryDecidedProps) {
  const { t } = useTexts();
  const place = useFirstFocus("[data-go]");
  const { outcome } = check;
  return (
    <div
      ref={place}
      className={styles["present"]}
      data-decided={outcome ?? "abandoned"}
      data-refusal={outcome !== null && refusalOutcomes.includes(outcome)}
    >
      <p className={styles["outcome"]}>
        {outcome === null ? t("entries.states.abandoned") : t(`entries.outcomes.${outcome}`)}
      </p>
      <p>
        {t(outcome === null ? "entries.form.abandonedBy" : "entries.form.decidedBy", {
          number: check.number,
          name: check.decidedBy?.name ?? "",
        })}
      </p>
      <div className={styles["buttons"]}>
        <Button type="primary" data-go onClick={onDone}>
          {t("entries.form.toDesk")} <kbd>Enter</kbd>
        </Button>
        {check.depositNumbers.map((number) => (
          <Button key={number} onClick={() => onLabel(number)}>
            {t("deposits.label.printOf", { number })}
          </Button>
        ))}
      </div>
    </div>
  );
}
