import type { StationInfo } from "../../native/contract/rpc.ts";
import type { Area } from "../../native/contract/site.ts";
import type { Formats } from "../i18n/formats.ts";
import { calm } from "../ui/calm.tsx";
import { CallCamera } from "../wall/call-camera.tsx";
import { numbered } from "../wall/camera-call.ts";
import { Replay } from "../wall/replay.tsx";
import { Wall } from "../wall/wall.tsx";
import { WholeWall } from "../wall/whole-wall.tsx";
import type { Places } from "./use-places.ts";
import type { Walls } from "./use-walls.ts";

interface WallPlaceProps {
  readonly walls: Walls;
  readonly places: Places;
  readonly info: StationInfo | null;
  readonly formats: Formats;
  readonly mayEdit: boolean;
  /** Open ones. */
  readonly alarms: number;
  /** Opens the wall's own window; null in that window. */
  readonly onWindow: (() => void) | null;
}

const noAreas: readonly Area[] = [];
const CalmWall = calm(Wall);

/** What stands where pictures are: the desk's wall, the wall over the whole page, or a replay. */
export function WallPlace({ walls, places, info, formats, mayEdit, alarms, onWindow }: WallPlaceProps) {
  const { cameras, saved, numbers, linkedIds, page, whole, zoom } = walls;
  const areas = info?.areas ?? noAreas;
  if (places.replay !== null)
    return (
      <Replay
        key={`${places.replay.fromMs}`}
        span={places.replay}
        formats={formats}
        onClose={() => places.play(null)}
        onMark={(atMs) => {
          const cameraId = places.replay?.cameras[0]?.id;
          if (cameraId !== undefined) places.mark({ cameraId, atMs });
        }}
      />
    );
  const call = places.asking !== null && (
    <CallCamera
      cameras={numbered(cameras)}
      first={places.asking}
      onCall={places.whole ? whole.call : places.showCalled}
      onClose={() => places.askCamera(null)}
    />
  );
  if (places.whole)
    return (
      <WholeWall
        wall={whole}
        {...{ zoom, numbers, saved, mayEdit, areas, formats, alarms, call }}
        onWindow={onWindow}
        onClose={onWindow === null ? null : () => places.showWhole(false)}
      />
    );
  return (
    <CalmWall
      {...{ cameras, numbers, zoom, areas, linkedIds, page, call, formats }}
      calledId={places.calledId}
      selected={places.tile}
      enlarged={places.enlarged}
      onPage={places.turnPage}
      onSelect={places.selectTile}
      onEnlarge={places.enlarge}
      onWhole={() => places.showWhole(true)}
    />
  );
}
