import { useMemo } from "react";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { DeviceSummary } from "../../native/contract/rpc.ts";
import type { Area } from "../../native/contract/site.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { calm } from "../ui/calm.tsx";
import type { Layout } from "./layouts.ts";
import styles from "./tile-grid.module.css";
import { Tile } from "./tile.tsx";
import type { ZoomState } from "./use-zoom.ts";

export interface TilePlace {
  readonly camera: DeviceSummary;
  /** It shows what the selected alarm is about. */
  readonly linked: boolean;
  /** It follows alarms: the one that it follows now, null while none waits. Null for any other tile. */
  readonly spot: { readonly alarm: Alarm | null } | null;
}

interface TileGridProps {
  readonly layout: Layout;
  /** What stands in each cell of the layout; null = nothing. */
  readonly places: readonly (TilePlace | null)[];
  /** From 0. */
  readonly selected: number;
  /** From 0; the others are not there then and nothing of them is decoded. */
  readonly enlarged: number | null;
  /** On the whole wall the selection is always shown, and the box says by which number a camera is called. */
  readonly whole: boolean;
  readonly numbers: ReadonlyMap<string, number | null>;
  readonly zoom: ZoomState;
  readonly areas: readonly Area[];
  readonly formats: Formats;
  readonly onSelect: (at: number) => void;
  readonly onEnlarge: (at: number) => void;
}

/** Rests while alarms come. */
const CalmTile = calm(Tile);

export function TileGrid(props: TileGridProps) {
  const { layout, places, selected, enlarged, whole, numbers, zoom, areas, formats, onSelect, onEnlarge } = props;
  const { t, named } = useTexts();
  const areaNames = useMemo(() => new Map(areas.map((area) => [area.id, named(area.name)])), [areas, named]);
  const alone = enlarged !== null && (places[enlarged] ?? null) !== null;
  const template = alone
    ? "minmax(0, 1fr) / minmax(0, 1fr)"
    : `repeat(${layout.rows}, minmax(0, 1fr)) / repeat(${layout.columns}, minmax(0, 1fr))`;
  return (
    <div
      className={styles["tiles"]}
      data-tiles={layout.cells.length}
      data-enlarged={alone}
      data-marks={whole}
      style={{ gridTemplate: template }}
    >
      {layout.cells.map((cell, at) => {
        if (alone && at !== enlarged) return null;
        const place = places[at] ?? null;
        const area = alone ? "auto" : `${cell.row} / ${cell.column} / span ${cell.height} / span ${cell.width}`;
        if (place === null)
          return (
            <button
              key={`empty ${cell.row} ${cell.column}`}
              type="button"
              data-tile
              className={styles["empty"]}
              data-selected={at === selected}
              tabIndex={at === selected ? 0 : -1}
              style={{ gridArea: area }}
              onClick={() => onSelect(at)}
            >
              {t("wall.empty")}
            </button>
          );
        const { camera, linked, spot } = place;
        const number = numbers.get(camera.id) ?? null;
        return (
          <div
            key={`${spot?.alarm?.id ?? ""} ${camera.id}`}
            className={styles["cell"]}
            data-selected={at === selected}
            style={{ gridArea: area }}
          >
            <CalmTile
              camera={camera}
              areaName={areaNames.get(camera.areaId) ?? camera.areaId}
              number={whole ? number : at + 1}
              callNumber={whole ? null : number}
              linked={linked}
              isSpot={spot !== null}
              spotAlarm={spot?.alarm ?? null}
              selected={at === selected}
              enlarged={alone}
              zoom={zoom.cameraId === camera.id ? zoom.zoom : null}
              formats={formats}
              onSelect={() => onSelect(at)}
              onEnlarge={() => onEnlarge(at)}
              onZoom={(by) => zoom.change(camera.id, by)}
            />
          </div>
        );
      })}
    </div>
  );
}
