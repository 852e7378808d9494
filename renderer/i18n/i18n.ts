import i18next, { type i18n } from "i18next";
import { languages, type Language } from "../../native/contract/text.ts";

const storageKey = "wardwatch.language";
const files = import.meta.glob<Record<string, unknown>>("../../resources/locales/*/*.json", {
  eager: true,
  import: "default",
});

/** Every area's texts of a language, as `area.key`. */
function textsOf(language: Language): Record<string, unknown> {
  const texts: Record<string, unknown> = {};
  for (const [path, content] of Object.entries(files)) {
    const parts = path.split("/");
    if (parts.at(-2) === language) texts[(parts.at(-1) ?? "").replace(/\.json$/, "")] = content;
  }
  return texts;
}

function isLanguage(value: string | null): value is Language {
  return languages.some((language) => language === value);
}

/** Starts in the language chosen last at this screen, else in Chinese. */
export async function openTexts(storage: Storage, root: HTMLElement): Promise<i18n> {
  const stored = storage.getItem(storageKey);
  i18next.on("languageChanged", (language) => {
    root.lang = language;
    storage.setItem(storageKey, language);
  });
  await i18next.init({
    lng: isLanguage(stored) ? stored : "zh-CN",
    fallbackLng: "zh-CN",
    resources: Object.fromEntries(languages.map((language) => [language, { translation: textsOf(language) }])),
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  return i18next;
}
