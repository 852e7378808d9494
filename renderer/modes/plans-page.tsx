import type { LoadedPlan } from "../../native/contract/plans.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import styles from "./modes.module.css";
import type { PlanList } from "./use-plan-list.ts";

interface PlansPageProps {
  readonly list: PlanList | null;
  readonly areaNames: ReadonlyMap<string, string>;
  readonly formats: Formats;
}

/** Which plan files the station refused and why, in words; then what is in use. */
export function PlansPage({ list, areaNames, formats }: PlansPageProps) {
  const { t, named } = useTexts();
  if (list === null) return <p>{t("app.loading")}</p>;
  const { refused, plans } = list;
  return (
    <div className={styles["page"]}>
      <section className={styles["table"]} aria-label={t("desk.plans.refused")}>
        <h3>
          {t("desk.plans.refused")} <span className="numeric">{refused.length}</span>
        </h3>
        {refused.length === 0 && <p>{t("desk.plans.noneRefused")}</p>}
        {refused.length > 0 && (
          <>
            <p className={styles["warning"]}>{t("desk.plans.refusedWhy")}</p>
            <table>
              <thead>
                <tr>
                  <th>{t("desk.plans.file")}</th>
                  <th>{t("desk.plans.path")}</th>
                  <th>{t("desk.plans.problem")}</th>
                  <th>{t("desk.plans.detail")}</th>
                </tr>
              </thead>
              <tbody>
                {refused.flatMap(({ file, problems }) =>
                  problems.map(({ path, problem, detail }, at) => (
                    <tr key={`${file} ${path} ${problem} ${detail}`} data-refused={file}>
                      <td>{at === 0 && <b>{file}</b>}</td>
                      <td className={styles["code"]}>{path === "" ? t("desk.plans.wholeFile") : path}</td>
                      <td>{t(`desk.plans.problems.${problem}`)}</td>
                      <td className={styles["code"]}>{detail}</td>
                    </tr>
                  )),
                )}
              </tbody>
            </table>
          </>
        )}
      </section>
      <section className={styles["table"]} aria-label={t("desk.plans.inUse")}>
        <h3>
          {t("desk.plans.inUse")} <span className="numeric">{plans.length}</span>
        </h3>
        {plans.length === 0 ? (
          <p>{t("desk.plans.noneInUse")}</p>
        ) : (
          <table>
            <thead>
              <tr>
                <th>{t("desk.plans.plan")}</th>
                <th>{t("desk.plans.for")}</th>
                <th>{t("desk.plans.steps")}</th>
                <th>{t("desk.plans.since")}</th>
              </tr>
            </thead>
            <tbody className="numeric">
              {plans.map(({ plan, loadedAtMs }) => (
                <tr key={`${plan.id} ${plan.version}`}>
                  <td>
                    {named(plan.title)} <small>{t("alarms.plan.version", { n: plan.version })}</small>
                  </td>
                  <td>
                    <PlanFor of={plan.for} areaNames={areaNames} />
                  </td>
                  <td>{plan.steps.length}</td>
                  <td>{loadedAtMs === null ? "—" : formats.dateTime(loadedAtMs).slice(0, 16)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </div>
  );
}

interface PlanForProps {
  readonly of: LoadedPlan["plan"]["for"];
  readonly areaNames: ReadonlyMap<string, string>;
}

/** All that it names must fit; what it leaves out fits every alarm. */
function PlanFor({ of: { classes, kinds, areaIds, hours }, areaNames }: PlanForProps) {
  const { t, language } = useTexts();
  const comma = language === "en" ? ", " : "、";
  const parts = [
    classes?.map((known) => t(`alarms.classes.${known}`)).join(comma),
    kinds?.map((known) => t(`alarms.kinds.${known}`)).join(comma),
    areaIds?.map((id) => areaNames.get(id) ?? id).join(comma),
    hours && `${hours.from}–${hours.to}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? t("desk.plans.everything") : parts.join(" · ");
}
