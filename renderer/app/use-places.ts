import { type Dispatch, type SetStateAction, useCallback, useState } from "react";
import type { DrawerName } from "./desk-drawers.tsx";
import { focusOf } from "./keyboard.ts";
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
  /** Opens it, or closes it if it is open. */
  readonly show: (next: Over) => void;
  readonly close: () => void;
  readonly openDevice: (deviceId: string) => void;
  readonly closeDevice: () => void;
  readonly openSite: () => void;
  readonly openPlans: () => void;
  readonly turnPage: Dispatch<SetStateAction<number>>;
  readonly enlarge: Dispatch<SetStateAction<number | null>>;
  /** One step back: the innermost open thing closes. */
  readonly back: (desk: Desk) => void;
}

export function usePlaces(): Places {
  const [over, setOver] = useState<Over>(null);
  const [deviceId, setDeviceId] = useState<string | null>(null);
  const [page, setPage] = useState(0);
  const [enlarged, setEnlarged] = useState<number | null>(null);
  return {
    over,
    deviceId,
    page,
    enlarged,
    show(next) {
      setDeviceId(null);
      setOver(over === next ? null : next);
    },
    close: useCallback(() => setOver(null), []),
    openDevice: useCallback((id: string) => {
      setOver(null);
      setDeviceId(id);
    }, []),
    closeDevice: useCallback(() => setDeviceId(null), []),
    openSite: useCallback(() => setOver("site"), []),
    openPlans: useCallback(() => setOver("plans"), []),
    turnPage: setPage,
    enlarge: setEnlarged,
    back(desk) {
      if (desk.selection.form !== null) desk.openForm(null);
      else if (deviceId !== null) setDeviceId(null);
      else if (over !== null) setOver(null);
      else if (focusOf(document.activeElement) !== "text") {
        // Out of a text, Escape only leaves the text.
        if (enlarged !== null) setEnlarged(null);
        else desk.deselect();
      }
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    },
  };
}
