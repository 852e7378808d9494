import { useEffect, useRef, useState } from "react";
import type { DeviceSummary } from "../../native/contract/rpc.ts";
import { ageText, type Formats } from "../i18n/formats.ts";
import { type Texts, useTexts } from "../i18n/use-texts.ts";
import { useVideo } from "../rpc/use-station.tsx";
import { frozenAfterMs, pictureAgeMs } from "./picture-age.ts";
import { openTileStream, type TileStatus, type TileStream } from "./tile-stream.ts";
import styles from "./wall.module.css";

interface TileProps {
  readonly camera: DeviceSummary;
  readonly areaName: string;
  /** 1 to 4: the key that enlarges it; null where nothing does. */
  readonly number: number | null;
  readonly linked: boolean;
  readonly enlarged: boolean;
  readonly formats: Formats;
  readonly onEnlarge: () => void;
}

const lookEveryMs = 250;

interface Seen {
  readonly status: TileStatus;
  readonly ageMs: number | null;
  readonly receivedAtMs: number;
}

const nothing: Seen = {
  status: { state: "connecting", error: null, reason: null, codec: "", bad: null },
  ageMs: null,
  receivedAtMs: 0,
};

export function Tile({ camera, areaName, number, linked, enlarged, formats, onEnlarge }: TileProps) {
  const texts = useTexts();
  const { t, named } = texts;
  const canvas = useRef<HTMLCanvasElement>(null);
  const seen = useTileStream(camera.id, canvas);
  const { status, ageMs } = seen;
  const isFresh = status.state === "streaming" && ageMs !== null && ageMs <= frozenAfterMs;
  // Pictures that come in time but show nothing, or always the same, are not live either.
  const live = isFresh && status.bad === null;
  const name = named(camera.name) || camera.id;
  return (
    <figure
      className={styles["tile"]}
      data-live={live}
      data-linked={linked}
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
        <span className={`${styles["age"]} numeric`}>{ageMs === null ? "—" : ageWords(ageMs, texts)}</span>
      </figcaption>
      <div className={styles["picture"]}>
        <canvas ref={canvas} />
        {!live && (
          <output className={styles["veil"]}>
            <strong>
              {isFresh && status.bad !== null
                ? t(`wall.contents.${status.bad.content}`, { time: formats.time(status.bad.sinceMs) })
                : ageMs === null
                  ? t("wall.noPicture")
                  : ageMs === Number.POSITIVE_INFINITY
                    ? t("wall.notLive")
                    : t("wall.frozen", { time: formats.time(seen.receivedAtMs) })}
            </strong>
            <span>{whyNot(status, texts)}</span>
          </output>
        )}
      </div>
    </figure>
  );
}

function ageWords(ageMs: number, { t }: Texts): string {
  if (ageMs === Number.POSITIVE_INFINITY) return "?";
  return ageMs < 10_000 ? t("wall.age", { n: (ageMs / 1000).toFixed(1) }) : ageText(ageMs, t);
}

function whyNot(status: TileStatus, { t, errorText }: Texts): string {
  const parts = [
    status.state === "streaming" ? "" : t(`wall.states.${status.state}`),
    status.reason === null ? "" : t(`wall.reasons.${status.reason}`, { codec: status.codec }),
    status.error ? errorText(status.error) : "",
  ];
  return parts.filter(Boolean).join(" · ");
}

/** Looks four times a second how old the picture is; a page that was hidden counts no picture from before its return. */
function useTileStream(cameraId: string, canvas: React.RefObject<HTMLCanvasElement | null>): Seen {
  const channel = useVideo();
  const [seen, setSeen] = useState<Seen>(nothing);
  useEffect(() => {
    let shownAgainAtMs = 0;
    // The channel may say how it is (down) before the stream below has a name.
    let opening = true;
    const context = canvas.current?.getContext("2d", { alpha: false }) ?? null;
    const stream: TileStream = openTileStream({
      channel,
      cameraId,
      draw(frame) {
        if (!context || document.hidden) return;
        const { canvas: target } = context;
        if (target.width !== frame.displayWidth || target.height !== frame.displayHeight) {
          target.width = frame.displayWidth;
          target.height = frame.displayHeight;
        }
        context.drawImage(frame, 0, 0);
      },
      onStatus: look,
    });
    function look(): void {
      if (opening) return;
      const last = stream.last();
      let ageMs = last && pictureAgeMs(last, channel.clockOffsetMs(), Date.now(), performance.now());
      // What the canvas shows then is from before: frozen, however young the newest decoded picture is.
      if (last && ageMs !== null && (document.hidden || last.decodedAtMs < shownAgainAtMs))
        ageMs = Math.max(ageMs, frozenAfterMs + 1);
      setSeen({ status: stream.status(), ageMs, receivedAtMs: last?.receivedAtMs ?? 0 });
    }
    opening = false;
    look();
    const returned = () => {
      shownAgainAtMs = performance.now();
      look();
    };
    const timer = setInterval(look, lookEveryMs);
    document.addEventListener("visibilitychange", returned);
    window.addEventListener("pageshow", returned);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", returned);
      window.removeEventListener("pageshow", returned);
      stream.close();
      context?.reset();
      setSeen(nothing);
    };
  }, [channel, cameraId, canvas]);
  return seen;
}
