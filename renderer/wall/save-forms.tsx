/* oxlint-disable jsx-a11y/no-autofocus, jsx-a11y/no-noninteractive-element-interactions -- whoever opened the form types
   at once, and Enter sends it from any field */
import { useState } from "react";
import type { LocalizedText } from "../../native/contract/text.ts";
import type { WallView } from "../../native/contract/wall.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { FormFoot } from "../ui/form-foot.tsx";
import { onEnter } from "../ui/on-enter.ts";
import styles from "./wall-menu.module.css";

interface NameFormProps {
  readonly title: string;
  readonly busy: boolean;
  readonly problem: string;
  readonly onSave: (name: LocalizedText) => void;
  readonly onCancel: () => void;
}

function nameOf(chinese: string, english: string): LocalizedText {
  const en = english.trim();
  return { "zh-CN": chinese.trim() || en, ...(en === "" ? {} : { en }) };
}

interface NameFieldsProps {
  readonly chinese: string;
  readonly english: string;
  readonly onChinese: (text: string) => void;
  readonly onEnglish: (text: string) => void;
}

function NameFields({ chinese, english, onChinese, onEnglish }: NameFieldsProps) {
  const { t } = useTexts();
  return (
    <>
      <label>
        {t("wall.menu.nameZh")}
        <input autoFocus maxLength={200} value={chinese} onChange={(event) => onChinese(event.target.value)} />
      </label>
      <label>
        {t("wall.menu.nameEn")}
        <input maxLength={200} value={english} onChange={(event) => onEnglish(event.target.value)} />
      </label>
    </>
  );
}

/** Names the arrangement that stands, as a view that every desk can choose. */
export function SaveViewForm({ title, busy, problem, onSave, onCancel }: NameFormProps) {
  const { t } = useTexts();
  const [chinese, onChinese] = useState("");
  const [english, onEnglish] = useState("");
  const hasName = chinese.trim() !== "" || english.trim() !== "";
  const send = () => hasName && onSave(nameOf(chinese, english));
  return (
    <form className={styles["form"]} aria-label={title} onKeyDown={(event) => onEnter(event, send)}>
      <h3>{title}</h3>
      <NameFields {...{ chinese, english, onChinese, onEnglish }} />
      <FormFoot
        label={t("wall.menu.save")}
        sending={busy}
        hint={hasName ? "" : t("wall.menu.needsName")}
        problem={problem}
        onSend={send}
        onCancel={onCancel}
      />
    </form>
  );
}

interface TourFormProps extends Omit<NameFormProps, "onSave"> {
  readonly views: readonly WallView[];
  readonly onSave: (name: LocalizedText, dwellSeconds: number, viewIds: readonly string[]) => void;
}

/** A tour through saved views, in the order in which they were ticked. */
export function SaveTourForm({ title, views, busy, problem, onSave, onCancel }: TourFormProps) {
  const { t, named } = useTexts();
  const [chinese, onChinese] = useState("");
  const [english, onEnglish] = useState("");
  const [dwell, setDwell] = useState("15");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const seconds = Number(dwell);
  const hasName = chinese.trim() !== "" || english.trim() !== "";
  const hint = !hasName
    ? t("wall.menu.needsName")
    : !(Number.isInteger(seconds) && seconds >= 5 && seconds <= 300)
      ? t("wall.menu.needsDwell")
      : chosen.length === 0
        ? t("wall.menu.needsViews")
        : "";
  const send = () => hint === "" && onSave(nameOf(chinese, english), seconds, chosen);
  const toggle = (id: string) =>
    setChosen((now) => (now.includes(id) ? now.filter((each) => each !== id) : [...now, id]));
  return (
    <form className={styles["form"]} aria-label={title} onKeyDown={(event) => onEnter(event, send)}>
      <h3>{title}</h3>
      <NameFields {...{ chinese, english, onChinese, onEnglish }} />
      <label>
        {t("wall.menu.dwell")}
        <input inputMode="numeric" maxLength={3} value={dwell} onChange={(event) => setDwell(event.target.value)} />
      </label>
      <fieldset>
        <legend>{t("wall.menu.views")}</legend>
        {views.map((view) => (
          <label key={view.id}>
            <input type="checkbox" checked={chosen.includes(view.id)} onChange={() => toggle(view.id)} />
            {chosen.includes(view.id) && <b className="numeric">{chosen.indexOf(view.id) + 1}</b>} {named(view.name)}
          </label>
        ))}
      </fieldset>
      <FormFoot
        label={t("wall.menu.save")}
        sending={busy}
        hint={hint}
        problem={problem}
        onSend={send}
        onCancel={onCancel}
      />
    </form>
  );
}
