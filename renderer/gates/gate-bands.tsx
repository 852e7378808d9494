/* oxlint-disable jsx-a11y/prefer-tag-over-role -- an output element may not hold such rows */
import type { Deposit } from "../../native/contract/deposits.ts";
import { ageText, type Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import styles from "./bands.module.css";
import type { EntryDesk } from "./use-entry-desk.ts";

interface GateBandsProps {
  readonly open: EntryDesk["open"];
  /** The check whose form is on the screen. */
  readonly shownId: string | null;
  readonly held: readonly Deposit[];
  /** All that are held, for the shift that has just come; else only what is overdue. */
  readonly tellAll: boolean;
  readonly nowMs: number;
  readonly formats: Formats;
  readonly onEntries: () => void;
  readonly onDeposits: () => void;
}

/** Open checks, and deposits that somebody must look after. They push the desk down and cover nothing. */
export function GateBands({ open, shownId, held, tellAll, nowMs, formats, onEntries, onDeposits }: GateBandsProps) {
  const { t, named } = useTexts();
  const waiting = open.filter((check) => check.id !== shownId);
  const overdue = held.filter((deposit) => deposit.dueAtMs <= nowMs).length;
  const tellDeposits = overdue > 0 || (tellAll && held.length > 0);
  return (
    <div className={styles["bands"]} role="status">
      {waiting.length > 0 && (
        <p data-band="entries">
          <strong>{t("entries.band.open", { n: waiting.length })}</strong>
          <span>
            {waiting
              .map((check) =>
                [
                  check.number,
                  named(check.gateName),
                  formats.shortTime(check.happenedAtMs, nowMs),
                  ageText(nowMs - check.openedAtMs, t),
                ]
                  .filter(Boolean)
                  .join(" "),
              )
              .join(" · ")}
          </span>
          <button type="button" onClick={onEntries}>
            {t("entries.band.resume")} <kbd>J</kbd>
          </button>
        </p>
      )}
      {tellDeposits && (
        <p data-band="deposits" data-overdue={overdue > 0}>
          <strong>{t("deposits.band.held", { n: held.length })}</strong>
          <span>{overdue > 0 ? t("deposits.band.overdue", { n: overdue }) : t("deposits.band.nextShift")}</span>
          <button type="button" onClick={onDeposits}>
            {t("desk.bands.open")} <kbd>F6 3</kbd>
          </button>
        </p>
      )}
    </div>
  );
}
