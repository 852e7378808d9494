import { z } from "zod";
import { type WallLayout, wallLayouts } from "../../native/contract/wall.ts";
import { fittingLayout } from "./layouts.ts";

/** Which camera stands where on the whole wall. */
export interface Arrangement {
  readonly layout: WallLayout;
  /** Camera ids in the order of tiles, page after page; null = an empty tile. */
  readonly tiles: readonly (string | null)[];
  /** The tile that shows the cameras of an alarm that waits, from 0; null or beyond the layout = none. */
  readonly spot: number | null;
}

/** As it is kept in the browser. */
export const arrangementSchema = z.object({
  layout: z.literal(wallLayouts),
  tiles: z.array(z.string().nullable()).max(1000),
  spot: z.int().min(0).nullable().default(0),
});

/** Every camera in its order, as many at a time as can be looked at; the first tile follows alarms. */
export function arrangeAll(cameraIds: readonly string[]): Arrangement {
  return { layout: fittingLayout(Math.min(16, cameraIds.length)), tiles: cameraIds, spot: 0 };
}

/** With the cameras that there are now: those that have gone leave their tile empty, new ones come last. */
export function withCameras(arrangement: Arrangement, cameraIds: readonly string[]): Arrangement {
  const known = new Set(cameraIds);
  const tiles = arrangement.tiles.map((id) => (id !== null && known.has(id) ? id : null));
  const placed = new Set(tiles);
  return { ...arrangement, tiles: [...trimmed(tiles), ...cameraIds.filter((id) => !placed.has(id))] };
}

export function pagesOf({ layout, tiles }: Arrangement): number {
  return Math.max(1, Math.ceil(trimmed(tiles).length / layout));
}

/** What stands on a page, one entry a tile. */
export function tilesOn({ layout, tiles }: Arrangement, page: number): readonly (string | null)[] {
  return Array.from({ length: layout }, (_, at) => tiles[page * layout + at] ?? null);
}

/** The camera comes to this tile; what stood there goes to where the camera was, so that none is lost from the wall. */
export function placeCamera(arrangement: Arrangement, at: number, cameraId: string): Arrangement {
  const tiles: (string | null)[] = Array.from(
    { length: Math.max(at + 1, arrangement.tiles.length) },
    (_, index) => arrangement.tiles[index] ?? null,
  );
  const before = tiles.indexOf(cameraId);
  if (before >= 0) tiles[before] = tiles[at] ?? null;
  tiles[at] = cameraId;
  return { ...arrangement, tiles };
}

function trimmed(tiles: readonly (string | null)[]): readonly (string | null)[] {
  return tiles.slice(0, tiles.findLastIndex((id) => id !== null) + 1);
}
