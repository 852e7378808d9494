/**
 * What the shell decides, as pure functions: where a page may go, what it may load, when a process
 * is started again. Electron's security list numbers its demands; they are cited by number.
 */
import { isAbsolute, join, relative, resolve } from "node:path";

/** The page's own scheme (18): standard and secure, so that it has an origin, unlike file://. */
export const appScheme = "app";
export const appHost = "wardwatch";
export const appOrigin = `${appScheme}://${appHost}`;
export const startUrl = `${appOrigin}/index.html`;
/** The same page as nothing but a wall (renderer/app/window-kind.ts). */
export const wallUrl = `${startUrl}?window=wall`;

/** True for the page itself and nothing else (13, 14). */
export function isAllowedNavigation(url: string): boolean {
  if (!URL.canParse(url)) return false;
  // Not `origin`: Node has none for a scheme of our own.
  const { host, password, protocol, username } = new URL(url);
  return protocol === `${appScheme}:` && host === appHost && username === "" && password === "";
}

/** True for what the page may load at all (1, 8): itself, and data of its own making. `allowDevTools` adds the inspector. */
export function isAllowedRequest(url: string, allowDevTools: boolean): boolean {
  if (isAllowedNavigation(url)) return true;
  if (url.startsWith(`blob:${appOrigin}/`) || url.startsWith("data:")) return true;
  return allowDevTools && url.startsWith("devtools://devtools/");
}

/** True when a message to the main process comes from our page's main frame (17). `parent` is null there. */
export function isTrustedSender(frame: { readonly url: string; readonly parent: unknown } | null): boolean {
  return frame !== null && frame.parent === null && isAllowedNavigation(frame.url);
}

/** The file inside `folder` that an address means; null when it means none, or one outside. */
export function resolveAppUrl(url: string, folder: string): string | null {
  if (!isAllowedNavigation(url)) return null;
  let path: string;
  try {
    path = decodeURIComponent(new URL(url).pathname);
  } catch {
    // A stray percent sign: no file has that name.
    return null;
  }
  // A backslash separates folders on Windows, and a zero byte ends names in C.
  if (path.includes("\0") || path.includes("\\")) return null;
  const file = resolve(join(folder, path === "/" ? "index.html" : path));
  const inside = relative(folder, file);
  return inside === "" || inside.startsWith("..") || isAbsolute(inside) ? null : file;
}

const contentTypes: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  ico: "image/x-icon",
  js: "text/javascript; charset=utf-8",
  json: "application/json; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml",
  wasm: "application/wasm",
  wav: "audio/wav",
  woff2: "font/woff2",
};

/** By the ending of the name; what is not known is never guessed by the browser, `nosniff` sees to that. */
export function contentTypeOf(file: string): string {
  return contentTypes[file.slice(file.lastIndexOf(".") + 1)] ?? "application/octet-stream";
}

const firstRestartMs = 250;
const longestRestartMs = 30_000;
/** A life as long as this was a good one: the next restart is quick again. */
const goodLifeMs = 60_000;

/** How many failures in a row this ending makes. */
export function failuresAfter(failures: number, lifeMs: number): number {
  return lifeMs >= goodLifeMs ? 1 : failures + 1;
}

/** Wait before the restart that follows the given failure (from 1), ms: doubles from a quarter of a second to half a minute. */
export function nextRestartDelayMs(failures: number): number {
  return Math.min(longestRestartMs, firstRestartMs * 2 ** Math.min(Math.max(0, failures - 1), 20));
}

export interface ShellArguments {
  readonly dataFolder: string;
  readonly siteFile: string | null;
  readonly simulated: boolean;
}

/**
 * `--data DIR --site FILE --simulated`, in any order; the browser's own switches are passed over.
 * Paths come out absolute.
 */
export function parseShellArguments(args: readonly string[], defaultDataFolder: string): ShellArguments {
  const valueOf = (name: string): string | null => {
    const at = args.findIndex((each) => each === name || each.startsWith(`${name}=`));
    if (at < 0) return null;
    const value = args[at] === name ? args[at + 1] : args[at]?.slice(name.length + 1);
    return value === undefined || value === "" || value.startsWith("--") ? null : resolve(value);
  };
  return {
    dataFolder: valueOf("--data") ?? defaultDataFolder,
    siteFile: valueOf("--site"),
    simulated: args.includes("--simulated"),
  };
}

/** Where the station keeps its data when nobody says otherwise (docs/guide). */
export function defaultDataFolder(
  platform: string,
  home: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  if (platform === "win32") return join(env["LOCALAPPDATA"] ?? join(home, "AppData", "Local"), "Wardwatch");
  if (platform === "darwin") return join(home, "Library", "Application Support", "Wardwatch");
  const data = env["XDG_DATA_HOME"];
  // The XDG base directory specification: a relative path is to be ignored.
  return join(data !== undefined && isAbsolute(data) ? data : join(home, ".local", "share"), "wardwatch");
}

export interface Screen {
  readonly id: number;
}

/** Where among the windows' addresses the wall's is; -1: it is not open. */
export function findWall(urls: readonly string[]): number {
  return urls.findIndex((url) => isAllowedNavigation(url) && new URL(url).searchParams.get("window") === "wall");
}

/** The screen for the next window: the first without one, else the first. */
export function pickScreen<S extends Screen>(screens: readonly S[], used: readonly number[]): S | null {
  return screens.find((screen) => !used.includes(screen.id)) ?? screens[0] ?? null;
}
