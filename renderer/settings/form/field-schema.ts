import { z } from "zod";
import { areaSchema, deviceSchema } from "../../../native/contract/site.ts";

/** As much of JSON Schema as zod writes for the site file. */
export interface FieldSchema {
  readonly type?: string;
  readonly const?: string | number;
  readonly enum?: readonly (string | number)[];
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  readonly items?: FieldSchema | false;
  readonly prefixItems?: readonly FieldSchema[];
  readonly anyOf?: readonly FieldSchema[];
  readonly oneOf?: readonly FieldSchema[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
}

export type Draft = Readonly<Record<string, unknown>>;

/** One kind and family of device, or an area: an object with known fields. */
export interface Shape {
  readonly kind: string;
  readonly family: string;
  readonly schema: FieldSchema;
}

function variantsOf(schema: FieldSchema): readonly FieldSchema[] {
  const inner = schema.oneOf ?? schema.anyOf;
  return inner === undefined ? [schema] : inner.flatMap(variantsOf);
}

function schemaOf(type: z.ZodType): FieldSchema {
  return z.toJSONSchema(type, { io: "input", unrepresentable: "any" }) as FieldSchema;
}

/** The site's own schemas: a new family in the union is offered here without another line. */
export const deviceShapes: readonly Shape[] = variantsOf(schemaOf(deviceSchema)).map((schema) => ({
  kind: String(schema.properties?.["kind"]?.const ?? ""),
  family: String(schema.properties?.["family"]?.const ?? ""),
  schema,
}));

export const areaFields: FieldSchema = schemaOf(areaSchema);

export function shapeOf(device: Draft): Shape | null {
  return deviceShapes.find(({ kind, family }) => kind === device["kind"] && family === device["family"]) ?? null;
}

/** The shapes that a value may have: one for most. */
export function alternatives(schema: FieldSchema): readonly FieldSchema[] {
  return variantsOf(schema);
}

/** Which of the shapes a value is most like: the one that knows all its fields. */
export function closestAlternative(all: readonly FieldSchema[], value: unknown): number {
  if (!isDraft(value)) return 0;
  const known = all.findIndex((schema) => Object.keys(value).every((key) => schema.properties?.[key] !== undefined));
  return Math.max(0, known);
}

/** The field by which a shape differs from the others: its label names the shape. */
export function tellingField(all: readonly FieldSchema[], index: number): string {
  const others = all.filter((_, at) => at !== index);
  const keys = Object.keys(all[index]?.properties ?? {});
  return keys.find((key) => others.every((other) => other.properties?.[key] === undefined)) ?? keys[0] ?? "";
}

export function isDraft(value: unknown): value is Draft {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isLocalizedText(schema: FieldSchema): boolean {
  return schema.properties?.["zh-CN"] !== undefined;
}

/** A field that is emptied is left out: the station says if it is needed. */
export function withField(draft: Draft, name: string, value: unknown): Draft {
  if (value !== undefined) return { ...draft, [name]: value };
  return Object.fromEntries(Object.entries(draft).filter(([key]) => key !== name));
}

/** An object of this shape with everything that has a standard or can only be one thing. */
export function freshDraft(schema: FieldSchema): Draft {
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
      if (field.const !== undefined) return [[name, field.const]];
      if (field.default !== undefined) return [[name, field.default]];
      return [];
    }),
  );
}

/** Whether two drafts would be the same file: the order of fields does not count. */
export function isSameDraft(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isDraft(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
