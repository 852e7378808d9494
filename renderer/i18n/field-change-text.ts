import type { SiteFieldChange } from "../../native/contract/site-edit.ts";
import type { Translate } from "./use-texts.ts";

/** `pollMs: 150 → 200`; a secret only says that it changed. */
export function fieldChangeText({ path, before, after, secret }: SiteFieldChange, t: Translate): string {
  if (secret) return `${path}: ${t("site.edit.secretChanged")}`;
  if (before === null) return `${path}: ${after}`;
  return `${path}: ${before} → ${after ?? "—"}`;
}
