import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cspHeader, withNonce } from "../../native/contract/page-policy.ts";
import {
  contentTypeOf,
  defaultDataFolder,
  failuresAfter,
  findWall,
  isAllowedNavigation,
  isAllowedRequest,
  isTrustedSender,
  nextRestartDelayMs,
  parseShellArguments,
  pickScreen,
  resolveAppUrl,
  startUrl,
  wallUrl,
} from "../../electron/policy.ts";

const folder = resolve("/srv/page");

describe("where a page may go", () => {
  test.each(["app://wardwatch/index.html", "app://wardwatch/", "app://wardwatch/assets/a.js?x#y"])("%s: yes", (url) => {
    expect(isAllowedNavigation(url)).toBe(true);
  });
  test.each([
    "",
    "not a url",
    "https://wardwatch/",
    "http://127.0.0.1/",
    "file:///etc/passwd",
    "app://other/index.html",
    "app://wardwatch.evil/",
    "app://wardwatch@evil/",
    "app://user@wardwatch/",
    "app://wardwatch:80/",
    "javascript:alert(1)",
    "data:text/html,x",
    "about:blank",
    "devtools://devtools/bundled/x",
  ])("%s: no", (url) => {
    expect(isAllowedNavigation(url)).toBe(false);
  });
  test("it may load itself and data of its own making, the inspector only in development", () => {
    expect(isAllowedRequest("app://wardwatch/assets/a.js", false)).toBe(true);
    expect(isAllowedRequest("blob:app://wardwatch/1-2", false)).toBe(true);
    expect(isAllowedRequest("data:image/png;base64,AA", false)).toBe(true);
    expect(isAllowedRequest("blob:https://evil/1-2", false)).toBe(false);
    expect(isAllowedRequest("https://example.org/", true)).toBe(false);
    expect(isAllowedRequest("ws://127.0.0.1:80/", true)).toBe(false);
    expect(isAllowedRequest("file:///etc/passwd", true)).toBe(false);
    expect(isAllowedRequest("devtools://devtools/bundled/x.js", false)).toBe(false);
    expect(isAllowedRequest("devtools://devtools/bundled/x.js", true)).toBe(true);
  });
});

test("messages are taken from the page's main frame only", () => {
  expect(isTrustedSender({ url: "app://wardwatch/index.html", parent: null })).toBe(true);
  expect(isTrustedSender({ url: "app://wardwatch/index.html", parent: {} })).toBe(false);
  expect(isTrustedSender({ url: "https://evil/", parent: null })).toBe(false);
  expect(isTrustedSender(null)).toBe(false);
});

describe("which file an address means", () => {
  test("the page, and files below it", () => {
    expect(resolveAppUrl("app://wardwatch/", folder)).toBe(join(folder, "index.html"));
    expect(resolveAppUrl("app://wardwatch/assets/a%20b.js?v=1#x", folder)).toBe(join(folder, "assets", "a b.js"));
  });
  test.each([
    "app://wardwatch/..%2f..%2fetc/passwd",
    "app://wardwatch/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "app://wardwatch/a/..%2f..%2f..%2fx",
    "app://wardwatch/..%5c..%5cx",
    "app://wardwatch/a%00.js",
    "app://wardwatch/%",
    "app://wardwatch/.%2f",
    "app://other/index.html",
    "https://wardwatch/index.html",
  ])("%s: none", (url) => {
    expect(resolveAppUrl(url, folder)).toBe(null);
  });
  test("never one outside, whatever is asked", () => {
    const piece = fc.constantFrom(
      "..",
      ".",
      "%2e%2e",
      "%2f",
      "/",
      "\\",
      "%5c",
      "a",
      "index.html",
      "%00",
      "//",
      "C:",
      "~",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const file = resolveAppUrl(`app://wardwatch/${pieces.join("")}`, folder);
        expect(file === null || file.startsWith(`${folder}/`)).toBe(true);
      }),
    );
  });
  test("a file's type comes from its name", () => {
    expect(contentTypeOf("/x/index.html")).toBe("text/html; charset=utf-8");
    expect(contentTypeOf("/x/a.unknown")).toBe("application/octet-stream");
  });
});

test("the policy allows no foreign origin, no inline script and no eval", () => {
  const policy = cspHeader("abc");
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("style-src 'self' 'nonce-abc'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  expect(withNonce('<meta nonce="WARDWATCH_CSP_NONCE"><b nonce="WARDWATCH_CSP_NONCE">', "n")).toBe(
    '<meta nonce="n"><b nonce="n">',
  );
});

test("restarts become rarer, never stop, and are quick again after a good life", () => {
  expect([1, 2, 3, 4].map(nextRestartDelayMs)).toEqual([250, 500, 1000, 2000]);
  expect(nextRestartDelayMs(1000)).toBe(30_000);
  expect(failuresAfter(7, 100)).toBe(8);
  expect(failuresAfter(7, 60_000)).toBe(1);
});

test("arguments among the browser's own", () => {
  const parse = (...args: string[]) => parseShellArguments(args, "/default");
  expect(parse()).toEqual({ dataFolder: "/default", siteFile: null, simulated: false });
  expect(parse("--no-sandbox", "--data", "/d", "--simulated", "--site=/s.json")).toEqual({
    dataFolder: "/d",
    siteFile: "/s.json",
    simulated: true,
  });
  expect(parse("--data", "--simulated").dataFolder).toBe("/default");
  expect(parse("--data").dataFolder).toBe("/default");
});

test("the data folder is where each system keeps such things", () => {
  expect(defaultDataFolder("linux", "/home/a", {})).toBe("/home/a/.local/share/wardwatch");
  expect(defaultDataFolder("linux", "/home/a", { XDG_DATA_HOME: "/data" })).toBe("/data/wardwatch");
  expect(defaultDataFolder("linux", "/home/a", { XDG_DATA_HOME: "relative" })).toBe("/home/a/.local/share/wardwatch");
  expect(defaultDataFolder("darwin", "/Users/a", {})).toBe("/Users/a/Library/Application Support/Wardwatch");
  expect(defaultDataFolder("win32", "C:/Users/a", { LOCALAPPDATA: "D:/Local" })).toBe("D:/Local/Wardwatch");
});

test("a further window goes to a screen that has none", () => {
  const screens = [{ id: 1 }, { id: 2 }];
  expect(pickScreen(screens, [])?.id).toBe(1);
  expect(pickScreen(screens, [1])?.id).toBe(2);
  expect(pickScreen(screens, [1, 2])?.id).toBe(1);
  expect(pickScreen([], [])).toBe(null);
});

test("the wall's window is known by its address, and only by one of ours", () => {
  expect(findWall([startUrl, wallUrl])).toBe(1);
  expect(findWall([startUrl, "", "https://evil.example/?window=wall"])).toBe(-1);
  expect(isAllowedNavigation(wallUrl)).toBe(true);
});
