/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions -- digits choose a part from anywhere in the page */
import { type KeyboardEvent, type ReactNode, useState } from "react";
import type { Actor } from "../../native/contract/actor.ts";
import type { Clip } from "../../native/contract/clips.ts";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { StationInfo } from "../../native/contract/rpc.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAskedAnew } from "../rpc/use-asked-anew.ts";
import { BookmarksTab } from "./bookmarks-tab.tsx";
import { CoverageTab } from "./coverage-tab.tsx";
import styles from "./evidence.module.css";
import { ExportsTab } from "./exports-tab.tsx";
import { HoldsTab } from "./holds-tab.tsx";
import { RecordingsTab } from "./recordings-tab.tsx";
import { StorageTab } from "./storage-tab.tsx";
import { useViewing, type ViewingSession } from "./use-viewing.ts";

/** The digit of each part; it never changes, whatever parts there are. */
export const evidenceTabs = {
  1: "recordings",
  2: "bookmarks",
  3: "holds",
  4: "exports",
  5: "storage",
  6: "coverage",
} as const satisfies Readonly<Record<number, string>>;
export type EvidenceTab = (typeof evidenceTabs)[keyof typeof evidenceTabs];

/** The part of a digit; null for none. */
export function evidenceTabOf(digit: number): EvidenceTab | null {
  return (evidenceTabs as Readonly<Record<number, EvidenceTab>>)[digit] ?? null;
}

/** What every part of the page is given. */
export interface EvidenceParts {
  readonly info: StationInfo | null;
  readonly actor: Actor | null;
  /** The alarm that is selected at the desk. */
  readonly selected: Alarm | null;
  readonly deviceNames: ReadonlyMap<string, string>;
  readonly areaNames: ReadonlyMap<string, string>;
  readonly nowMs: number;
  readonly formats: Formats;
  readonly onAskForOperator: () => void;
  /** Plays a stored clip in the wall's own way. */
  readonly player: (clip: Clip, onClose: () => void) => ReactNode;
  readonly viewing: ViewingSession;
  /** Goes to the recording. */
  readonly onShowClip: (clipId: string) => void;
}

const dutyNews = ["deletion.", "clips."];
const askDuties = async (client: StationClient) => (await client.retention.state()).unsigned;

interface EvidencePageProps extends Omit<EvidenceParts, "viewing" | "onShowClip"> {
  readonly tab: EvidenceTab;
  readonly onTab: (tab: EvidenceTab) => void;
}

/** F10: recordings and what is done with them. */
export function EvidencePage(props: EvidencePageProps) {
  const { tab, onTab, actor } = props;
  const { t } = useTexts();
  const viewing = useViewing(actor);
  const [shownClipId, setShownClipId] = useState<string | null>(null);
  const { value: unsigned } = useAskedAnew(askDuties, dutyNews);
  const notes: Partial<Record<EvidenceTab, number>> = { storage: unsigned ?? 0 };
  const onShowClip = (clipId: string) => {
    setShownClipId(clipId);
    onTab("recordings");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const target = event.target instanceof HTMLElement ? event.target : null;
    const inText = target?.closest("input:not([type=checkbox], [type=radio]), textarea, select, [role=combobox]");
    const inChoice = target?.closest("[data-digits]");
    if (inText || inChoice) return;
    if (/^Arrow(Down|Up)$/.test(event.key) && !target?.closest("[role=listbox]")) {
      event.currentTarget.querySelector<HTMLElement>("[role=listbox]")?.focus();
    } else {
      const next = /^[1-9]$/.test(event.key) ? evidenceTabOf(Number(event.key)) : null;
      if (next === null) return;
      onTab(next);
      document.querySelector<HTMLElement>(`#evidence-tab-${next}`)?.focus();
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section className={styles["page"]} aria-label={t("evidence.title")} onKeyDown={onKeyDown}>
      <div role="tablist" className={styles["tabs"]} aria-label={t("evidence.title")}>
        {Object.entries(evidenceTabs).map(([digit, known]) => (
          <button
            key={known}
            type="button"
            role="tab"
            id={`evidence-tab-${known}`}
            aria-selected={known === tab}
            aria-controls="evidence-part"
            onClick={() => onTab(known)}
          >
            <kbd>{digit}</kbd> {t(`evidence.tabs.${known}`)}
            {(notes[known] ?? 0) > 0 && <b className="numeric">{notes[known]}</b>}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id="evidence-part"
        aria-labelledby={`evidence-tab-${tab}`}
        className={styles["part"]}
        data-evidence={tab}
      >
        <Part {...props} {...{ viewing, onShowClip, shownClipId }} onChoose={setShownClipId} />
      </div>
    </section>
  );
}

interface PartProps extends EvidenceParts {
  readonly tab: EvidenceTab;
  readonly shownClipId: string | null;
  readonly onChoose: (clipId: string | null) => void;
}

function Part(props: PartProps) {
  switch (props.tab) {
    case "recordings":
      return <RecordingsTab {...props} chosenId={props.shownClipId} />;
    case "bookmarks":
      return <BookmarksTab {...props} />;
    case "holds":
      return <HoldsTab {...props} />;
    case "storage":
      return <StorageTab {...props} />;
    case "coverage":
      return <CoverageTab {...props} />;
    case "exports":
      return <ExportsTab {...props} />;
  }
}
