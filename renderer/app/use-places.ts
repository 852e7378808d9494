import { type Dispatch, type SetStateAction, useCallback, useState } from "react";
import type { MarkedMoment } from "../evidence/bookmark-form.tsx";
import type { EvidenceTab } from "../evidence/evidence-page.tsx";
import type { GatesTab } from "../gates/gates-page.tsx";
import type { SiteDraft } from "../settings/draft.ts";
import type { ReplaySpan } from "../wall/replay.tsx";
import { evenLayout, tileBeside } from "../wall/layouts.ts";
import type { WholeWallState } from "../wall/use-whole-wall.ts";
import type { ZoomState } from "../wall/use-zoom.ts";
import type { DrawerName } from "./desk-drawers.tsx";
import { focusOf } from "./keyboard.ts";
import type { WindowKind } from "./window-kind.ts";
import type { Desk } from "./use-desk.ts";

/** What lies over the middle and the right; never over the queue. */
export type Over = "log" | "help" | "site" | DrawerName | null;

/** What is open and where the eye is, besides the selected alarm. */
export interface Places {
  readonly over: Over;
  readonly deviceId: string | null;
  /** The group of cameras on the wall, from 0. */
  readonly page: number;
  /** The tile that fills the wall, from 1. */
  readonly enlarged: number | null;
  /** The tile of the desk's wall that arrows start from, from 0. */
  readonly tile: number;
  /** The wall fills the page; the alarms keep their column. */
  readonly whole: boolean;
  /** What was typed to ask for a camera; null while nobody asks. */
  readonly asking: string | null;
  /** The called camera that fills the desk's wall. */
  readonly calledId: string | null;
  readonly gatesTab: GatesTab;
  readonly evidenceTab: EvidenceTab;
  /** Changes of the site that are not done yet; kept while something else is looked at. */
  readonly siteDraft: SiteDraft | null;
  /** What is played in the wall's place; null while the wall is live. */
  readonly replay: ReplaySpan | null;
  /** Opens it, or closes it if it is open. */
  readonly show: (next: Over) => void;
  /** Opens it, whatever was open. */
  readonly open: (next: Over) => void;
  readonly close: () => void;
  readonly openDevice: (deviceId: string) => void;
  readonly closeDevice: () => void;
  readonly openSite: () => void;
  readonly openPlans: () => void;
  readonly openGates: (tab: GatesTab) => void;
  readonly turnGatesTab: (tab: GatesTab) => void;
  readonly turnEvidenceTab: (tab: EvidenceTab) => void;
  readonly keepSiteDraft: (draft: SiteDraft | null) => void;
  /** The moment that a bookmark is being written for. */
  readonly marked: MarkedMoment | null;
  readonly mark: (moment: MarkedMoment) => void;
  readonly play: (span: ReplaySpan | null) => void;
  readonly turnPage: Dispatch<SetStateAction<number>>;
  readonly enlarge: Dispatch<SetStateAction<number | null>>;
  readonly selectTile: (at: number) => void;
  readonly moveTile: (dx: number, dy: number) => void;
  readonly askCamera: (first: string | null) => void;
  readonly showCalled: (cameraId: string | null) => void;
  readonly showWhole: Dispatch<SetStateAction<boolean>>;
  /** One step back: the innermost open thing closes. */
  readonly back: (desk: Desk, wall: WholeWallState, zoom: ZoomState) => void;
}

const ignore = () => undefined;

/** @param onOver something else comes over the desk: what must be put aside is */
export function usePlaces(onOver: () => void, kind: WindowKind): Places {
  const [over, layOver] = useState<Over>(null);
  const [deviceId, setDeviceId] = useState<string | null>(null);
  const [page, setPage] = useState(0);
  const [enlarged, setEnlarged] = useState<number | null>(null);
  const [tile, setTile] = useState(0);
  const [whole, setWhole] = useState(kind === "wall");
  const [asking, setAsking] = useState<string | null>(null);
  const [calledId, setCalledId] = useState<string | null>(null);
  const [gatesTab, setGatesTab] = useState<GatesTab>("live");
  const [evidenceTab, setEvidenceTab] = useState<EvidenceTab>("recordings");
  const [siteDraft, setSiteDraft] = useState<SiteDraft | null>(null);
  const [marked, setMarked] = useState<MarkedMoment | null>(null);
  const [replay, setReplay] = useState<ReplaySpan | null>(null);
  const setOver = useCallback(
    (next: Over) => {
      onOver();
      layOver(next);
    },
    [onOver],
  );
  const open = useCallback(
    (next: Over) => {
      setDeviceId(null);
      setOver(next);
    },
    [setOver],
  );
  return {
    over,
    deviceId,
    page,
    enlarged,
    tile,
    whole,
    asking,
    calledId,
    gatesTab,
    evidenceTab,
    siteDraft,
    replay,
    show: (next) => open(over === next ? null : next),
    open,
    close: useCallback(() => setOver(null), [setOver]),
    openDevice: useCallback(
      (id: string) => {
        setOver(null);
        setDeviceId(id);
      },
      [setOver],
    ),
    closeDevice: useCallback(() => setDeviceId(null), []),
    openSite: useCallback(() => open("site"), [open]),
    openPlans: useCallback(() => open("plans"), [open]),
    openGates(tab) {
      setGatesTab(tab);
      open("gates");
    },
    turnGatesTab: setGatesTab,
    turnEvidenceTab: setEvidenceTab,
    keepSiteDraft: setSiteDraft,
    marked,
    mark(moment) {
      setMarked(moment);
      open("bookmark");
    },
    play: setReplay,
    turnPage: useCallback((next) => {
      setCalledId(null);
      setPage(next);
    }, []),
    enlarge: useCallback((next) => {
      setCalledId(null);
      setEnlarged(next);
    }, []),
    selectTile: setTile,
    moveTile: (dx, dy) => setTile((now) => tileBeside(evenLayout(2, 2), now, dx, dy)),
    askCamera: setAsking,
    showCalled: setCalledId,
    // A window for the wall has no desk behind it.
    showWhole: kind === "wall" ? ignore : setWhole,
    back(desk, wall, zoom) {
      if (desk.selection.form !== null) desk.openForm(null);
      else if (deviceId !== null) setDeviceId(null);
      else if (over !== null) setOver(null);
      else if (focusOf(document.activeElement) !== "text") {
        // Out of a text, Escape only leaves the text.
        if (replay !== null) setReplay(null);
        else if (zoom.cameraId !== null) zoom.reset();
        else if (whole && wall.menu) wall.showMenu(false);
        else if (whole && wall.enlarged) wall.reduce();
        else if (!whole && calledId !== null) setCalledId(null);
        else if (!whole && enlarged !== null) setEnlarged(null);
        else desk.deselect();
      }
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    },
  };
}
