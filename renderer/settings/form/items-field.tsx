import { Button } from "antd";
import type { ReactNode } from "react";
import { useTexts } from "../../i18n/use-texts.ts";
import {
  alternatives,
  closestAlternative,
  type Draft,
  type FieldSchema,
  freshDraft,
  isDraft,
  tellingField,
} from "./field-schema.ts";
import { problemAt, useForm } from "./form-context.ts";
import styles from "./form.module.css";
import { type FieldProps, JsonField } from "./plain-fields.tsx";
import { useFieldTexts } from "./use-field-texts.ts";

interface InnerFields {
  readonly schema: FieldSchema;
  readonly value: Draft;
  readonly path: string;
  readonly onChange: (value: Draft) => void;
  readonly without: readonly string[];
}

interface ItemsFieldProps extends FieldProps {
  readonly renderFields: (inner: InnerFields) => ReactNode;
}

/** A list of objects, each of one of several shapes: a line each, what is seldom needed folded away. */
export function ItemsField(props: ItemsFieldProps) {
  const { name, path, schema, value, onChange, renderFields } = props;
  const { t } = useTexts();
  const texts = useFieldTexts();
  const { problems } = useForm();
  const shapes = schema.items ? alternatives(schema.items) : [];
  if (shapes.some((shape) => shape.properties === undefined)) return <JsonField {...props} />;
  const items = Array.isArray(value) ? value.filter(isDraft) : [];
  const own = problemAt(problems, path);
  const put = (at: number, item: Draft) => onChange(items.with(at, item));
  const add = () => onChange([...items, numbered(shapes[0] ?? {}, items)]);
  return (
    <fieldset className={styles["items"]} data-field={path}>
      <legend>{t("site.edit.listOf", { what: texts.list(name), n: items.length })}</legend>
      {own && <p className={styles["bad"]}>{texts.problem(own)}</p>}
      <ol>
        {items.map((item, at) => (
          <Item
            // Items have no name of their own; they are only added at the end and taken out by their place.
            key={`${at} ${items.length}`}
            {...{ shapes, item, at, renderFields }}
            path={`${path}[${at}]`}
            onChange={(next) => put(at, next)}
            onRemove={() => onChange(items.filter((_, index) => index !== at))}
          />
        ))}
      </ol>
      <Button size="small" disabled={items.length >= (schema.maxItems ?? Infinity)} onClick={add}>
        {t("site.edit.addItem", { what: texts.list(name) })}
      </Button>
    </fieldset>
  );
}

/** A new item with its standards; what must be a number takes the next one. */
function numbered(shape: FieldSchema, items: readonly Draft[]): Draft {
  const numbers = Object.entries(shape.properties ?? {})
    .filter(([name, field]) => field.type === "integer" && shape.required?.includes(name))
    .map(([name, field]) => {
      const used = items.flatMap((item) => [item[name], item[`${name}s`]].flat()).filter((n) => typeof n === "number");
      return [name, used.length === 0 ? (field.minimum ?? 0) : Math.max(...used) + 1];
    });
  return { ...freshDraft(shape), ...Object.fromEntries(numbers) };
}

interface ItemProps {
  readonly shapes: readonly FieldSchema[];
  readonly item: Draft;
  readonly at: number;
  readonly path: string;
  readonly renderFields: ItemsFieldProps["renderFields"];
  readonly onChange: (item: Draft) => void;
  readonly onRemove: () => void;
}

function Item({ shapes, item, at, path, renderFields, onChange, onRemove }: ItemProps) {
  const { t } = useTexts();
  const texts = useFieldTexts();
  const { problems } = useForm();
  const index = closestAlternative(shapes, item);
  const schema = shapes[index] ?? {};
  const names = Object.keys(schema.properties ?? {});
  const seldom = names.filter((name) => !schema.required?.includes(name));
  const own = problemAt(problems, path);
  const isOpen = seldom.some((name) => item[name] !== undefined && item[name] !== schema.properties?.[name]?.default);
  const turnInto = (next: number) => {
    const wanted = shapes[next] ?? {};
    const kept = Object.entries(item).filter(([name]) => wanted.properties?.[name] !== undefined);
    onChange({ ...freshDraft(wanted), ...Object.fromEntries(kept) });
  };
  return (
    <li className={styles["item"]} data-bad={problemAt(problems, path, true) !== null}>
      <div className={styles["itemLine"]}>
        <span className="numeric">{at + 1}</span>
        {shapes.length > 1 && (
          <select
            className={styles["select"]}
            aria-label={t("site.edit.shape")}
            value={index}
            onChange={({ target }) => turnInto(Number(target.value))}
          >
            {shapes.map((_, each) => (
              <option key={each} value={each}>
                {texts.label(tellingField(shapes, each))}
              </option>
            ))}
          </select>
        )}
        {renderFields({ schema, value: item, path, onChange, without: seldom })}
        <Button size="small" aria-label={t("site.edit.removeItem", { n: at + 1 })} onClick={onRemove}>
          ×
        </Button>
      </div>
      {own && <p className={styles["bad"]}>{texts.problem(own)}</p>}
      {seldom.length > 0 && (
        <details open={isOpen}>
          <summary>{t("site.edit.more")}</summary>
          <div className={styles["grid"]}>
            {renderFields({
              schema,
              value: item,
              path,
              onChange,
              without: names.filter((name) => !seldom.includes(name)),
            })}
          </div>
        </details>
      )}
    </li>
  );
}
