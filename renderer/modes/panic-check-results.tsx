/* oxlint-disable jsx-a11y/no-noninteractive-tabindex -- what scrolls must take the focus */
import { Button } from "antd";
import { panicAdvice, type PanicCheck, panicRules } from "../../native/contract/desk.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { useStation } from "../rpc/use-station.tsx";
import { Printed, printPaper } from "../ui/printed.tsx";
import styles from "./modes.module.css";

interface PanicCheckResultsProps {
  readonly checks: readonly PanicCheck[];
  readonly areaNames: ReadonlyMap<string, string>;
  readonly nowMs: number;
  readonly formats: Formats;
}

/** On the screen only what fails, and apart from it what is only advised; on paper every rule of every point. */
export function PanicCheckResults(props: PanicCheckResultsProps) {
  const { checks } = props;
  const { t, named } = useTexts();
  const wrong = checks.flatMap((check) =>
    check.results.filter((result) => !result.ok).map((result) => ({ check, rule: result.rule })),
  );
  const failures = wrong.filter(({ rule }) => !panicAdvice.includes(rule));
  return (
    <section className={styles["table"]} tabIndex={0} data-scrolls aria-label={t("desk.tests.check")}>
      <div className={styles["row"]}>
        <h3>{t("desk.tests.check")}</h3>
        <Button size="small" disabled={checks.length === 0} onClick={() => printPaper("panic-check")}>
          {t("desk.tests.print")}
        </Button>
      </div>
      {failures.length === 0 && <p>{t("desk.tests.passed", { n: checks.length })}</p>}
      <table>
        <tbody>
          {[...failures, ...wrong.filter(({ rule }) => panicAdvice.includes(rule))].map(({ check, rule }) => (
            <tr key={`${check.deviceId} ${check.pointId} ${rule}`}>
              <td>{named(check.name) || `${check.deviceId} ${check.pointId}`}</td>
              <td>{t(`desk.panicRules.${rule}`)}</td>
              <td className={panicAdvice.includes(rule) ? "" : styles["problem"]}>
                {t(panicAdvice.includes(rule) ? "desk.tests.advised" : "desk.tests.failed")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Printed name="panic-check">
        <Proof {...props} />
      </Printed>
    </section>
  );
}

/** Rules are numbered, so that a page has room for a column each. */
function Proof({ checks, areaNames, nowMs, formats }: PanicCheckResultsProps) {
  const { t, named } = useTexts();
  const info = useStation((state) => state.info);
  const mark = (check: PanicCheck, rule: (typeof panicRules)[number]) => {
    const result = check.results.find((each) => each.rule === rule);
    if (result === undefined) return "—";
    return result.ok ? "✓" : t(panicAdvice.includes(rule) ? "desk.tests.advised" : "desk.tests.failed");
  };
  return (
    <>
      {info?.simulated && <strong>{t("desk.shift.simulated")}</strong>}
      <h1>
        {named(info?.site?.name)} {t("desk.tests.check")}
      </h1>
      <p>{t("desk.tests.proof", { now: formats.dateTime(nowMs).slice(0, 16), n: checks.length })}</p>
      <ol>
        {panicRules.map((rule, at) => (
          <li key={rule}>
            {at + 1} {t(`desk.panicRules.${rule}`)}
          </li>
        ))}
      </ol>
      <table>
        <thead>
          <tr>
            <th>{t("desk.tests.point")}</th>
            <th>{t("desk.tests.area")}</th>
            {panicRules.map((rule, at) => (
              <th key={rule}>{at + 1}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {checks.map((check) => (
            <tr key={`${check.deviceId} ${check.pointId}`}>
              <td>{named(check.name) || `${check.deviceId} ${check.pointId}`}</td>
              <td>{check.areaId === null ? "—" : (areaNames.get(check.areaId) ?? check.areaId)}</td>
              {panicRules.map((rule) => (
                <td key={rule}>{mark(check, rule)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        {t("desk.shift.signChief")}: ____________________ {t("desk.shift.date")}: ____________
      </p>
    </>
  );
}
