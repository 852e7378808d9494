/* oxlint-disable jsx-a11y/no-autofocus -- one key must load the page again */
import { Button } from "antd";
import { useTexts } from "../i18n/use-texts.ts";
import styles from "./banners.module.css";

export function Crash({ error }: { readonly error: Error }) {
  const { t } = useTexts();
  return (
    <main role="alert">
      <div className={styles["banner"]} data-loud="true">
        <strong>{t("app.crash.title")}</strong>
        <span>{t("app.crash.text")}</span>
        <Button autoFocus onClick={() => location.reload()}>
          {t("app.crash.reload")}
        </Button>
      </div>
      <pre>{error.message}</pre>
    </main>
  );
}
