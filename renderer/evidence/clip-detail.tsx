import type { Clip } from "../../native/contract/clips.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { causeWords, ClipMarks, sizeWords } from "./clip-words.tsx";
import styles from "./evidence.module.css";
import type { EvidenceParts } from "./evidence-page.tsx";

interface ClipDetailProps extends EvidenceParts {
  readonly clip: Clip;
}

/** One recording's particulars. */
export function ClipDetail({ clip, formats, deviceNames, areaNames }: ClipDetailProps) {
  const { t, named } = useTexts();
  const causes = clip.causes.map(({ of, id }) => `${t(`evidence.clips.causes.${of}`)} ${id}`);
  const facts: readonly (readonly [string, string])[] = [
    [t("evidence.clips.fromTo"), `${formats.dateTime(clip.fromMs)} – ${formats.time(clip.toMs)}`],
    [t("evidence.clips.area"), areaNames.get(clip.areaId ?? "") ?? "—"],
    [t("evidence.clips.cause"), causes.join("；") || causeWords(clip, t)],
    [t("evidence.clips.size"), `${sizeWords(clip.bytes, t)} · ${t("evidence.clips.pictures", { n: clip.pictures })}`],
    [t("evidence.clips.file"), clip.clipId],
    [t("evidence.clips.hash"), clip.sha256],
    [t("evidence.clips.event", { n: clip.seq }), ""],
  ];
  return (
    <section className={styles["detail"]} aria-label={clip.clipId} data-detail>
      <h3>{named(clip.name) || (deviceNames.get(clip.cameraId) ?? clip.cameraId)}</h3>
      <p>
        <ClipMarks clip={clip} />
        {clip.deletion !== null && t("evidence.clips.deletion", { n: clip.deletion })}
      </p>
      <dl className={styles["facts"]}>
        {facts.map(([name, value]) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd className="numeric">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
