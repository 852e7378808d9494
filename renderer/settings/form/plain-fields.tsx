import { Input } from "antd";
import { type ReactNode, useId, useState } from "react";
import type { SiteProblem } from "../../../native/contract/site.ts";
import { useTexts } from "../../i18n/use-texts.ts";
import { type Draft, type FieldSchema, withField } from "./field-schema.ts";
import { problemAt, useForm } from "./form-context.ts";
import styles from "./form.module.css";
import { useFieldTexts } from "./use-field-texts.ts";

export interface FieldProps {
  readonly name: string;
  readonly path: string;
  readonly schema: FieldSchema;
  readonly value: unknown;
  readonly required: boolean;
  /** The object that it stands in. */
  readonly siblings: Draft;
  readonly onChange: (value: unknown) => void;
}

interface RowProps {
  readonly props: Pick<FieldProps, "name" | "path" | "required">;
  /** Errors of what lies within are shown here too. */
  readonly deep?: boolean;
  readonly wide?: boolean;
  readonly label?: string;
  /** Said instead of the station's words for an address, where fields stand in for it. */
  readonly badFormat?: string;
  readonly children: (id: string, describedBy: string) => ReactNode;
}

/** Label, editor, help and what is wrong, the same for every field. */
export function FieldRow({ props, deep = false, wide = false, label, badFormat, children }: RowProps) {
  const id = useId();
  const texts = useFieldTexts();
  const { problems } = useForm();
  const problem = problemAt(problems, props.path, deep);
  const help = texts.help(props.name);
  const wordsOf = (found: SiteProblem) =>
    badFormat !== undefined && found.problem === "bad_format" ? badFormat : texts.problem(found);
  return (
    <div className={styles["field"]} data-wide={wide} data-field={props.path} data-bad={problem !== null}>
      <label htmlFor={id}>
        {label ?? texts.label(props.name)}
        {props.required && <span className={styles["required"]}> *</span>}
      </label>
      {children(id, `${id}-help`)}
      <div id={`${id}-help`} className={styles["under"]}>
        {problem ? <span className={styles["bad"]}>{wordsOf(problem)}</span> : help}
      </div>
    </div>
  );
}

export function TextField(props: FieldProps) {
  const { name, schema, value, onChange } = props;
  const { isNew } = useForm();
  return (
    <FieldRow props={props} wide={name === "address"}>
      {(id, describedBy) => (
        <Input
          id={id}
          aria-describedby={describedBy}
          value={typeof value === "string" ? value : ""}
          maxLength={schema.maxLength ?? 2000}
          readOnly={name === "id" && props.path === "id" && !isNew}
          spellCheck={false}
          autoComplete="off"
          onChange={({ target }) => onChange(target.value === "" && !("default" in schema) ? undefined : target.value)}
        />
      )}
    </FieldRow>
  );
}

