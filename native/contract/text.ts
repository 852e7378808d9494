import { z } from "zod";

/** The console's languages; zh-CN is the source language, en is complete. */
export const languages = ["zh-CN", "en"] as const;
export type Language = (typeof languages)[number];

/** A name that people gave, in both languages. A site may leave English out; zh-CN is shown then. */
export const localizedTextSchema = z.strictObject({
  "zh-CN": z.string().min(1).max(200),
  en: z.string().min(1).max(200).optional(),
});
export type LocalizedText = z.infer<typeof localizedTextSchema>;

/** Ids that people write into a site file: they stand in keys, URLs and file names. */
export const idSchema = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, "id");

/** Milliseconds since 1970-01-01T00:00:00Z on the console's clock. */
export const utcMsSchema = z.int().nonnegative();
