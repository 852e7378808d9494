import { useRef } from "react";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { DeviceSummary } from "../../native/contract/rpc.ts";
import { ageText, type Formats } from "../i18n/formats.ts";
import { type Texts, useTexts } from "../i18n/use-texts.ts";
import { useStation } from "../rpc/use-station.tsx";
import { ClassMark } from "../ui/class-mark.tsx";
import { frozenAfterMs } from "./picture-age.ts";
import pictureStyles from "./picture.module.css";
import { TileCover } from "./tile-cover.tsx";
import type { TileStatus } from "./tile-stream.ts";
import styles from "./tile.module.css";
import { type TileSeen, useTileStream } from "./use-tile-stream.ts";
import { transformOf, type Zoom } from "./zoom.ts";

interface TileProps {
  readonly camera: DeviceSummary;
  readonly areaName: string;
  /** Stands in the box at its left: the key that enlarges it, or the number by which it is called; null = no box. */
  readonly number: number | null;
  /** What calls it, where the box is for a key. */
  readonly callNumber: number | null;
  readonly linked: boolean;
  /** It follows alarms. */
  readonly isSpot: boolean;
  /** The alarm that it follows now. */
  readonly spotAlarm: Alarm | null;
  readonly selected: boolean;
  readonly enlarged: boolean;
  /** Null while the whole picture is seen. */
  readonly zoom: Zoom | null;
  readonly formats: Formats;
  /** Null where nothing can be selected. */
  readonly onSelect: (() => void) | null;
  readonly onEnlarge: () => void;
  readonly onZoom: (by: (now: Zoom) => Zoom) => void;
}

export function Tile(props: TileProps) {
  const { camera, areaName, number, callNumber, linked, isSpot, spotAlarm, selected, enlarged, zoom, formats } = props;
  const { onSelect, onEnlarge, onZoom } = props;
  const texts = useTexts();
  const { t, named } = texts;
  const canvas = useRef<HTMLCanvasElement>(null);
  const seen = useTileStream(camera.id, canvas);
  const { status, ageMs } = seen;
  const isFresh = status.state === "streaming" && ageMs !== null && ageMs <= frozenAfterMs;
  // Pictures that come in time but show nothing, or always the same, are not live either; of another view they are.
  const isMoved = status.bad?.content === "moved";
  const live = isFresh && (status.bad === null || isMoved);
  const name = named(camera.name) || camera.id;
  return (
    <figure
      className={styles["tile"]}
      data-live={live}
      data-linked={linked}
      data-spot={isSpot ? (spotAlarm?.id ?? "") : undefined}
      data-selected={selected}
      data-enlarged={enlarged}
      data-zoom={zoom?.scale}
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
          {callNumber !== null && <span className={styles["callNumber"]}>#{callNumber}</span>}
          {name}
          {areaName !== "" && <span className={styles["area"]}>{areaName}</span>}
        </span>
        {isSpot && spotAlarm === null && (
          <span className={styles["spotMark"]} title={t("wall.spot.why")}>
            {t("wall.spot.mark")}
          </span>
        )}
        {linked && <span className={styles["linked"]}>{t("wall.linked")}</span>}
        <EventsLost cameraId={camera.id} />
        {status.reencodedPerSecond !== null && (
          <span className={styles["reencoded"]} title={t("wall.reencoded.why")}>
            <span className={styles["reencodedWord"]}>{t("wall.reencoded.word")} </span>
            {t("wall.reencoded.rate", { n: status.reencodedPerSecond })}
          </span>
        )}
        <span className={`${styles["age"]} numeric`}>{ageMs === null ? "—" : ageWords(ageMs, texts)}</span>
        <span className={`${styles["ageShort"]} numeric`} aria-hidden="true">
          {ageMs === null ? "—" : shortAge(ageMs, t)}
        </span>
      </figcaption>
      {spotAlarm !== null && <SpotLine alarm={spotAlarm} formats={formats} />}
      <div className={pictureStyles["picture"]}>
        <canvas ref={canvas} style={{ transform: zoom === null ? "none" : transformOf(zoom) }} />
        {live && status.bad !== null && (
          <output className={pictureStyles["moved"]}>
            {t(`wall.contents.${status.bad.content}`, { time: formats.time(status.bad.sinceMs) })}
          </output>
        )}
        {!live && <NotLive {...{ seen, isFresh, formats }} />}
        {zoom !== null && (
          <span className={`${styles["zoom"]} numeric`}>{t("wall.zoom", { n: zoom.scale.toFixed(1) })}</span>
        )}
        {onSelect !== null && (
          <TileCover
            label={t("wall.select", { name })}
            zoomed={zoom !== null}
            {...{ selected, onSelect, onEnlarge, onZoom }}
          />
        )}
      </div>
    </figure>
  );
}

/** Why another camera stands here than usually. */
function SpotLine({ alarm, formats }: { readonly alarm: Alarm; readonly formats: Formats }) {
  const { t, named } = useTexts();
  return (
    <p className={styles["spotLine"]} data-class={alarm.class}>
      <ClassMark of={alarm.class} />
      <strong>
        {alarm.mark === null ? "" : `${t(`alarms.marks.${alarm.mark}`)} `}
        {t(`alarms.kinds.${alarm.kind}`)}
      </strong>
      <span>{named(alarm.name) || alarm.deviceId}</span>
      <time className="numeric">{formats.time(alarm.raisedAtMs)}</time>
    </p>
  );
}

interface NotLiveProps {
  readonly seen: TileSeen;
  readonly isFresh: boolean;
  readonly formats: Formats;
}

/** Lies over a picture that must not be taken for live, and says why. It is never made larger with the picture. */
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

/** A small word in the caption: the picture is well, but a button on this camera may not arrive. */
function EventsLost({ cameraId }: { readonly cameraId: string }) {
  const { t } = useTexts();
  const isLost = useStation(({ health }) => {
    const events = health.get(cameraId)?.camera?.events;
    return events?.isReliedOn === true && events.state !== "up" && events.state !== "starting";
  });
  return isLost ? (
    <span className={styles["eventsLost"]} title={t("camera-events.tileWhy")}>
      {t("camera-events.tile")}
    </span>
  ) : null;
}

function ageWords(ageMs: number, { t }: Texts): string {
  if (ageMs === Number.POSITIVE_INFINITY) return "?";
  return ageMs < 10_000 ? t("wall.age", { n: (ageMs / 1000).toFixed(1) }) : ageText(ageMs, t);
}

/** For a small tile: whole seconds, up to where minutes would be more. */
function shortAge(ageMs: number, t: Texts["t"]): string {
  if (ageMs === Number.POSITIVE_INFINITY) return "?";
  return ageMs < 100_000 ? t("wall.ageShort", { n: Math.round(ageMs / 1000) }) : ageText(ageMs, t);
}

function whyNot(status: TileStatus, { t, errorText }: Texts): string {
  const parts = [
    status.state === "streaming" ? "" : t(`wall.states.${status.state}`),
    status.reason === null ? "" : t(`wall.reasons.${status.reason}`, { codec: status.codec }),
    status.error ? errorText(status.error) : "",
  ];
  return parts.filter(Boolean).join(" · ");
}
