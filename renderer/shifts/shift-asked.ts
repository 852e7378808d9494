import type { Span } from "../../native/contract/shift.ts";
import type { Language } from "../../native/contract/text.ts";

export interface ShiftAsked {
  readonly span: Span;
  readonly language: Language;
}

/** What `#shift?from=MS&to=MS&language=zh-CN` asks for; null for any other address. */
export function shiftAsked(hash: string): ShiftAsked | null {
  if (!hash.startsWith("#shift?")) return null;
  const asked = new URLSearchParams(hash.slice("#shift?".length));
  const fromMs = Number(asked.get("from"));
  const toMs = Number(asked.get("to"));
  if (!Number.isSafeInteger(fromMs) || !Number.isSafeInteger(toMs) || fromMs < 0 || toMs <= fromMs) return null;
  return { span: { fromMs, toMs }, language: asked.get("language") === "en" ? "en" : "zh-CN" };
}
