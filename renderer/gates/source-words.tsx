import type { Source } from "../../native/contract/items.ts";
import { useTexts } from "../i18n/use-texts.ts";
import styles from "./form.module.css";

/** Where a rule stands: document and article; said when it was not read in the source itself. */
export function SourceWords({ source }: { readonly source: Source }) {
  const { t } = useTexts();
  return (
    <small className={styles["source"]}>
      {[source.title, source.article].filter(Boolean).join(" ")}
      {source.unverified && <b>{t("entries.source.unverified")}</b>}
    </small>
  );
}
