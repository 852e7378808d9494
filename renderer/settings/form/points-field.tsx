/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-tabindex, react/incompatible-library --
   rows of a virtual list are placed by themselves, which a table element does not allow */
import { useVirtualizer } from "@tanstack/react-virtual";
import { Button, Input } from "antd";
import { useMemo, useRef, useState } from "react";
import { pointClasses } from "../../../native/contract/site.ts";
import { useTexts } from "../../i18n/use-texts.ts";
import { useRem } from "../../ui/rem.ts";
import { type Draft, isDraft, withField } from "./field-schema.ts";
import { type FormParts, problemAt, useForm } from "./form-context.ts";
import styles from "./form.module.css";
import { mergePoints } from "./paste-points.ts";
import { type FieldProps, plainText } from "./plain-fields.tsx";
import { PointsPaste } from "./points-paste.tsx";
import { useFieldTexts } from "./use-field-texts.ts";

/** Height of a row, rem; with a line for what is wrong. */
const rowRem = 2.6;

/** The points of a panel as a table: two thousand of them, searched, edited in place, pasted from a spreadsheet. */
export function PointsField(props: FieldProps) {
  const { name, path, schema, value, onChange } = props;
  const { t } = useTexts();
  const texts = useFieldTexts();
  const { problems } = useForm();
  const rem = useRem();
  const points = useMemo(() => (Array.isArray(value) ? value.filter(isDraft) : []), [value]);
  const [search, setSearch] = useState("");
  const [pasting, setPasting] = useState(false);
  const scroller = useRef<HTMLDivElement>(null);
  const wanted = search.trim().toLowerCase();
  const shown = useMemo(
    () =>
      points
        .map((point, at) => ({ point, at }))
        .filter(({ point }) => wanted === "" || JSON.stringify(Object.values(point)).toLowerCase().includes(wanted)),
    [points, wanted],
  );
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowRem * rem,
    overscan: 6,
  });
  const wrong = points.findIndex((_, at) => problemAt(problems, `${path}[${at}]`, true) !== null);
  const add = () => {
    setSearch("");
    const last = points.at(-1);
    onChange([...points, { account: last?.["account"] ?? "", class: "panic", cameras: [] }]);
    requestAnimationFrame(() => {
      rows.scrollToIndex(points.length);
      requestAnimationFrame(() =>
        scroller.current?.querySelector<HTMLElement>(`[data-point="${points.length}"] input`)?.focus(),
      );
    });
  };
  return (
    <fieldset className={styles["items"]} data-field={path}>
      <legend>{t("site.edit.listOf", { what: texts.label(name), n: points.length })}</legend>
      <div className={styles["bar"]}>
        <Input
          className={styles["search"] ?? ""}
          allowClear
          value={search}
          placeholder={t("site.edit.searchPoints")}
          aria-label={t("site.edit.searchPoints")}
          onChange={({ target }) => setSearch(target.value)}
        />
        <Button size="small" disabled={points.length >= (schema.maxItems ?? Infinity)} onClick={add}>
          {t("site.edit.addPoint")}
        </Button>
        <Button size="small" onClick={() => setPasting(!pasting)}>
          {t("site.edit.paste")}
        </Button>
        {wanted !== "" && <span className={styles["quiet"]}>{t("site.edit.found", { n: shown.length })}</span>}
        {wrong >= 0 && (
          <Button
            size="small"
            danger
            onClick={() => {
              setSearch("");
              requestAnimationFrame(() => rows.scrollToIndex(wrong, { align: "center" }));
            }}
          >
            {t("site.edit.toWrong", { n: wrong + 1 })}
          </Button>
        )}
      </div>
      {pasting && (
        <PointsPaste
          points={points}
          onTake={(taken, dropOthers) => {
            onChange(mergePoints(points, taken, dropOthers));
            setPasting(false);
          }}
          onCancel={() => setPasting(false)}
        />
      )}
      {points.length === 0 && !pasting && <p className={styles["quiet"]}>{t("site.edit.noPoints")}</p>}
      {points.length > 0 && (
        <div ref={scroller} data-scrolls className={styles["points"]} role="table" aria-rowcount={points.length}>
          <div className={styles["pointHead"]} role="row">
            {(["account", "zone", "pointName", "english", "class", "area", "cameras"] as const).map((column) => (
              <span key={column} role="columnheader">
                {texts.label(column)}
              </span>
            ))}
          </div>
          <div className={styles["pointRows"]} style={{ height: rows.getTotalSize() }}>
            {rows.getVirtualItems().map(({ index, start }) => {
              const row = shown[index];
              return (
                row && (
                  <PointRow
                    key={row.at}
                    point={row.point}
                    at={row.at}
                    path={`${path}[${row.at}]`}
                    top={start}
                    onChange={(next) => onChange(points.with(row.at, next))}
                    onRemove={() => onChange(points.filter((_, at) => at !== row.at))}
                  />
                )
              );
            })}
          </div>
        </div>
      )}
    </fieldset>
  );
}

