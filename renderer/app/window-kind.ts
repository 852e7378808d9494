/** The desk, or a window that is nothing but the wall: for a second monitor. */
export type WindowKind = "desk" | "wall";

const wallSearch = "?window=wall";

export function windowKindOf(search: string): WindowKind {
  return new URLSearchParams(search).get("window") === "wall" ? "wall" : "desk";
}

let opened: Window | null = null;

/** Opens the wall's window, or brings it to the front. False: the browser did not let it. */
export function openWallInBrowser(): boolean {
  if (opened !== null && !opened.closed) {
    opened.focus();
    return true;
  }
  // Its own window rather than a tab: it is moved to the other monitor.
  opened = window.open(`/${wallSearch}`, "wardwatch-wall", "popup,width=1280,height=720");
  return opened !== null;
}
