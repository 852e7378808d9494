/* oxlint-disable jsx-a11y/no-noninteractive-tabindex -- what scrolls must take the focus */
import type { SiteProblem } from "../../native/contract/site.ts";
import { useTexts } from "../i18n/use-texts.ts";
import styles from "./site-page.module.css";

/** Every mistake of a site file, by its place. */
export function SiteProblems({ problems }: { readonly problems: readonly SiteProblem[] }) {
  const { t } = useTexts();
  return (
    <section className={styles["problems"]} aria-label={t("site.found", { n: problems.length })}>
      <h2>{t("site.found", { n: problems.length })}</h2>
      <div data-scrolls className={styles["scroller"]} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th>{t("site.path")}</th>
              <th>{t("site.problem")}</th>
              <th>{t("site.expected")}</th>
            </tr>
          </thead>
          <tbody>
            {problems.map((one, at) => (
              <tr key={`${one.path}-${at}`}>
                <td className={styles["mono"]}>{one.path === "" ? t("site.root") : one.path}</td>
                <td>{t(`site.problems.${one.problem}`)}</td>
                <td className={styles["mono"]}>{one.expected}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
