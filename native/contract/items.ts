import { z } from "zod";
import { idSchema, utcMsSchema } from "./text.ts";

/** Lists of prohibited and restricted items: `resources/items/<province>/<date>.json`. */

export const bilingualSchema = z.strictObject({
  "zh-CN": z.string().min(1).max(500),
  en: z.string().min(1).max(500),
});
export type Bilingual = z.infer<typeof bilingualSchema>;

/** Where a fact stands: a document with its article; never a literal in code. */
export const sourceSchema = z.strictObject({
  title: z.string().min(1).max(300),
  article: z.string().max(100).default(""),
  url: z.string().max(500).default(""),
  /** Not read in the source itself, but in a secondary page: said on every form that shows it. */
  unverified: z.boolean().default(false),
});
export type Source = z.infer<typeof sourceSchema>;

/** The hospital's own list has this id, is of this "province" and has no date in its name. */
export const hospitalListId = "hospital";

/** What is wrong with a list: the codes of `items.invalid` and of files that are refused. */
export const itemListProblems = [
  "not_json",
  "bad_format",
  "id_not_file_name",
  "duplicate_class",
  "ends_before_it_begins",
  "no_classes",
] as const;
export type ItemListProblem = (typeof itemListProblems)[number];

const isoDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "YYYY-MM-DD");

/** `prohibited` 禁止: scene held, police. `restricted` 限制: deposited, taken away, or refused entry. */
export const itemRules = ["prohibited", "restricted"] as const;

export const itemClassSchema = z.strictObject({
  id: idSchema,
  rule: z.enum(itemRules),
  name: bilingualSchema,
  /** What belongs to it, for finding it by typing. */
  examples: z.array(bilingualSchema).max(40).default([]),
  source: sourceSchema,
});
export type ItemClass = z.infer<typeof itemClassSchema>;

export const itemListSchema = z.strictObject({
  /** As `beijing/2021-04-01`; the hospital's own is `hospital`. */
  id: z.string().regex(/^[a-z0-9-]+(\/\d{4}-\d{2}-\d{2})?$/, "list id"),
  name: bilingualSchema,
  province: z.string().regex(/^[a-z0-9-]+$/),
  validFrom: isoDate,
  validUntil: isoDate.nullable().default(null),
  source: sourceSchema,
  /** Only the hospital's own list may have none: all of it was taken off. */
  classes: z.array(itemClassSchema).max(200),
});
export type ItemList = z.infer<typeof itemListSchema>;

export const itemListStateSchema = z.strictObject({
  list: itemListSchema,
  /** Offered in the form: of the site's province and the national list, the newest that is in force, and the hospital's own. */
  inUse: z.boolean(),
  /** When the hospital's own list was last changed; null for a shipped one. */
  changedAtMs: utcMsSchema.nullable(),
});
export type ItemListState = z.infer<typeof itemListStateSchema>;
