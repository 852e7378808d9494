import { Button } from "antd";
import { useCallback, useEffect, useRef, useState } from "react";
import type { DeviceSummary } from "../../native/contract/rpc.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { useVideo } from "../rpc/use-station.tsx";
import { clamp } from "../ui/clamp.ts";
import { PanelHead } from "../ui/panel-head.tsx";
import { drawFrame } from "./draw-frame.ts";
import { makeFilmDecoder } from "./film-decoder.ts";
import pictureStyles from "./picture.module.css";
import { type Film, type FilmPicture, type FilmState, openFilm, pictureAt } from "./replay-film.ts";
import styles from "./replay.module.css";
import { causeOf, type MissSpan } from "./gap-causes.ts";
import { gapMs } from "./timeline-rows.ts";
import { Timeline, useMissSpans } from "./timeline.tsx";

export interface ReplaySpan {
  readonly cameras: readonly DeviceSummary[];
  /** UTC ms. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The alarm's moment, to which times are told; null for the last half minute of a tile. */
  readonly alarmAtMs: number | null;
  /** A stored clip, of the one camera there is; left out: all that is kept of the span. */
  readonly clipId?: string;
}

interface ReplayProps {
  readonly span: ReplaySpan;
  readonly formats: Formats;
  readonly onClose: () => void;
  /** Somebody wants the shown moment marked; left out where that cannot be. */
  readonly onMark?: (atMs: number) => void;
}

const stepMs = 5000;
const tickMs = 40;

/** What cameras saw, played together. It never looks live: its own frame, hatching, and the time of what is shown. */
export function Replay({ span, formats, onClose, onMark }: ReplayProps) {
  const { t } = useTexts();
  const [atMs, setAtMs] = useState(span.fromMs);
  const [playing, setPlaying] = useState(true);
  const track = useRef<HTMLInputElement>(null);
  useEffect(() => track.current?.focus(), []);
  useEffect(() => {
    if (!playing) return undefined;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      const passed = now - last;
      last = now;
      setAtMs((before) => Math.min(span.toMs, before + passed));
    }, tickMs);
    return () => clearInterval(timer);
  }, [playing, span.toMs]);
  const misses = useMissSpans(span.cameras, span.toMs);
  const [times, setTimes] = useState<ReadonlyMap<string, readonly number[]>>(new Map());
  const onTimes = useCallback(
    (cameraId: string, timesMs: readonly number[]) => setTimes((before) => new Map(before).set(cameraId, timesMs)),
    [],
  );
  const isOver = atMs >= span.toMs;
  const move = (byMs: number) => setAtMs((before) => clamp(before + byMs, span.fromMs, span.toMs));

  function onKeyDown(event: React.KeyboardEvent): void {
    const act = keyActs[event.key];
    if (act === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (act === "close") onClose();
    else if (act === "mark") onMark?.(atMs);
    else if (act === "pause") setPlaying((before) => (isOver ? (setAtMs(span.fromMs), true) : !before));
    else {
      if (Math.abs(act) < stepMs) setPlaying(false);
      move(act);
    }
  }

  return (
    <section className={styles["replay"]} aria-label={t("wall.replay.title")}>
      <PanelHead title={t("wall.replay.title")} note={t("wall.replay.keys")}>
        <Button size="small" onClick={onClose}>
          {t("wall.replay.close")}
        </Button>
      </PanelHead>
      <p className={styles["time"]} role="timer" aria-live="off">
        <strong>{t("wall.replay.mark")}</strong>
        <span className="numeric">{formats.dateTime(atMs)}</span>
        {span.alarmAtMs !== null && <span className="numeric">{offsetWords(atMs - span.alarmAtMs, t)}</span>}
        <span>{isOver ? t("wall.replay.over") : playing ? "" : t("wall.replay.paused")}</span>
      </p>
      <input
        ref={track}
        className={styles["track"]}
        type="range"
        min={span.fromMs}
        max={span.toMs}
        step={1}
        value={atMs}
        aria-label={t("wall.replay.track")}
        aria-valuetext={formats.dateTime(atMs)}
        onKeyDown={onKeyDown}
        onChange={(event) => setAtMs(Number(event.target.value))}
      />
      <Timeline
        rows={span.cameras.map((camera) => ({
          camera,
          pictureTimesMs: times.get(camera.id) ?? null,
          spans: misses.get(camera.id) ?? noMisses,
        }))}
        {...{ formats }}
        fromMs={span.fromMs}
        toMs={span.toMs}
      />
      <div className={styles["films"]} data-count={span.cameras.length}>
        {span.cameras.map((camera) => (
          <FilmTile
            key={camera.id}
            {...{ camera, span, atMs, formats, onTimes }}
            misses={misses.get(camera.id) ?? noMisses}
          />
        ))}
      </div>
    </section>
  );
}

