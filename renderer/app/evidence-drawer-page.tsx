import type { Actor } from "../../native/contract/actor.ts";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { StationInfo } from "../../native/contract/rpc.ts";
import { EvidencePage, type EvidenceTab } from "../evidence/evidence-page.tsx";
import type { Formats } from "../i18n/formats.ts";

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
  return (
    <EvidencePage
      tab={evidenceTab}
      onTab={onEvidenceTab}
      {...{ info, actor, selected, deviceNames, areaNames, nowMs, formats, onAskForOperator }}
    />
  );
}
