/* oxlint-disable jsx-a11y/no-static-element-interactions -- the whole tab takes a dropped file */
import { Button, Input } from "antd";
import { useRef, useState } from "react";
import type { SiteEdit } from "../../native/contract/site-edit.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { saveText } from "../ui/save-text.ts";
import styles from "./devices-page.module.css";
import type { SiteEditing } from "./use-site-editing.ts";

interface FileTabProps {
  readonly editing: SiteEditing;
  readonly onPropose: (edit: SiteEdit) => void;
}

/** The whole site as a file: out, with or without passwords, and in, with a look at what it changes. */
export function FileTab({ editing, onPropose }: FileTabProps) {
  const { t } = useTexts();
  const [text, setText] = useState("");
  const [unreadable, setUnreadable] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const save = async (withSecrets: boolean) => {
    const exported = await editing.exportText(withSecrets);
    if (exported !== null)
      saveText(withSecrets ? "site-with-passwords.json" : "site.json", exported, "application/json");
  };
  async function read(file: File | undefined): Promise<void> {
    if (!file) return;
    try {
      setText(await file.text());
      setUnreadable(false);
    } catch {
      // The browser gives no reason worth showing; the file may be gone or not be ours to read.
      setUnreadable(true);
    }
  }
  return (
    <div
      className={styles["file"]}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void read(event.dataTransfer.files[0]);
      }}
    >
      <section className={styles["filePart"]}>
        <h2>{t("site.edit.export")}</h2>
        <p className={styles["quiet"]}>{t("site.edit.exportHow")}</p>
        <div className={styles["foot"]}>
          <Button onClick={() => void save(false)}>{t("site.edit.exportPlain")}</Button>
          <Button onClick={() => void save(true)}>{t("site.edit.exportSecret")}</Button>
        </div>
      </section>
      <section className={styles["filePart"]} data-grows>
        <h2>{t("site.edit.import")}</h2>
        <p className={styles["quiet"]}>{t("site.edit.importHow")}</p>
        <Input.TextArea
          className={styles["importText"] ?? ""}
          aria-label={t("site.text")}
          value={text}
          maxLength={4_000_000}
          spellCheck={false}
          onChange={({ target }) => setText(target.value)}
        />
        <div className={styles["foot"]}>
          <Button onClick={() => chooser.current?.click()}>{t("site.choose")}</Button>
          <input
            ref={chooser}
            hidden
            type="file"
            accept=".json,application/json"
            onChange={(event) => {
              void read(event.target.files?.[0]);
              event.target.value = "";
            }}
          />
          <Button
            type="primary"
            disabled={text.trim() === ""}
            loading={editing.busy}
            onClick={() => onPropose({ text })}
          >
            {t("site.edit.importPreview")}
          </Button>
          {unreadable && <span className={styles["bad"]}>{t("site.notText")}</span>}
        </div>
      </section>
    </div>
  );
}
