import { type ExportRow, manifestCode } from "../../native/contract/exports.ts";
import type { StationInfo } from "../../native/contract/rpc.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { Printed } from "../ui/printed.tsx";
import styles from "./exports-paper.module.css";

interface ExportsPaperProps {
  readonly rows: readonly ExportRow[];
  readonly fingerprint: string | null;
  readonly info: StationInfo | null;
  readonly formats: Formats;
  readonly nowMs: number;
}

/** The register of exports on A4, to sign: reason, content, unit and person (国令799 art. 16). */
export function ExportsPaper({ rows, fingerprint, info, formats, nowMs }: ExportsPaperProps) {
  const { t, named, errorText } = useTexts();
  return (
    <Printed name="exports" byDefault>
      <article className={styles["paper"]}>
        <h1>{t("export.paper")}</h1>
        <p>
          {[
            named(info?.site?.name ?? null),
            formats.dateTime(nowMs),
            info?.simulated === true ? t("app.simulated") : "",
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
        <table>
          <thead>
            <tr>
              {(["askedAt", "number", "content", "reason", "recipient", "persons", "result"] as const).map((column) => (
                <th key={column}>{t(`export.columns.${column}`)}</th>
              ))}
              <th>{t("export.columns.signature")}</th>
            </tr>
          </thead>
          <tbody>
            {[...rows].reverse().map((row) => (
              <tr key={row.exportId}>
                <td className="numeric">{formats.dateTime(row.askedAtMs)}</td>
                <td className="numeric">{row.exportId}</td>
                <td>
                  {row.files === null ? "—" : t("export.paperContents", { n: row.files })}
                  {row.ask.watermark && ` · ${t("export.watermarked")}`}
                  {row.ask.regions.length > 0 && ` · ${t("export.blurred", { n: row.ask.regions.length })}`}
                </td>
                <td>{row.ask.reason}</td>
                <td>{Object.values(row.ask.recipient).filter(Boolean).join(" ")}</td>
                <td>{[...new Set([row.askedBy, row.doneBy, row.ask.approver])].filter(Boolean).join("、")}</td>
                <td className="numeric">
                  {row.manifestSha256 === null
                    ? row.error === null
                      ? t(`export.states.${row.state}`)
                      : errorText(row.error)
                    : manifestCode(row.manifestSha256)}
                </td>
                <td aria-label={t("export.columns.signature")} />
              </tr>
            ))}
          </tbody>
        </table>
        {fingerprint !== null && <p>{t("export.paperKey", { fingerprint })}</p>}
        <p>{t("export.paperHow")}</p>
      </article>
    </Printed>
  );
}
