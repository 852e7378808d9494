import type { Language } from "../../native/contract/text.ts";

/** Every journey is walked in both. */
export const journeyLanguages: readonly Language[] = ["zh-CN", "en"];

/** Who sits at the desk: the first one, and his colleague at the other. */
export const operators: Readonly<Record<Language, readonly [string, string]>> = {
  "zh-CN": ["王芳", "李强"],
  en: ["Wang Fang", "Li Qiang"],
};
