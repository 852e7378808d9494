/* oxlint-disable jsx-a11y/no-static-element-interactions -- Escape leaves the form from anywhere within */
import { type ReactNode, useRef, useState } from "react";
import { useTexts } from "../i18n/use-texts.ts";
import { isComposing } from "../ui/on-enter.ts";
import styles from "./page.module.css";

interface GuardedFormProps {
  readonly onLeave: () => void;
  readonly children: ReactNode;
}

/** Escape leaves the form; where something was typed, only the second one does. */
export function GuardedForm({ onLeave, children }: GuardedFormProps) {
  const { t } = useTexts();
  const typed = useRef(false);
  const [asked, setAsked] = useState(false);
  return (
    <div
      onInput={() => {
        typed.current = true;
        setAsked(false);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || isComposing(event)) return;
        event.stopPropagation();
        if (typed.current && !asked) setAsked(true);
        else onLeave();
      }}
    >
      {children}
      {asked && (
        <output className={styles["fault"]} data-discard>
          {t("gates.discard")}
        </output>
      )}
    </div>
  );
}
