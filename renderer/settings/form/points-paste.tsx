/* oxlint-disable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-autofocus --
   what scrolls must take the focus; who asked to paste will paste */
import { Button, Input } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import i18next from "i18next";
import { pointClasses } from "../../../native/contract/site.ts";
import { languages } from "../../../native/contract/text.ts";
import { useTexts } from "../../i18n/use-texts.ts";
import type { Draft } from "./field-schema.ts";
import { useForm } from "./form-context.ts";
import styles from "./form.module.css";
import { type PastedRow, pointColumns, type PointWords, readPoints } from "./paste-points.ts";
import { useFieldTexts } from "./use-field-texts.ts";

interface PointsPasteProps {
  readonly points: readonly Draft[];
  readonly onTake: (rows: readonly PastedRow[], dropOthers: boolean) => void;
  readonly onCancel: () => void;
}

const labelsOfColumns = {
  account: "account",
  zone: "zone",
  "zh-CN": "pointName",
  en: "english",
  class: "class",
  area: "area",
  cameras: "cameras",
} as const;

/** Headings and classes in every language: the installer's list may be in the other one. */
function useWords(): PointWords {
  return useMemo(() => {
    const all = (key: string) =>
      languages.flatMap((language) => {
        const text: unknown = i18next.getResource(language, "translation", key);
        return typeof text === "string" ? [text] : [];
      });
    return {
      columns: Object.fromEntries(
        pointColumns.map((column) => [column, all(`site.fields.${labelsOfColumns[column]}`)]),
      ) as unknown as PointWords["columns"],
      classes: Object.fromEntries(
        pointClasses.map((each) => [each, all(`site.values.class.${each}`)]),
      ) as unknown as PointWords["classes"],
    };
  }, []);
}

/** Points out of a spreadsheet: pasted, looked at line by line, then taken into the table. */
export function PointsPaste({ points, onTake, onCancel }: PointsPasteProps) {
  const { t } = useTexts();
  const texts = useFieldTexts();
  const { areas, cameras } = useForm();
  const words = useWords();
  const [text, setText] = useState("");
  const rows = useMemo(
    () => (text.trim() === "" ? [] : readPoints(text, points, { areas, cameras, words })),
    [text, points, areas, cameras, words],
  );
  const place = useRef<HTMLElement>(null);
  const hasRows = rows.length > 0;
  // The form scrolls: what was asked for, and then its rows, come into sight.
  useEffect(() => {
    // Newer browsers answer with a promise, which an effect must not return.
    place.current?.scrollIntoView({ block: hasRows ? "end" : "nearest" });
  }, [hasRows]);
  const count = (action: PastedRow["action"]) => rows.filter((row) => row.action === action).length;
  return (
    <section ref={place} className={styles["paste"]} aria-label={t("site.edit.paste")}>
      <p>
        {t("site.edit.pasteHow", {
          columns: pointColumns.map((column) => texts.label(labelsOfColumns[column])).join(" | "),
        })}
      </p>
      <Input.TextArea
        autoFocus
        aria-label={t("site.edit.pasteText")}
        autoSize={{ minRows: 3, maxRows: 6 }}
        spellCheck={false}
        value={text}
        maxLength={500_000}
        onChange={({ target }) => setText(target.value)}
      />
      {rows.length > 0 && (
        <>
          <p>
            {t("site.edit.pasteCounts", {
              added: count("added"),
              changed: count("changed"),
              same: count("same"),
              twice: count("twice"),
            })}
          </p>
          <div data-scrolls className={styles["pasted"]} tabIndex={0}>
            <table>
              <tbody>
                {rows.slice(0, 200).map((row) => (
                  <tr key={row.line} data-bad={row.unknown.length > 0 || row.action === "twice"}>
                    <td className="numeric">{row.line}</td>
                    <td>{t(`site.edit.pasted.${row.action}`)}</td>
                    <td>{wordsOf(row.point)}</td>
                    <td>
                      {row.unknown
                        .map(({ column, text: written }) =>
                          t("site.edit.unknownWord", { column: texts.label(labelsOfColumns[column]), text: written }),
                        )
                        .join("; ")}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      <div className={styles["bar"]}>
        <Button type="primary" disabled={rows.length === 0} onClick={() => onTake(rows, false)}>
          {t("site.edit.pasteMerge")}
        </Button>
        <Button disabled={rows.length === 0 || points.length === 0} onClick={() => onTake(rows, true)}>
          {t("site.edit.pasteReplace", { n: points.length })}
        </Button>
        <Button onClick={onCancel}>{t("site.edit.cancel")}</Button>
      </div>
    </section>
  );
}

function wordsOf(point: Draft): string {
  return Object.values(point)
    .flatMap((value) => (typeof value === "object" && value !== null ? Object.values(value) : [value]))
    .map(String)
    .join(" · ");
}
