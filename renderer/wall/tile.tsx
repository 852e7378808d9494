import { useEffect, useRef } from "react";
import type { DeviceSummary } from "../../native/contract/rpc.ts";
import { ageText, type Formats } from "../i18n/formats.ts";
import { type Texts, useTexts } from "../i18n/use-texts.ts";
import { frozenAfterMs } from "./picture-age.ts";
import pictureStyles from "./picture.module.css";
import type { TileStatus } from "./tile-stream.ts";
import styles from "./tile.module.css";
import { type TileSeen, useTileStream } from "./use-tile-stream.ts";

interface TileProps {
  readonly camera: DeviceSummary;
  readonly areaName: string;
  /** From 1: the key that enlarges it; null where nothing does. */
  readonly number: number | null;
  readonly linked: boolean;
  readonly selected: boolean;
  readonly enlarged: boolean;
  readonly formats: Formats;
  /** Null where nothing can be selected. */
  readonly onSelect: (() => void) | null;
  readonly onEnlarge: () => void;
}

export function Tile(props: TileProps) {
  const { camera, areaName, number, linked, selected, enlarged, formats, onSelect, onEnlarge } = props;
  const texts = useTexts();
  const { t, named } = texts;
  const canvas = useRef<HTMLCanvasElement>(null);
  const cover = useRef<HTMLButtonElement>(null);
  const seen = useTileStream(camera.id, canvas);
  const { status, ageMs } = seen;
  const isFresh = status.state === "streaming" && ageMs !== null && ageMs <= frozenAfterMs;
  // Pictures that come in time but show nothing, or always the same, are not live either; of another view they are.
  const isMoved = status.bad?.content === "moved";
  const live = isFresh && (status.bad === null || isMoved);
  const name = named(camera.name) || camera.id;
  // The keys stay with the selection, but are never taken from elsewhere.
  useEffect(() => {
    if (selected && document.activeElement?.matches("[data-tile]") === true) cover.current?.focus();
  }, [selected]);
  return (
    <figure
      className={styles["tile"]}
      data-live={live}
      data-linked={linked}
      data-selected={selected}
      data-enlarged={enlarged}
      data-camera={camera.id}
      aria-label={number === null ? name : t("wall.tile", { n: number, name })}
    >
      <figcaption className={styles["caption"]}>
        {number !== null && (
          <button
            type="button"
            className={styles["number"]}
            aria-label={t("wall.enlarge", { n: number })}
            aria-pressed={enlarged}
            onClick={onEnlarge}
          >
            {number}
          </button>
        )}
        <span className={styles["name"]} title={`${name} · ${areaName}`}>
          {name}
          {areaName !== "" && <span className={styles["area"]}>{areaName}</span>}
        </span>
        {linked && <span className={styles["linked"]}>{t("wall.linked")}</span>}
        {status.reencodedPerSecond !== null && (
          <span className={styles["area"]} title={t("wall.reencoded.why")}>
            {t("wall.reencoded.mark", { n: status.reencodedPerSecond })}
          </span>
        )}
        <span className={`${styles["age"]} numeric`}>{ageMs === null ? "—" : ageWords(ageMs, texts)}</span>
        <span className={`${styles["ageShort"]} numeric`} aria-hidden="true">
          {ageMs === null ? "—" : shortAge(ageMs, t)}
        </span>
      </figcaption>
      <div className={pictureStyles["picture"]}>
        <canvas ref={canvas} />
        {live && status.bad !== null && (
          <output className={pictureStyles["moved"]}>
            {t(`wall.contents.${status.bad.content}`, { time: formats.time(status.bad.sinceMs) })}
          </output>
        )}
        {!live && <NotLive {...{ seen, isFresh, formats }} />}
        {onSelect !== null && (
          <button
            ref={cover}
            type="button"
            data-tile
            className={styles["cover"]}
            aria-label={t("wall.select", { name })}
            aria-pressed={selected}
            tabIndex={selected ? 0 : -1}
            onClick={onSelect}
            onDoubleClick={onEnlarge}
          />
        )}
      </div>
    </figure>
  );
}

interface NotLiveProps {
  readonly seen: TileSeen;
  readonly isFresh: boolean;
  readonly formats: Formats;
}

/** Lies over a picture that must not be taken for live, and says why. */
function NotLive({ seen: { status, ageMs, receivedAtMs }, isFresh, formats }: NotLiveProps) {
  const texts = useTexts();
  const { t } = texts;
  return (
    <output className={`${pictureStyles["veil"]} ${styles["veil"]}`}>
      <strong>
        {isFresh && status.bad !== null && status.bad.content !== "moved"
          ? t(`wall.contents.${status.bad.content}`, { time: formats.time(status.bad.sinceMs) })
          : ageMs === null
            ? t("wall.noPicture")
            : ageMs === Number.POSITIVE_INFINITY
              ? t("wall.notLive")
              : t("wall.frozen", { time: formats.time(receivedAtMs) })}
      </strong>
      <span>{whyNot(status, texts)}</span>
    </output>
  );
}

function ageWords(ageMs: number, { t }: Texts): string {
  if (ageMs === Number.POSITIVE_INFINITY) return "?";
  return ageMs < 10_000 ? t("wall.age", { n: (ageMs / 1000).toFixed(1) }) : ageText(ageMs, t);
}

/** For a small tile: whole seconds, up to where minutes would be more. */
function shortAge(ageMs: number, t: Texts["t"]): string {
  return ageMs === Number.POSITIVE_INFINITY
    ? "?"
    : ageMs < 100_000
      ? t("wall.ageShort", { n: Math.round(ageMs / 1000) })
      : ageText(ageMs, t);
}

function whyNot(status: TileStatus, { t, errorText }: Texts): string {
  const parts = [
    status.state === "streaming" ? "" : t(`wall.states.${status.state}`),
    status.reason === null ? "" : t(`wall.reasons.${status.reason}`, { codec: status.codec }),
    status.error ? errorText(status.error) : "",
  ];
  return parts.filter(Boolean).join(" · ");
}
