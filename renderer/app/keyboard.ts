/** What a key asks for. */
export type Command =
  | { readonly type: "acknowledge" | "close" | "note" | "top" | "escape" | "log" | "search" | "help" }
  | { readonly type: "operator" | "devices" | "silence" | "previousPage" | "nextPage" }
  | { readonly type: "next" | "dispatch" | "arrive" | "takeOver" | "shelve" | "makeReal" | "skip" }
  | { readonly type: "manual" | "reopen" | "drill" | "buttonTest" | "held" | "load" | "shift" | "plans" | "sound" }
  | { readonly type: "entry" | "gates" | "site" | "replay" | "ptz" | "evidence" | "bookmark" }
  | {
      readonly type: "wholeWall" | "secondWindow" | "fullScreen" | "tileOpen" | "zoom" | "zoomReset" | "views" | "tour";
    }
  /** Asks for a camera; the digit that asked is its first. */
  | { readonly type: "callCamera"; readonly first: string }
  | { readonly type: "zoomStep"; readonly by: number }
  /** The zoomed picture looks to that side. */
  | { readonly type: "pan"; readonly dx: number; readonly dy: number }
  /** The wall's selection goes to the tile in that direction. */
  | { readonly type: "tileMove"; readonly dx: number; readonly dy: number }
  /** More or fewer tiles. */
  | { readonly type: "layout"; readonly by: number }
  | { readonly type: "move"; readonly by: number }
  | { readonly type: "tile"; readonly tile: number }
  | { readonly type: "volume"; readonly by: number };

/** What is looked at of a KeyboardEvent. */
export interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey?: boolean;
  /** An input method is in the middle of a word: the key is its own. */
  readonly composing: boolean;
}

/**
 * Where the key was pressed: `text` keeps all but Escape, `button` keeps Enter and space, a scrolled `list` the moving
 * keys; on a `tile` keys are the wall's; in the queue of `alarms` they are the alarms' also while the wall fills the page.
 */
export type Focus = "text" | "button" | "list" | "tile" | "alarms" | "other";

const commands: Readonly<Record<string, Command>> = {
  a: { type: "acknowledge" },
  enter: { type: "acknowledge" },
  c: { type: "close" },
  n: { type: "note" },
  t: { type: "top" },
  home: { type: "top" },
  arrowdown: { type: "move", by: 1 },
  arrowup: { type: "move", by: -1 },
  l: { type: "log" },
  o: { type: "operator" },
  d: { type: "next" },
  g: { type: "dispatch" },
  v: { type: "arrive" },
  k: { type: "takeOver" },
  s: { type: "shelve" },
  u: { type: "makeReal" },
  p: { type: "skip" },
  m: { type: "manual" },
  j: { type: "entry" },
  r: { type: "reopen" },
  b: { type: "replay" },
  i: { type: "ptz" },
  e: { type: "devices" },
  f2: { type: "drill" },
  f3: { type: "buttonTest" },
  f4: { type: "held" },
  y: { type: "plans" },
  h: { type: "sound" },
  w: { type: "wholeWall" },
  f: { type: "fullScreen" },
  q: { type: "callCamera", first: "" },
  z: { type: "zoom" },
  f6: { type: "gates" },
  f7: { type: "site" },
  f8: { type: "load" },
  f9: { type: "shift" },
  f10: { type: "evidence" },
  x: { type: "silence" },
  "[": { type: "previousPage" },
  "]": { type: "nextPage" },
  "1": { type: "tile", tile: 1 },
  "2": { type: "tile", tile: 2 },
  "3": { type: "tile", tile: 3 },
  "4": { type: "tile", tile: 4 },
  "+": { type: "volume", by: 0.1 },
  "=": { type: "volume", by: 0.1 },
  "-": { type: "volume", by: -0.1 },
  ";": { type: "bookmark" },
  "；": { type: "bookmark" },
  "?": { type: "help" },
  "？": { type: "help" },
};

/** What keys mean for a tile that has the focus; before the desk's meaning. */
const tileCommands: Readonly<Record<string, Command>> = {
  arrowleft: { type: "tileMove", dx: -1, dy: 0 },
  arrowright: { type: "tileMove", dx: 1, dy: 0 },
  arrowup: { type: "tileMove", dx: 0, dy: -1 },
  arrowdown: { type: "tileMove", dx: 0, dy: 1 },
  enter: { type: "tileOpen" },
};

/** Over the whole page the wall has these as well: a number said by radio is typed at once. */
const wallCommands: Readonly<Record<string, Command>> = {
  ...tileCommands,
  ...Object.fromEntries(Array.from("0123456789", (first): [string, Command] => [first, { type: "callCamera", first }])),
  ",": { type: "layout", by: -1 },
  "，": { type: "layout", by: -1 },
  ".": { type: "layout", by: 1 },
  "。": { type: "layout", by: 1 },
  "/": { type: "views" },
  "、": { type: "views" },
  " ": { type: "tour" },
};

/** While a picture is zoomed. */
const zoomCommands: Readonly<Record<string, Command>> = {
  arrowleft: { type: "pan", dx: -1, dy: 0 },
  arrowright: { type: "pan", dx: 1, dy: 0 },
  arrowup: { type: "pan", dx: 0, dy: -1 },
  arrowdown: { type: "pan", dx: 0, dy: 1 },
  "+": { type: "zoomStep", by: 1 },
  "=": { type: "zoomStep", by: 1 },
  "-": { type: "zoomStep", by: -1 },
  "0": { type: "zoomReset" },
};

/** What has the keys that nobody else has: the desk, the wall over the whole page, a zoomed picture on either. */
export interface KeysOf {
  readonly whole: boolean;
  readonly zooming: boolean;
}

/** The command of a key, or null where the key belongs to what has the focus. */
export function commandOf(
  key: Key,
  focus: Focus,
  { whole, zooming }: KeysOf = { whole: false, zooming: false },
): Command | null {
  if (key.composing || key.altKey || key.metaKey) return null;
  if (key.key === "Escape") return { type: "escape" };
  if (key.ctrlKey) return key.key === "/" ? { type: "search" } : null;
  if (focus === "text") return null;
  if (focus === "button" && (key.key === "Enter" || key.key === " ")) return null;
  if (focus === "list" && /^(Arrow|Home)/.test(key.key)) return null;
  const name = key.key.toLowerCase();
  if (name === "w" && key.shiftKey === true) return { type: "secondWindow" };
  if (focus === "alarms") return commands[name] ?? null;
  return (
    (zooming ? zoomCommands[name] : undefined) ??
    (whole ? wallCommands[name] : focus === "tile" ? tileCommands[name] : undefined) ??
    commands[name] ??
    null
  );
}

/** What the focused element does with keys itself. */
export function focusOf(element: Element | null): Focus {
  if (element === null) return "other";
  if (element.closest('textarea, select, [contenteditable="true"], [role="combobox"], [role="slider"]')) return "text";
  const input = element.closest("input");
  if (input) return input.type === "range" ? "list" : "text";
  if (element.closest("[data-tile]")) return "tile";
  if (element.closest('button, a[href], [role="button"], summary')) return "button";
  if (element.closest("[data-scrolls]")) return "list";
  return element.closest('[role="listbox"]') ? "alarms" : "other";
}
