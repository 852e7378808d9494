import type { Clip } from "../../native/contract/clips.ts";
import type { Deletion } from "../../native/contract/evidence.ts";
import type { StationInfo } from "../../native/contract/rpc.ts";
import type { Language } from "../../native/contract/text.ts";
import { openFormats } from "../i18n/formats.ts";
import { useTextsIn } from "../i18n/use-texts.ts";
import { signatureLines } from "../ui/signature-svg.ts";
import { sizeWords } from "./clip-words.tsx";
import styles from "./deletion-paper.module.css";

interface DeletionPaperProps {
  readonly record: Deletion;
  readonly clips: readonly Clip[];
  readonly signature: string | null;
  readonly info: StationInfo | null;
  readonly language: Language;
}

/** The deletion record 录像销毁记录 on A4: by which rule, who set it, every recording with its hash, who signed. */
export function DeletionPaper({ record, clips, signature, info, language }: DeletionPaperProps) {
  const { t, named } = useTextsIn(language);
  const formats = openFormats(info?.site?.timeZone ?? "Asia/Shanghai");
  const { configured } = record;
  const facts: readonly (readonly [string, string])[] = [
    [t("evidence.deletions.when"), formats.dateTime(record.atMs)],
    [t("evidence.deletions.why"), `${t(`evidence.why.${record.why}`)} ${record.reason}`],
    [
      t("evidence.deletions.rule"),
      t("evidence.words.rule", { floor: record.floorDays, ceiling: record.ceilingDays }) +
        (record.keyTarget ? ` · ${t("evidence.storage.keyTarget")}` : ""),
    ],
    [
      t("evidence.deletions.configured"),
      configured === null
        ? "—"
        : `${configured.by?.name ?? "—"} ${formats.dateTime(configured.atMs)} ${configured.sha256.slice(0, 16)}`,
    ],
    [t("evidence.deletions.by"), record.by?.name ?? t("evidence.deletions.byRule")],
    [
      t("evidence.deletions.clips"),
      `${record.clips} · ${sizeWords(record.bytes, t)} · ${formats.dateTime(record.fromMs)} – ${formats.dateTime(record.toMs)}`,
    ],
  ];
  return (
    <article className={styles["paper"]} lang={language}>
      <h1>
        {named(info?.site?.name)} {t("evidence.deletions.paper", { n: record.number })}
      </h1>
      {info?.simulated === true && <strong>{t("desk.shift.simulated")}</strong>}
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="numeric">{value}</dd>
          </div>
        ))}
      </dl>
      <table>
        <thead>
          <tr>
            <th>{t("evidence.clips.time")}</th>
            <th>{t("evidence.clips.camera")}</th>
            <th>{t("evidence.clips.size")}</th>
            <th>{t("evidence.clips.hash")}</th>
          </tr>
        </thead>
        <tbody className="numeric">
          {clips.map((clip) => (
            <tr key={clip.clipId}>
              <td>{formats.dateTime(clip.fromMs)}</td>
              <td>{named(clip.name) || clip.cameraId}</td>
              <td>{sizeWords(clip.bytes, t)}</td>
              <td>{clip.sha256}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <footer>
        <span>{t("evidence.deletions.chief")}</span>
        <SignatureShown svg={signature} />
        <span>
          {record.signedAtMs === null
            ? t("evidence.deletions.unsigned")
            : `${record.signedBy?.name ?? "—"} ${formats.dateTime(record.signedAtMs)}`}
        </span>
      </footer>
    </article>
  );
}

function SignatureShown({ svg }: { readonly svg: string | null }) {
  const lines = svg === null ? null : signatureLines(svg);
  if (lines === null) return <i />;
  return (
    <svg viewBox={lines.viewBox} aria-hidden="true">
      {lines.d.map((d) => (
        <path key={d} d={d} fill="none" stroke="currentColor" strokeWidth={2.5} strokeLinecap="round" />
      ))}
    </svg>
  );
}
