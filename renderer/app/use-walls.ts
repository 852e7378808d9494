import { useEffect, useMemo } from "react";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { DeviceSummary, StationInfo } from "../../native/contract/rpc.ts";
import type { SiteWall } from "../../native/contract/wall.ts";
import { inCallingOrder, numbered } from "../wall/camera-call.ts";
import type { WallWindow } from "../wall/kept-wall.ts";
import { useWholeWall, type WholeWallState } from "../wall/use-whole-wall.ts";
import { useZoom, type ZoomState } from "../wall/use-zoom.ts";
import { deskPlaces, pageCount } from "../wall/wall-layout.ts";
import type { Places } from "./use-places.ts";

/** Both walls, and what of them is seen now. */
export interface Walls {
  /** In the order in which they are called. */
  readonly cameras: readonly DeviceSummary[];
  readonly saved: SiteWall;
  /** By which each is called; null: by its name only. */
  readonly numbers: ReadonlyMap<string, number | null>;
  /** Cameras of the selected alarm. */
  readonly linkedIds: readonly string[];
  /** Of the desk's wall. */
  readonly pages: number;
  /** From 0; never beyond the last, though cameras may have gone since it was turned. */
  readonly page: number;
  readonly whole: WholeWallState;
  readonly zoom: ZoomState;
  /** The camera that the keys for one picture are about. */
  readonly aboutId: string | null;
  /** What is seen, or the one picture that was made large. */
  readonly seen: readonly DeviceSummary[];
}

const none: readonly string[] = [];
const nothingSaved: SiteWall = { views: [], tours: [] };

export interface WallsFacts {
  readonly info: StationInfo | null;
  readonly alarms: readonly Alarm[];
  readonly selected: Alarm | null;
  readonly places: Places;
  readonly nowMs: number;
  readonly of: WallWindow;
}

export function useWalls({ info, alarms, selected, places, nowMs, of }: WallsFacts): Walls {
  const devices = info?.devices;
  const cameras = useMemo(() => inCallingOrder(devices?.filter(({ kind }) => kind === "camera") ?? []), [devices]);
  const numbers = useMemo(() => new Map(numbered(cameras).map(({ camera, number }) => [camera.id, number])), [cameras]);
  // The same list for the same alarm, so that the walls rest while ages tick.
  const linkedKey = selected?.cameraIds.join(" ") ?? "";
  const linkedIds = useMemo(() => (linkedKey === "" ? none : linkedKey.split(" ")), [linkedKey]);
  const pages = pageCount(cameras.length);
  const page = Math.min(places.page, pages - 1);
  const saved = info?.wall ?? nothingSaved;

  const onDesk = deskPlaces(cameras, linkedIds, page, places.calledId).map(({ camera }) => camera);
  const enlarged = places.calledId === null ? places.enlarged : 1;
  const deskSeen = enlarged === null || enlarged > onDesk.length ? onDesk : onDesk.slice(enlarged - 1, enlarged);
  const deskAbout = deskSeen.length === 1 ? deskSeen[0] : onDesk[Math.min(places.tile, onDesk.length - 1)];

  const zoom = useZoom();
  const whole = useWholeWall({
    cameras,
    saved,
    linkedIds,
    alarms,
    nowMs,
    of,
    seen: places.whole,
    zooming: zoom.cameraId !== null,
  });
  const tile = whole.places[whole.selected];
  const wholeSeen = whole.enlarged && tile ? [tile.camera] : whole.places.flatMap((place) => place?.camera ?? []);
  const seen = places.whole ? wholeSeen : deskSeen;
  // The keys must not stay with a picture that went away: another page, another alarm, a camera taken out.
  const isZoomSeen = zoom.cameraId === null || seen.some(({ id }) => id === zoom.cameraId);
  const { reset } = zoom;
  useEffect(() => {
    if (!isZoomSeen) reset();
  }, [isZoomSeen, reset]);
  const aboutId = (places.whole ? tile?.camera : deskAbout)?.id ?? null;
  return { cameras, saved, numbers, linkedIds, pages, page, whole, zoom, aboutId, seen };
}