/** ms to move by, or what to do. */
const keyActs: Readonly<Record<string, number | "pause" | "close" | "mark">> = {
  " ": "pause",
  ArrowLeft: -stepMs,
  ArrowRight: stepMs,
  ",": -tickMs,
  ".": tickMs,
  Escape: "close",
  ";": "mark",
  "；": "mark",
};

function offsetWords(byMs: number, t: ReturnType<typeof useTexts>["t"]): string {
  const n = (Math.abs(byMs) / 1000).toFixed(1);
  return byMs < 0 ? t("wall.replay.before", { n }) : t("wall.replay.after", { n });
}

interface FilmTileProps {
  readonly camera: DeviceSummary;
  readonly span: ReplaySpan;
  readonly atMs: number;
  readonly formats: Formats;
  /** Why there may be no pictures. */
  readonly misses: readonly MissSpan[];
  /** When its pictures were received, once all have come. */
  readonly onTimes: (cameraId: string, timesMs: readonly number[]) => void;
}

interface Loaded {
  readonly pictures: readonly FilmPicture[];
  readonly state: FilmState;
}
const nothing: Loaded = { pictures: [], state: { is: "loading" } };

const noMisses: readonly MissSpan[] = [];

function FilmTile({ camera, span, atMs, formats, misses, onTimes }: FilmTileProps) {
  const { t, named, errorText } = useTexts();
  const channel = useVideo();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [film, setFilm] = useState<Loaded>(nothing);
  const [shownMs, setShownMs] = useState<number | null>(null);
  const [decodeError, setDecodeError] = useState("");
  const show = useRef<((pictures: readonly FilmPicture[], atMs: number) => void) | null>(null);
  const { fromMs, toMs, clipId } = span;

  useEffect(() => {
    const context = canvas.current?.getContext("2d", { alpha: false }) ?? null;
    const source =
      clipId === undefined
        ? ({ of: "span", cameraId: camera.id, fromMs, toMs } as const)
        : ({ of: "clip", clipId } as const);
    const opened: Film = openFilm(channel, source, () => {
      const loaded = { pictures: opened.pictures(), state: opened.state() };
      setFilm(loaded);
      if (loaded.state.is !== "loading")
        onTimes(
          camera.id,
          loaded.pictures.map((picture) => picture.atMs),
        );
    });
    const decoder = makeFilmDecoder(
      (frame, index) => {
        if (!context) return;
        drawFrame(context, frame);
        setShownMs(opened.pictures()[index]?.atMs ?? null);
      },
      (error) => setDecodeError(String(error)),
    );
    show.current = (pictures, moment) => decoder.show(pictures, pictureAt(pictures, moment));
    return () => {
      show.current = null;
      opened.close();
      decoder.close();
      context?.reset();
      setFilm(nothing);
      setShownMs(null);
      setDecodeError("");
    };
  }, [channel, camera.id, fromMs, toMs, clipId, onTimes]);

  useEffect(() => {
    show.current?.(film.pictures, atMs);
  }, [film, atMs]);

  const { state, pictures } = film;
  const at = pictureAt(pictures, atMs);
  const standing = pictures[at];
  const isGap = standing === undefined || atMs - standing.atMs > gapMs;
  const cause = isGap ? causeOf(misses, atMs, atMs + 1) : null;
  const name = named(camera.name) || camera.id;
  return (
    <figure
      className={styles["film"]}
      data-camera={camera.id}
      data-gap={isGap}
      data-shown={shownMs ?? ""}
      aria-label={name}
    >
      <figcaption className={styles["caption"]}>
        <span className={styles["name"]}>{name}</span>
        <span className={styles["mark"]}>{t("wall.replay.mark")}</span>
        <span className="numeric">{standing === undefined || isGap ? "—" : formats.time(standing.atMs)}</span>
      </figcaption>
      <div className={pictureStyles["picture"]}>
        <canvas ref={canvas} />
        {(isGap || decodeError !== "") && (
          <output className={pictureStyles["veil"]}>
            {decodeError !== ""
              ? t("wall.replay.notDecoded")
              : state.is === "loading"
                ? t("wall.replay.loading")
                : state.is === "failed"
                  ? state.error === "down"
                    ? t("wall.states.down")
                    : errorText(state.error)
                  : cause === null
                    ? t("wall.replay.gap")
                    : t("coverage.timeline.gap", { cause: t(`coverage.timeline.${cause}`) })}
          </output>
        )}
      </div>
    </figure>
  );
}
