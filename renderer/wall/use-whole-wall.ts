import { useMemo, useState } from "react";
import { z } from "zod";
import type { DeviceSummary } from "../../native/contract/rpc.ts";
import { type WallLayout, wallLayouts } from "../../native/contract/wall.ts";
import { type Arrangement, arrangeAll, pagesOf, placeCamera, tilesOn, withCameras } from "./arrangement.ts";
import { layoutBeside, layouts, tileBeside } from "./layouts.ts";
import type { TilePlace } from "./tile-grid.tsx";

/** The wall over the whole page, as one operator has it on one screen. */
export interface WholeWallState {
  readonly layout: WallLayout;
  readonly page: number;
  readonly pages: number;
  readonly places: readonly (TilePlace | null)[];
  /** The tile that keys are about, from 0. */
  readonly selected: number;
  /** The selected tile fills the wall. */
  readonly enlarged: boolean;
  readonly select: (at: number) => void;
  /** The selection goes to the tile in that direction. */
  readonly move: (dx: number, dy: number) => void;
  /** Enlarges it, or back if it is enlarged. */
  readonly enlarge: (at: number) => void;
  /** All tiles again. */
  readonly reduce: () => void;
  readonly changeLayout: (by: number) => void;
  readonly turnPage: (by: number) => void;
  /** Brings a camera into the selected tile. */
  readonly call: (cameraId: string) => void;
}

/** One arrangement for the desk's wall and one for the second window. */
const storageKeys = { desk: "wardwatch.wall", wall: "wardwatch.wall.window" } as const;
export type WallWindow = keyof typeof storageKeys;

const storedSchema = z.object({
  layout: z.literal(wallLayouts),
  tiles: z.array(z.string().nullable()).max(1000),
});

function stored(key: string): Arrangement | null {
  try {
    const found = storedSchema.safeParse(JSON.parse(localStorage.getItem(key) ?? "null"));
    return found.success ? found.data : null;
  } catch {
    // Not JSON: somebody else's, or cut short. The wall begins with all cameras then.
    return null;
  }
}

export function useWholeWall(
  cameras: readonly DeviceSummary[],
  linkedIds: readonly string[],
  of: WallWindow,
): WholeWallState {
  const key = storageKeys[of];
  /** Null until the operator has changed something: then all cameras in their order. */
  const [own, setOwn] = useState<Arrangement | null>(() => stored(key));
  const [page, setPage] = useState(0);
  const [selected, setSelected] = useState(0);
  const [enlarged, setEnlarged] = useState(false);

  const arrangement = useMemo(() => {
    const ids = cameras.map(({ id }) => id);
    return own === null ? arrangeAll(ids) : withCameras(own, ids);
  }, [own, cameras]);
  const pages = pagesOf(arrangement);
  const shownPage = Math.min(page, pages - 1);
  const places = useMemo(() => {
    const known = new Map(cameras.map((camera) => [camera.id, camera]));
    return tilesOn(arrangement, shownPage).map((id): TilePlace | null => {
      const camera = id === null ? undefined : known.get(id);
      return camera === undefined ? null : { camera, linked: linkedIds.includes(camera.id) };
    });
  }, [arrangement, shownPage, cameras, linkedIds]);

  function keep(next: Arrangement): void {
    // Before the station has said which cameras there are, there is nothing to arrange.
    if (cameras.length === 0) return;
    setOwn(next);
    localStorage.setItem(key, JSON.stringify(next));
  }

  const { layout } = arrangement;
  return {
    layout,
    page: shownPage,
    pages,
    places,
    selected,
    enlarged,
    select: setSelected,
    move: (dx, dy) => setSelected((now) => tileBeside(layouts[layout], now, dx, dy)),
    enlarge(at) {
      if (at >= layout) return;
      setEnlarged(places[at] !== null && !(enlarged && at === selected));
      setSelected(at);
    },
    reduce: () => setEnlarged(false),
    changeLayout(by) {
      const next = layoutBeside(layout, by);
      if (next === layout) return;
      // The page that holds the selected tile, so that the eye finds it again.
      const index = shownPage * layout + selected;
      keep({ ...arrangement, layout: next });
      setPage(Math.floor(index / next));
      setSelected(index % next);
      setEnlarged(false);
    },
    turnPage(by) {
      setPage((shownPage + by + pages) % pages);
      setEnlarged(false);
    },
    call: (cameraId) => keep(placeCamera(arrangement, shownPage * layout + selected, cameraId)),
  };
}
