/* oxlint-disable jsx-a11y/no-static-element-interactions -- drawing with the pointer; the numbers beside do the same by keyboard */
import { Button, InputNumber, Select } from "antd";
import { type PointerEvent, useCallback, useState } from "react";
import type { PreviewClip, Region } from "../../native/contract/exports.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAsked } from "../rpc/use-asked.ts";
import styles from "./export.module.css";

interface RegionEditorProps {
  readonly clip: PreviewClip;
  readonly name: string;
  /** What the picture shows first, UTC ms. */
  readonly atMs: number;
  readonly regions: readonly Region[];
  readonly formats: Formats;
  readonly onChange: (regions: readonly Region[]) => void;
}

const edges = ["x", "y", "width", "height"] as const;
/** Smaller is a click that was none. */
const leastEdge = 0.01;

type Box = Pick<Region, (typeof edges)[number]>;

/** Regions of one camera that are made unrecognisable: drawn on its picture, or typed in per cent. */
export function RegionEditor({ clip, name, atMs, regions, formats, onChange }: RegionEditorProps) {
  const { t, errorText } = useTexts();
  const [shownMs, setShownMs] = useState(() => Math.min(clip.toMs, Math.max(clip.fromMs, atMs)));
  const [drawn, setDrawn] = useState<Box | null>(null);
  const [from, setFrom] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const { clipId, cameraId } = clip;
  const ask = useCallback(
    (client: StationClient) => client.exports.still({ clipId, atMs: shownMs }),
    [clipId, shownMs],
  );
  const { value: still, problem } = useAsked(ask, 12_000);
  const own = regions.filter((region) => region.cameraId === cameraId);
  const others = regions.filter((region) => region.cameraId !== cameraId);
  const setOwn = (next: readonly Region[]) => onChange([...others, ...next]);
  const add = (box: Box) => setOwn([...own, { cameraId, ...box, fromMs: null, toMs: null }]);

  const placeOf = (event: PointerEvent<HTMLElement>) => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    const within = (share: number) => Math.min(1, Math.max(0, share));
    return { x: within((event.clientX - left) / width), y: within((event.clientY - top) / height) };
  };
  const boxTo = (event: PointerEvent<HTMLElement>): Box | null => {
    if (from === null) return null;
    const to = placeOf(event);
    return {
      x: Math.min(from.x, to.x),
      y: Math.min(from.y, to.y),
      width: Math.abs(to.x - from.x),
      height: Math.abs(to.y - from.y),
    };
  };
  const finish = (event: PointerEvent<HTMLElement>) => {
    const box = boxTo(event);
    if (box !== null && box.width > leastEdge && box.height > leastEdge) add(box);
    setFrom(null);
    setDrawn(null);
  };
  return (
    <div className={styles["regions"]} data-regions={cameraId}>
      <div>
        <div
          className={styles["picture"]}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            setFrom(placeOf(event));
          }}
          onPointerMove={(event) => setDrawn(boxTo(event))}
          onPointerUp={finish}
        >
          {still === null ? (
            <p>{problem === null ? t("app.loading") : errorText(problem)}</p>
          ) : (
            <img src={`data:image/jpeg;base64,${still.jpeg}`} alt={name} draggable={false} />
          )}
          {[...own, ...(drawn === null ? [] : [drawn])].map((box, index) => (
            <i key={`${index}`} style={percentOf(box)}>
              {index + 1}
            </i>
          ))}
        </div>
        <input
          type="range"
          min={clip.fromMs}
          max={clip.toMs}
          step={1000}
          value={shownMs}
          aria-label={t("export.moment")}
          aria-valuetext={formats.dateTime(shownMs)}
          onChange={(event) => setShownMs(Number(event.target.value))}
        />
        <p className={styles["quiet"]}>{`${name} · ${formats.dateTime(still?.atMs ?? shownMs)}`}</p>
      </div>
      <div>
        <p className={styles["quiet"]}>{t("export.drawHint")}</p>
        <ol className={styles["boxes"]}>
          {own.map((region, index) => (
            <li key={`${index}`}>
              {edges.map((edge) => (
                <label key={edge}>
                  {t(`export.edges.${edge}`)}
                  <InputNumber
                    size="small"
                    min={0}
                    max={100}
                    value={Math.round(region[edge] * 100)}
                    style={{ width: "4.2rem" }}
                    onChange={(value) =>
                      setOwn(
                        own.map((each, at) => (at === index ? fitted({ ...each, [edge]: (value ?? 0) / 100 }) : each)),
                      )
                    }
                  />
                </label>
              ))}
              <Select
                size="small"
                aria-label={t("export.regionTime")}
                value={region.fromMs !== null ? "from" : region.toMs !== null ? "until" : "always"}
                style={{ width: "10rem" }}
                options={(["always", "from", "until"] as const).map((when) => ({
                  value: when,
                  label: t(`export.when.${when}`, { time: formats.time(region.fromMs ?? region.toMs ?? shownMs) }),
                }))}
                onChange={(when) =>
                  setOwn(
                    own.map((each, at) =>
                      at === index
                        ? {
                            ...each,
                            fromMs: when === "from" ? shownMs : null,
                            toMs: when === "until" ? shownMs : null,
                          }
                        : each,
                    ),
                  )
                }
              />
              <Button size="small" onClick={() => setOwn(own.filter((_, at) => at !== index))}>
                {t("export.removeRegion")}
              </Button>
            </li>
          ))}
        </ol>
        <Button size="small" onClick={() => add({ x: 0.4, y: 0.3, width: 0.2, height: 0.4 })}>
          {t("export.addRegion")}
        </Button>
      </div>
    </div>
  );
}

/** Inside the picture, whatever was typed. */
function fitted(region: Region): Region {
  const x = Math.min(region.x, 1 - leastEdge);
  const y = Math.min(region.y, 1 - leastEdge);
  return {
    ...region,
    x,
    y,
    width: Math.min(Math.max(region.width, leastEdge), 1 - x),
    height: Math.min(Math.max(region.height, leastEdge), 1 - y),
  };
}

function percentOf({ x, y, width, height }: Box) {
  return { left: `${x * 100}%`, top: `${y * 100}%`, width: `${width * 100}%`, height: `${height * 100}%` };
}