interface PointRowProps {
  readonly point: Draft;
  readonly at: number;
  readonly path: string;
  readonly top: number;
  readonly onChange: (point: Draft) => void;
  readonly onRemove: () => void;
}

function PointRow({ point, at, path, top, onChange, onRemove }: PointRowProps) {
  const { t } = useTexts();
  const texts = useFieldTexts();
  const { areas, cameras, problems } = useForm();
  const name = isDraft(point["name"]) ? point["name"] : {};
  const problem = problemAt(problems, path, true);
  const why = (field: string) => reasonAt(problems, `${path}.${field}`, texts.problem);
  const set = (field: string, written: string) =>
    onChange(withField(point, field, written === "" ? undefined : written));
  const setName = (language: string, written: string) => {
    const next = withField(name, language, written === "" ? undefined : written);
    onChange(withField(point, "name", Object.keys(next).length === 0 ? undefined : next));
  };
  const cell = (field: string, column: string) => ({
    "aria-label": `${texts.label(column)} ${at + 1}`,
    "aria-invalid": why(field) !== "",
    title: why(field),
    spellCheck: false,
  });
  const shown = Array.isArray(point["cameras"]) ? point["cameras"].map(String) : [];
  return (
    <div
      className={styles["pointRow"]}
      role="row"
      data-point={at}
      data-bad={problem !== null}
      title={problem ? texts.problem(problem) : ""}
      style={{ transform: `translateY(${top}px)` }}
    >
      <input
        {...cell("account", "account")}
        value={plainText(point["account"])}
        onChange={({ target }) => set("account", target.value.toUpperCase())}
      />
      <input
        {...cell("zone", "zone")}
        value={plainText(point["zone"])}
        placeholder={t("site.edit.everyZone")}
        onChange={({ target }) => set("zone", target.value.toUpperCase())}
      />
      <input
        {...cell("name", "pointName")}
        value={plainText(name["zh-CN"])}
        onChange={({ target }) => setName("zh-CN", target.value)}
      />
      <input
        {...cell("name.en", "english")}
        value={plainText(name["en"])}
        onChange={({ target }) => setName("en", target.value)}
      />
      <select
        {...cell("class", "class")}
        value={plainText(point["class"])}
        onChange={({ target }) => set("class", target.value)}
      >
        {!pointClasses.some((each) => each === point["class"]) && <option value={plainText(point["class"])}>?</option>}
        {pointClasses.map((each) => (
          <option key={each} value={each}>
            {texts.choice("class", each)}
          </option>
        ))}
      </select>
      <select
        {...cell("area", "area")}
        value={plainText(point["area"])}
        onChange={({ target }) => set("area", target.value)}
      >
        <option value="">{t("site.edit.sameArea")}</option>
        {[...new Set([...areas.map(({ id }) => id), plainText(point["area"])])]
          .filter((id) => id !== "")
          .map((id) => (
            <option key={id} value={id}>
              {areas.find((area) => area.id === id)?.name ?? id}
            </option>
          ))}
      </select>
      <select
        {...cell("cameras", "cameras")}
        value=""
        onChange={({ target }) => {
          const id = target.value;
          onChange({ ...point, cameras: shown.includes(id) ? shown.filter((each) => each !== id) : [...shown, id] });
        }}
      >
        <option value="">{shown.length === 0 ? "—" : shown.join(", ")}</option>
        {[...new Set([...shown, ...cameras.map(({ id }) => id)])].map((id) => (
          <option key={id} value={id}>
            {shown.includes(id) ? "✓ " : "+ "}
            {cameras.find((camera) => camera.id === id)?.name ?? id}
          </option>
        ))}
      </select>
      <Button size="small" aria-label={t("site.edit.removeItem", { n: at + 1 })} onClick={onRemove}>
        ×
      </Button>
    </div>
  );
}

function reasonAt(
  problems: FormParts["problems"],
  path: string,
  say: (problem: NonNullable<ReturnType<typeof problemAt>>) => string,
): string {
  const problem = problemAt(problems, path, true);
  return problem === null ? "" : say(problem);
}
