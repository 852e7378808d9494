import { useEffect, useMemo, useRef, useState } from "react";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { DeviceSummary } from "../../native/contract/rpc.ts";
import type { SiteWall, WallLayout, WallTour, WallView } from "../../native/contract/wall.ts";
import { waitsForHand } from "../rpc/station-state.ts";
import { type Arrangement, arrangeAll, pagesOf, placeCamera, tilesOn, withCameras } from "./arrangement.ts";
import { type KeptWall, keepWall, readKeptWall, type WallWindow } from "./kept-wall.ts";
import { layoutBeside, layouts, tileBeside } from "./layouts.ts";
import { spotOf } from "./spot.ts";
import type { TilePlace } from "./tile-grid.tsx";
import { type TourState, useTour } from "./use-tour.ts";

/** The wall over the whole page, as one operator has it on one screen. */
export interface WholeWallState {
  readonly arrangement: Arrangement;
  readonly layout: WallLayout;
  readonly page: number;
  readonly pages: number;
  readonly places: readonly (TilePlace | null)[];
  /** The tile that keys are about, from 0. */
  readonly selected: number;
  /** The selected tile fills the wall. */
  readonly enlarged: boolean;
  /** The saved view that stands; null = an arrangement of one's own. */
  readonly view: WallView | null;
  readonly tour: WallTour | null;
  readonly touring: TourState;
  /** The list of views and tours is open. */
  readonly menu: boolean;
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
  /** The selected tile follows alarms from now on, or no longer. */
  readonly toggleSpot: () => void;
  /** Null: back to one's own arrangement. */
  readonly showView: (viewId: string | null) => void;
  /** Null ends it; the view that stands then stays. */
  readonly startTour: (tourId: string | null) => void;
  readonly showMenu: (open: boolean) => void;
}

export interface WholeWallFacts {
  /** In the order in which they are called. */
  readonly cameras: readonly DeviceSummary[];
  readonly saved: SiteWall;
  readonly linkedIds: readonly string[];
  readonly alarms: readonly Alarm[];
  /** Of the station, UTC ms. */
  readonly nowMs: number;
  readonly of: WallWindow;
  /** It is on the page. */
  readonly seen: boolean;
  /** Somebody looks at a part of a picture. */
  readonly zooming: boolean;
}

export function useWholeWall(facts: WholeWallFacts): WholeWallState {
  const { cameras, saved, linkedIds, alarms, nowMs, of, seen, zooming } = facts;
  const [kept, setKept] = useState(() => readKeptWall(of));
  const [page, setPage] = useState(0);
  const [selected, setSelected] = useState(0);
  const [enlarged, setEnlarged] = useState(false);
  const [menu, showMenu] = useState(false);

  const alarmWaits = alarms.some(
    (alarm) => waitsForHand(alarm) && (alarm.class === "life" || alarm.class === "security"),
  );
  const tour = saved.tours.find(({ id }) => id === kept.tourId) ?? null;
  const touring = useTour(tour, seen, alarmWaits, enlarged || zooming || menu);
  const viewId = tour === null ? kept.viewId : touring.viewId;
  const view = saved.views.find(({ id }) => id === viewId) ?? null;

  const arrangement = useMemo((): Arrangement => {
    if (view !== null) return view;
    const ids = cameras.map(({ id }) => id);
    return kept.own === null ? arrangeAll(ids) : withCameras(kept.own, ids);
  }, [view, kept.own, cameras]);
  const { layout } = arrangement;
  const pages = pagesOf(arrangement);
  const shownPage = Math.min(page, pages - 1);
  const shownSelected = Math.min(selected, layout - 1);

  const known = useMemo(() => new Map(cameras.map((camera) => [camera.id, camera])), [cameras]);
  const ids = useMemo(() => new Set(known.keys()), [known]);
  const spot = arrangement.spot === null || arrangement.spot >= layout ? null : spotOf(alarms, ids, nowMs);
  const spotAlarm = spot?.alarm ?? null;
  const spotCameraId = spot?.cameraId ?? "";
  const places = useMemo(() => {
    return tilesOn(arrangement, shownPage).map((id, at): TilePlace | null => {
      const isSpot = at === arrangement.spot;
      const alarm = isSpot ? spotAlarm : null;
      const camera = known.get((alarm === null ? id : spotCameraId) ?? "");
      return camera === undefined
        ? null
        : { camera, linked: linkedIds.includes(camera.id), spot: isSpot ? { alarm } : null };
    });
  }, [arrangement, shownPage, known, linkedIds, spotAlarm, spotCameraId]);

  // A picture that fills the wall would hide the cameras of a new alarm; one that is studied stays.
  const waitingId = spotAlarm !== null && waitsForHand(spotAlarm) ? spotAlarm.id : null;
  const zoomingNow = useRef(zooming);
  useEffect(() => {
    zoomingNow.current = zooming;
  });
  useEffect(() => {
    if (waitingId !== null && !zoomingNow.current) setEnlarged(false);
  }, [waitingId]);

  function keep(change: Partial<KeptWall>): void {
    const next = { ...kept, ...change };
    setKept(next);
    keepWall(of, next);
  }
  function arrange(next: Arrangement): void {
    // Before the station has said which cameras there are, there is nothing to arrange.
    if (cameras.length === 0) return;
    const { layout, tiles, spot } = next;
    // What a view becomes by a hand is one's own; the saved view stays as it is.
    keep({ own: { layout, tiles: [...tiles], spot }, viewId: null, tourId: null });
  }
  function begin(): void {
    setPage(0);
    setEnlarged(false);
  }

  return {
    arrangement,
    layout,
    page: shownPage,
    pages,
    places,
    selected: shownSelected,
    enlarged,
    view,
    tour,
    touring,
    menu,
    select: setSelected,
    move: (dx, dy) => setSelected(tileBeside(layouts[layout], shownSelected, dx, dy)),
    enlarge(at) {
      if (at >= layout) return;
      setEnlarged(places[at] !== null && !(enlarged && at === shownSelected));
      setSelected(at);
    },
    reduce: () => setEnlarged(false),
    changeLayout(by) {
      const next = layoutBeside(layout, by);
      if (next === layout) return;
      // The page that holds the selected tile, so that the eye finds it again.
      const index = shownPage * layout + shownSelected;
      arrange({ ...arrangement, layout: next });
      setPage(Math.floor(index / next));
      setSelected(index % next);
      setEnlarged(false);
    },
    turnPage(by) {
      setPage((shownPage + by + pages) % pages);
      setEnlarged(false);
    },
    call: (cameraId) => arrange(placeCamera(arrangement, shownPage * layout + shownSelected, cameraId)),
    toggleSpot: () => arrange({ ...arrangement, spot: arrangement.spot === shownSelected ? null : shownSelected }),
    showView(viewId) {
      keep({ viewId, tourId: null });
      begin();
    },
    startTour(tourId) {
      keep({ tourId, viewId: tourId === null ? (view?.id ?? null) : kept.viewId });
      begin();
    },
    showMenu,
  };
}
