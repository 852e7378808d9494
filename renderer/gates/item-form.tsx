import { Input } from "antd";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { ErrorData } from "../../native/contract/errors.ts";
import { type ItemClass, type ItemList, itemRules } from "../../native/contract/items.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { DigitChoice } from "./digit-choice.tsx";
import { isComposing, onEnter } from "../ui/on-enter.ts";
import { classFrom, draftOf, mostClasses, mostExamples, readExamples } from "./hospital-items.ts";
import { FormFoot } from "../ui/form-foot.tsx";
import { useSending } from "../ui/use-sending.ts";
import styles from "./page.module.css";
import { useItemsErrorText } from "./use-items-error-text.ts";

interface ItemFormProps {
  /** Null: a new class. */
  readonly opened: ItemClass | null;
  /** The hospital's own list as it is now. */
  readonly list: ItemList;
  /** Resolves with what went wrong, `changed` when another desk was faster, null when it is stored. */
  readonly onSend: (next: ItemClass, reason: string) => Promise<ErrorData | "changed" | null>;
  readonly onCancel: () => void;
}

/** One class of the hospital's own list: what, which rule, on what basis; and why it is changed. */
export function ItemForm({ opened, list, onSend, onCancel }: ItemFormProps) {
  const { t } = useTexts();
  const itemsErrorText = useItemsErrorText();
  const [draft, setDraft] = useState(() => draftOf(opened));
  const [reason, setReason] = useState("");
  const [hint, setHint] = useState("");
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const [sending, sendOnce] = useSending();
  const form = useRef<HTMLFormElement>(null);
  const focusOn = (field: string) =>
    form.current?.querySelector<HTMLElement>(`[data-field="${field}"] :is(input, textarea)`)?.focus();
  useEffect(() => form.current?.querySelector<HTMLElement>("[data-digits]")?.focus(), []);
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const refuse = (field: string, words: string) => {
    setHint(words);
    focusOn(field);
  };
  const send = () => {
    if (sending) return;
    const chinese = draft.chinese.trim();
    const examples = readExamples(draft.examples);
    if (chinese === "") return refuse("chinese", t("gates.items.nameNeeded"));
    if (list.classes.some((each) => each.id !== opened?.id && each.name["zh-CN"] === chinese))
      return refuse("chinese", t("gates.items.nameTwice"));
    if (opened === null && list.classes.length >= mostClasses)
      return refuse("chinese", t("gates.items.tooManyClasses", { n: mostClasses }));
    if (examples.length > mostExamples)
      return refuse("examples", t("gates.items.tooManyExamples", { n: mostExamples, found: examples.length }));
    if (draft.title.trim() === "") return refuse("title", t("gates.items.titleNeeded"));
    if (reason.trim() === "") return refuse("reason", t("gates.items.reasonNeeded"));
    setHint("");
    setProblem(null);
    sendOnce(() =>
      onSend(classFrom(draft, opened, list), reason.trim()).then((wrong) =>
        wrong === "changed" ? setHint(t("gates.items.changedMeanwhile")) : setProblem(wrong),
      ),
    );
  };
  // Enter breaks the line among the examples; on an empty line it goes on.
  const onExamplesKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== "Enter" || isComposing(event)) return;
    event.stopPropagation();
    const { value, selectionStart } = event.currentTarget;
    const lineStart = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const [line = ""] = value.slice(lineStart).split("\n");
    if (line.trim() !== "") return;
    event.preventDefault();
    focusOn("title");
  };
  const title = t(opened === null ? "gates.items.add" : "gates.items.change");
  return (
    <form ref={form} className={styles["fields"]} aria-label={title} onSubmit={(event) => event.preventDefault()}>
      <h3>{title}</h3>
      <DigitChoice
        title={t("gates.items.rule")}
        choices={itemRules.map((rule) => ({ id: rule, words: t(`gates.items.rules.${rule}`) }))}
        chosen={draft.rule}
        onChoose={(rule) => {
          change({ rule });
          focusOn("chinese");
        }}
      />
      <div className={styles["twoFields"]}>
        <label data-field="chinese">
          {t("gates.items.chinese")}
          <Input
            maxLength={200}
            value={draft.chinese}
            onChange={(event) => change({ chinese: event.target.value })}
            onKeyDown={(event) => onEnter(event, () => focusOn("english"))}
          />
        </label>
        <label data-field="english">
          {t("gates.items.english")}
          <Input
            maxLength={200}
            value={draft.english}
            placeholder={t("gates.items.englishHint")}
            onChange={(event) => change({ english: event.target.value })}
            onKeyDown={(event) => onEnter(event, () => focusOn("examples"))}
          />
        </label>
      </div>
      <label data-field="examples">
        {t("gates.items.examplesHow")}
        <Input.TextArea
          rows={2}
          maxLength={4000}
          value={draft.examples}
          placeholder={t("gates.items.examplesHint")}
          onChange={(event) => change({ examples: event.target.value })}
          onKeyDown={onExamplesKey}
        />
      </label>
      <div className={styles["twoFields"]}>
        <label data-field="title">
          {t("gates.items.basis")}
          <Input
            maxLength={300}
            value={draft.title}
            placeholder={t("gates.items.basisHint")}
            onChange={(event) => change({ title: event.target.value })}
            onKeyDown={(event) => onEnter(event, () => focusOn("article"))}
          />
        </label>
        <label data-field="article">
          {t("gates.items.article")}
          <Input
            maxLength={100}
            value={draft.article}
            onChange={(event) => change({ article: event.target.value })}
            onKeyDown={(event) => onEnter(event, () => focusOn("reason"))}
          />
        </label>
      </div>
      <label className={styles["tick"]} data-field="unverified">
        <input
          type="checkbox"
          checked={draft.unverified}
          onChange={(event) => change({ unverified: event.target.checked })}
          onKeyDown={(event) => onEnter(event, () => focusOn("reason"))}
        />
        {t("gates.items.unverified")}
      </label>
      <label data-field="reason">
        {t("gates.items.reason")}
        <Input
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          onKeyDown={(event) => onEnter(event, send)}
        />
      </label>
      <FormFoot
        label={t("gates.items.save")}
        sending={sending}
        hint={hint}
        problem={problem ? itemsErrorText(problem) : ""}
        sticky
        onSend={send}
        onCancel={onCancel}
      />
    </form>
  );
}
