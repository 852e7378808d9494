import type { Clip } from "../../native/contract/clips.ts";
import { type Translate, useTexts } from "../i18n/use-texts.ts";
import styles from "./evidence.module.css";

/** What a clip was recorded for: each kind once. */
export function causeWords({ causes }: Pick<Clip, "causes">, t: Translate): string {
  const kinds = [...new Set(causes.map(({ of }) => of))];
  return kinds.length === 0
    ? t("evidence.clips.causes.none")
    : kinds.map((kind) => t(`evidence.clips.causes.${kind}`)).join(" + ");
}

/** Decimal megabytes or gigabytes, as disks are sold and as the log writes them. */
export function sizeWords(bytes: number, t: Translate): string {
  return bytes < 1e9
    ? t("evidence.clips.megabytes", { n: (bytes / 1e6).toFixed(1) })
    : t("evidence.words.gigabytes", { n: (bytes / 1e9).toFixed(1) });
}

/** Whether it is there and whole; what is wrong is loud. */
export function ClipMarks({ clip }: { readonly clip: Clip }) {
  const { t } = useTexts();
  const marks: { readonly words: string; readonly loud: boolean }[] = [];
  if (clip.damage !== null) marks.push({ words: t(`evidence.clips.${clip.damage}`), loud: true });
  if (clip.state !== "kept") marks.push({ words: t(`evidence.clips.${clip.state}`), loud: false });
  if (clip.holds > 0) marks.push({ words: t("evidence.clips.held"), loud: false });
  if (!clip.whole) marks.push({ words: t("evidence.clips.cut"), loud: false });
  if (clip.gaps.length > 0) marks.push({ words: t("evidence.clips.gaps", { n: clip.gaps.length }), loud: false });
  if (marks.length === 0) return <span className={styles["quiet"]}>{t("evidence.clips.whole")}</span>;
  return marks.map(({ words, loud }) => (
    <b key={words} className={styles["mark"]} data-loud={loud}>
      {words}
    </b>
  ));
}
