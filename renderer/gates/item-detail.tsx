/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions -- Escape closes it from anywhere within */
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import type { ItemClass } from "../../native/contract/items.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { focusPart } from "./focus-part.ts";
import form from "./form.module.css";
import styles from "./page.module.css";
import { ReasonRow } from "./reason-row.tsx";
import { SourceWords } from "./source-words.tsx";

interface ItemDetailProps {
  readonly known: ItemClass;
  /** The hospital's own list, and somebody who may change it or nobody yet. */
  readonly mayChange: boolean;
  readonly problem: ReactNode;
  readonly onChange: () => void;
  /** False: nobody sits here, a name is asked for first. */
  readonly onAskToRemove: () => boolean;
  readonly onRemove: (reason: string) => void;
  readonly onClose: () => void;
}

/** One class in both languages, with all its examples and its basis. */
export function ItemDetail(props: ItemDetailProps) {
  const { known, mayChange, problem, onChange, onAskToRemove, onRemove, onClose } = props;
  const { t, named, language } = useTexts();
  const [asking, setAsking] = useState(false);
  const other = language === "en" ? "zh-CN" : "en";
  return (
    <aside
      className={styles["detail"]}
      data-detail={known.id}
      aria-label={named(known.name)}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      <header>
        <h3>{named(known.name)}</h3>
        {known.name[other] !== named(known.name) && <p className={styles["quiet"]}>{known.name[other]}</p>}
      </header>
      {asking ? (
        <ReasonRow
          question={t("gates.items.removeWhy")}
          act={t("gates.items.reallyRemove")}
          onAct={onRemove}
          onCancel={() => {
            setAsking(false);
            focusPart("[data-detail] button");
          }}
        />
      ) : (
        <div className={styles["row"]}>
          {mayChange && (
            <>
              <Button type="primary" onClick={onChange}>
                {t("gates.items.change")}
              </Button>
              <Button data-remove onClick={() => setAsking(onAskToRemove())}>
                {t("gates.items.remove")}
              </Button>
            </>
          )}
          <Button onClick={onClose}>
            {t("gates.close")} <kbd>Esc</kbd>
          </Button>
        </div>
      )}
      {problem}
      <dl className={styles["facts"]}>
        <div>
          <dt>{t("gates.items.rule")}</dt>
          <dd data-rule={known.rule}>
            <span className={form["rule"]}>{t(`entries.rules.${known.rule}`)}</span>{" "}
            {t(`gates.items.ruleMeans.${known.rule}`)}
          </dd>
        </div>
        <div>
          <dt>{t("gates.items.basis")}</dt>
          <dd>
            <SourceWords source={known.source} />
            {known.source.url !== "" && <p className={styles["quiet"]}>{known.source.url}</p>}
          </dd>
        </div>
        <div>
          <dt>{t("gates.items.examples")}</dt>
          <dd>
            {known.examples.length === 0 ? (
              "—"
            ) : (
              <ul>
                {known.examples.map((example) => (
                  <li key={`${example["zh-CN"]} ${example.en}`}>
                    {named(example)}
                    {example[other] !== named(example) && <span className={styles["quiet"]}> · {example[other]}</span>}
                  </li>
                ))}
              </ul>
            )}
          </dd>
        </div>
      </dl>
    </aside>
  );
}
