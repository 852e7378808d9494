import type { ReactNode } from "react";
import { AreaField, CamerasField, SecretField } from "./site-fields.tsx";
import { type Draft, type FieldSchema, isLocalizedText, withField } from "./field-schema.ts";
import { ItemsField } from "./items-field.tsx";
import { LinkField } from "./link-field.tsx";
import { PointsField } from "./points-field.tsx";
import { ProfileField } from "./profile-field.tsx";
import {
  type FieldProps,
  ChoiceField,
  JsonField,
  NameField,
  NumberField,
  PairField,
  SwitchField,
  TextField,
} from "./plain-fields.tsx";
import styles from "./form.module.css";
import { useFieldTexts } from "./use-field-texts.ts";

/** Editors by the name of a field, wherever it stands. */
const byName: Readonly<Record<string, (props: FieldProps) => ReactNode>> = {
  link: LinkField,
  area: AreaField,
  cameras: CamerasField,
  points: PointsField,
  profile: ProfileField,
  password: SecretField,
};

interface SchemaFieldsProps {
  readonly schema: FieldSchema;
  readonly value: Draft;
  readonly path: string;
  readonly onChange: (value: Draft) => void;
  /** Left out of the form: shown elsewhere. */
  readonly without?: readonly string[];
}

/** One field for each property of an object schema, in its order; what can only be one thing is not shown. */
export function SchemaFields({ schema, value, path, onChange, without = [] }: SchemaFieldsProps) {
  return (
    <>
      {Object.entries(schema.properties ?? {})
        .filter(([name, field]) => field.const === undefined && !without.includes(name))
        .map(([name, field]) => (
          <SchemaField
            key={name}
            name={name}
            path={path === "" ? name : `${path}.${name}`}
            schema={field}
            value={value[name]}
            required={schema.required?.includes(name) ?? false}
            siblings={value}
            onChange={(next) => onChange(withField(value, name, next))}
          />
        ))}
    </>
  );
}

export function SchemaField(props: FieldProps) {
  const Named = byName[props.name];
  if (Named) return <Named {...props} />;
  const { schema } = props;
  if (isLocalizedText(schema)) return <NameField {...props} />;
  if (schema.enum !== undefined) return <ChoiceField {...props} />;
  if (schema.prefixItems !== undefined) return <PairField {...props} />;
  switch (schema.type) {
    case "boolean":
      return <SwitchField {...props} />;
    case "integer":
    case "number":
      return <NumberField {...props} />;
    case "string":
      return <TextField {...props} />;
    case "array":
      return schema.items ? (
        <ItemsField {...props} renderFields={(inner) => <SchemaFields {...inner} />} />
      ) : (
        <JsonField {...props} />
      );
    case "object":
      return schema.properties === undefined ? <JsonField {...props} /> : <GroupField {...props} />;
    default:
      return <JsonField {...props} />;
  }
}

function GroupField({ name, path, schema, value, onChange }: FieldProps) {
  const texts = useFieldTexts();
  return (
    <fieldset className={styles["group"]}>
      <legend>{texts.list(name)}</legend>
      <SchemaFields schema={schema} value={(value ?? {}) as Draft} path={path} onChange={onChange} />
    </fieldset>
  );
}
