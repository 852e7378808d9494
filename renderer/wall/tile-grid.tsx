import { useMemo } from "react";
import type { DeviceSummary } from "../../native/contract/rpc.ts";
import type { Area } from "../../native/contract/site.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { calm } from "../ui/calm.tsx";
import type { Layout } from "./layouts.ts";
import styles from "./tile-grid.module.css";
import { Tile } from "./tile.tsx";

export interface TilePlace {
  readonly camera: DeviceSummary;
  /** It shows what the selected alarm is about. */
  readonly linked: boolean;
}

interface TileGridProps {
  readonly layout: Layout;
  /** What stands in each cell of the layout; null = nothing. */
  readonly places: readonly (TilePlace | null)[];
  /** From 0. */
  readonly selected: number;
  /** From 0; the others are not there then and nothing of them is decoded. */
  readonly enlarged: number | null;
  /** The selection is shown although the keys are elsewhere. */
  readonly marksSelected: boolean;
  readonly areas: readonly Area[];
  readonly formats: Formats;
  readonly onSelect: (at: number) => void;
  readonly onEnlarge: (at: number) => void;
}

/** Rests while alarms come. */
const CalmTile = calm(Tile);

/** As many digits as there are keys that enlarge a tile. */
const mostKeys = 9;

export function TileGrid(props: TileGridProps) {
  const { layout, places, selected, enlarged, marksSelected, areas, formats, onSelect, onEnlarge } = props;
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
      data-marks={marksSelected}
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
        const { camera, linked } = place;
        return (
          <div key={camera.id} className={styles["cell"]} data-selected={at === selected} style={{ gridArea: area }}>
            <CalmTile
              camera={camera}
              areaName={areaNames.get(camera.areaId) ?? camera.areaId}
              number={at < mostKeys ? at + 1 : null}
              linked={linked}
              selected={at === selected}
              enlarged={alone}
              formats={formats}
              onSelect={() => onSelect(at)}
              onEnlarge={() => onEnlarge(at)}
            />
          </div>
        );
      })}
    </div>
  );
}
