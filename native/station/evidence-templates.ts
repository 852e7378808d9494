import { readFile } from "node:fs/promises";
import { AppError, reasonOf } from "../base/app-error.ts";
import { languages } from "../contract/text.ts";
import { resourcesFolder } from "./desk-files.ts";

/** What is shipped and goes into an export: its page, and the words on how to check it. */
export interface EvidenceTemplates {
  readonly player: string;
  readonly readme: (exportId: string, fingerprint: string) => string;
  /** The page's words by language: its own, and the names of events and alarms. */
  readonly words: Readonly<Record<string, unknown>>;
}

/** @throws AppError `evidence.write_failed` {reason} */
export async function readEvidenceTemplates(folder = resourcesFolder()): Promise<EvidenceTemplates> {
  const read = (name: string) => readFile(`${folder}${name}`, "utf8");
  try {
    const words = await Promise.all(
      languages.map(async (language) => {
        const area = async (name: string) =>
          JSON.parse(await read(`locales/${language}/${name}.json`)) as Record<string, unknown>;
        const [player, log, alarms] = [await area("player"), await area("log"), await area("alarms")];
        const { classes, kinds } = alarms;
        return [language, { player, kinds: log["kinds"], alarms: { classes, kinds } }] as const;
      }),
    );
    const page = await read("evidence/player.html");
    const style = await read("evidence/player.css");
    const script = await read("evidence/player.js");
    const readme = await read("evidence/README.txt");
    return {
      player: page.replace("/*STYLE*/", () => style).replace("/*SCRIPT*/", () => script),
      readme: (exportId, fingerprint) =>
        readme.replaceAll("{{exportId}}", exportId).replaceAll("{{fingerprint}}", fingerprint),
      words: Object.fromEntries(words),
    };
  } catch (error) {
    throw new AppError("evidence.write_failed", { reason: reasonOf(error) }, error);
  }
}
