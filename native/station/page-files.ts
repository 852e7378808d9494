import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";

export interface PageFile {
  readonly bytes: Buffer;
  readonly contentType: string;
  /** It carries the placeholder of the policy's nonce and is made ready for each answer. */
  readonly isPage: boolean;
  /** Its name carries a hash of its content: it may be cached for ever. */
  readonly isVersioned: boolean;
}

export interface PageFiles {
  find(urlPath: string): PageFile | null;
  /** Shown to a browser that has no cookie. */
  readonly noSession: string;
  /** Shown when the address's token was used before. */
  readonly usedAddress: string;
}

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
};

/**
 * Reads the built page into memory once: only what was there can be asked for, so no path from
 * outside ever reaches the file system. An unbuilt page is one that says so.
 */
export function readPageFiles(folder: string): PageFiles {
  const files = new Map<string, PageFile>();
  if (existsSync(folder)) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const contentType = contentTypes[extname(path)] ?? "application/octet-stream";
      const urlPath = `/${relative(folder, path).split(sep).join("/")}`;
      files.set(urlPath, {
        bytes: readFileSync(path),
        contentType,
        isPage: urlPath.endsWith(".html"),
        isVersioned: urlPath.startsWith("/assets/"),
      });
    }
  }
  const index = files.get("/index.html") ?? {
    bytes: Buffer.from(
      notice(
        "页面尚未构建。请运行 npm run build，然后重新启动。",
        "The page is not built. Run npm run build, then start again.",
      ),
    ),
    contentType: "text/html; charset=utf-8",
    isPage: true,
    isVersioned: false,
  };
  return {
    find: (urlPath) => (urlPath === "/" ? index : (files.get(urlPath) ?? null)),
    noSession: notice(
      "请用控制台启动时打印的地址打开本页，或运行 npm run address 取得新地址。",
      "Open this page by the address that the console printed when it started, or run npm run address for a new one.",
    ),
    usedAddress: notice(
      "此地址只能使用一次，且已被使用。请运行 npm run address 取得新地址。",
      "This address works once and was used. Run npm run address for a new one.",
    ),
  };
}

/** The only sentences the station writes itself: there is no page yet that could translate a code. */
function notice(chinese: string, english: string): string {
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>安卫台 Wardwatch</title><style nonce="WARDWATCH_CSP_NONCE">body{background:#141414;color:#ddd;font:18px/1.6 sans-serif;margin:15vh auto;max-width:40em;padding:0 1em}</style><h1>安卫台 Wardwatch</h1><p>${chinese}</p><p lang="en">${english}</p>`;
}
