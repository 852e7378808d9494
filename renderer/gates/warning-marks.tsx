import type { Warning } from "../../native/contract/warnings.ts";
import { useTexts } from "../i18n/use-texts.ts";
import styles from "./form.module.css";

/** In force now, for one area: its own and those of the whole hospital. Of no area: the latter alone. */
export function warningsOf(warnings: readonly Warning[], areaId: string | null, nowMs: number): readonly Warning[] {
  return warnings.filter(
    (warning) =>
      warning.endedAtMs === null &&
      warning.untilMs > nowMs &&
      (warning.areaIds.length === 0 || (areaId !== null && warning.areaIds.includes(areaId))),
  );
}

interface WarningMarksProps {
  readonly warnings: readonly Warning[];
  readonly areaId: string | null;
  readonly nowMs: number;
  /** In a narrow place. */
  readonly narrow?: boolean;
}

/** What was told early about this area, above everything else. */
export function WarningMarks({ warnings, areaId, nowMs, narrow = false }: WarningMarksProps) {
  const { t } = useTexts();
  const shown = warningsOf(warnings, areaId, nowMs);
  if (shown.length === 0) return null;
  return (
    <ul className={styles["warnings"]} data-narrow={narrow} aria-label={t("warnings.title")}>
      {shown.map((warning) => (
        <li key={warning.id} data-kind={warning.kind} title={[warning.text, warning.from].filter(Boolean).join(" · ")}>
          <strong>{t(`warnings.kinds.${warning.kind}`)}</strong>
          <span>{warning.text ?? t("warnings.hidden")}</span>
          <small>{warning.from}</small>
        </li>
      ))}
    </ul>
  );
}