/** What is no number stays as written, and the station says so. */
export function toNumber(text: string): number | string | undefined {
  if (text.trim() === "") return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

export function plainText(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

export function NumberField(props: FieldProps) {
  const { schema, value, onChange } = props;
  const { minimum, maximum } = schema;
  // Whole numbers without a limit have JavaScript's own in the schema: no help to anybody.
  const span = minimum === undefined || maximum === undefined || maximum > 1e9 ? "" : `${minimum}–${maximum}`;
  return (
    <FieldRow props={props}>
      {(id, describedBy) => (
        <Input
          id={id}
          aria-describedby={describedBy}
          inputMode="numeric"
          className="numeric"
          value={plainText(value)}
          placeholder={span}
          suffix={<span className={styles["span"]}>{span}</span>}
          autoComplete="off"
          onChange={({ target }) => onChange(toNumber(target.value))}
        />
      )}
    </FieldRow>
  );
}

export function ChoiceField(props: FieldProps) {
  const { name, schema, value, required, onChange } = props;
  const texts = useFieldTexts();
  const options = schema.enum ?? [];
  return (
    <FieldRow props={props}>
      {(id, describedBy) => (
        <select
          id={id}
          aria-describedby={describedBy}
          className={styles["select"]}
          value={plainText(value)}
          onChange={({ target }) => onChange(options.find((option) => String(option) === target.value))}
        >
          {(!required || value === undefined) && schema.default === undefined && <option value="">—</option>}
          {options.map((option) => (
            <option key={option} value={option}>
              {texts.choice(name, option)}
            </option>
          ))}
        </select>
      )}
    </FieldRow>
  );
}

export function SwitchField(props: FieldProps) {
  const { t } = useTexts();
  const { value, onChange } = props;
  return (
    <FieldRow props={props}>
      {(id, describedBy) => (
        <span className={styles["switch"]}>
          <input
            id={id}
            aria-describedby={describedBy}
            type="checkbox"
            checked={value === true}
            onChange={({ target }) => onChange(target.checked)}
          />
          <span aria-hidden>{t(value === true ? "site.edit.yes" : "site.edit.no")}</span>
        </span>
      )}
    </FieldRow>
  );
}

/** A name in both languages; Chinese stands in where English is left out. */
export function NameField(props: FieldProps) {
  const { t } = useTexts();
  const texts = useFieldTexts();
  const { value, onChange, path } = props;
  const text = (value ?? {}) as Draft;
  const set = (language: string, written: string) => {
    const next = withField(text, language, written === "" ? undefined : written);
    onChange(Object.keys(next).length === 0 ? undefined : next);
  };
  return (
    <FieldRow props={props} deep label={t("site.edit.inChinese", { label: texts.label(props.name) })}>
      {(id, describedBy) => (
        <span className={styles["both"]} data-path={path}>
          <Input
            id={id}
            aria-describedby={describedBy}
            value={plainText(text["zh-CN"])}
            maxLength={200}
            onChange={({ target }) => set("zh-CN", target.value)}
          />
          <Input
            aria-label={t("site.edit.inEnglish", { label: texts.label(props.name) })}
            placeholder={t("site.edit.english")}
            value={plainText(text["en"])}
            maxLength={200}
            onChange={({ target }) => set("en", target.value)}
          />
        </span>
      )}
    </FieldRow>
  );
}

/** A fixed number of numbers, such as the two contacts of a pair. */
export function PairField(props: FieldProps) {
  const texts = useFieldTexts();
  const { schema, value, onChange } = props;
  const numbers: readonly unknown[] = Array.isArray(value) ? value : [];
  const set = (at: number, written: string) =>
    onChange((schema.prefixItems ?? []).map((_, index) => (index === at ? toNumber(written) : numbers[index]) ?? null));
  return (
    <FieldRow props={props} deep>
      {(id, describedBy) => (
        <span className={styles["both"]}>
          {(schema.prefixItems ?? []).map((_, at) => (
            <Input
              key={at}
              {...(at === 0 ? { id } : { "aria-label": `${texts.label(props.name)} ${at + 1}` })}
              aria-describedby={describedBy}
              inputMode="numeric"
              value={plainText(numbers[at])}
              onChange={({ target }) => set(at, target.value)}
            />
          ))}
        </span>
      )}
    </FieldRow>
  );
}

/** What no other editor knows is written as JSON; it counts once it is some. */
export function JsonField(props: FieldProps) {
  const { value, onChange } = props;
  const { t } = useTexts();
  const [text, setText] = useState(() => (value === undefined ? "" : JSON.stringify(value, null, 2)));
  const [isBroken, setBroken] = useState(false);
  const change = (written: string) => {
    setText(written);
    try {
      onChange(written.trim() === "" ? undefined : JSON.parse(written));
      setBroken(false);
    } catch {
      // Not yet JSON: the last good value stays, and the field says so.
      setBroken(true);
    }
  };
  return (
    <FieldRow props={props} deep wide>
      {(id, describedBy) => (
        <>
          <Input.TextArea
            id={id}
            aria-describedby={describedBy}
            autoSize={{ minRows: 2, maxRows: 12 }}
            value={text}
            spellCheck={false}
            onChange={({ target }) => change(target.value)}
          />
          {isBroken && <span className={styles["bad"]}>{t("site.problems.not_json")}</span>}
        </>
      )}
    </FieldRow>
  );
}
