import type { Actor } from "../../native/contract/actor.ts";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { StationInfo } from "../../native/contract/rpc.ts";
import { EvidencePage, type EvidenceTab } from "../evidence/evidence-page.tsx";
import type { Formats } from "../i18n/formats.ts";
import type { Clip } from "../../native/contract/clips.ts";
import { Replay } from "../wall/replay.tsx";

export interface EvidenceDrawerPageProps {
  readonly evidenceTab: EvidenceTab;
  readonly onEvidenceTab: (tab: EvidenceTab) => void;
  readonly info: StationInfo | null;
  readonly actor: Actor | null;
  readonly selected: Alarm | null;
  readonly deviceNames: ReadonlyMap<string, string>;
  readonly areaNames: ReadonlyMap<string, string>;
  readonly nowMs: number;
  readonly formats: Formats;
  readonly onAskForOperator: () => void;
}

/** The page of recordings; what it needs of other areas of the screen is handed in here. */
export function EvidenceDrawerPage({ evidenceTab, onEvidenceTab, ...parts }: EvidenceDrawerPageProps) {
  const { info, actor, selected, deviceNames, areaNames, nowMs, formats, onAskForOperator } = parts;
  const player = (clip: Clip, onClose: () => void) => {
    const { cameraId: id, name, areaId, fromMs, toMs, clipId } = clip;
    const known = info?.devices.find((device) => device.id === id);
    // A camera that has left the site has left its recordings.
    const camera = known ?? {
      id,
      kind: "camera" as const,
      family: "onvif" as const,
      name,
      areaId: areaId ?? "",
      number: null,
    };
    return (
      <Replay
        key={clipId}
        span={{ cameras: [camera], fromMs, toMs, alarmAtMs: null, clipId }}
        {...{ formats, onClose }}
      />
    );
  };
  return (
    <EvidencePage
      player={player}
      tab={evidenceTab}
      onTab={onEvidenceTab}
      {...{ info, actor, selected, deviceNames, areaNames, nowMs, formats, onAskForOperator }}
    />
  );
}
