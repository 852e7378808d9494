import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { protocol } from "electron";
import { cspHeader, withNonce } from "../native/contract/page-policy.ts";
import { appScheme, contentTypeOf, resolveAppUrl } from "./policy.ts";

/** Must run before the application is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Answers every address of our scheme from the built page's folder, and nothing from outside it. */
export function serveApp(folder: string): void {
  protocol.handle(appScheme, (request) => answer(request.method, request.url, folder));
}

async function answer(method: string, url: string, folder: string): Promise<Response> {
  if (method !== "GET" && method !== "HEAD") return refusal(405);
  const file = resolveAppUrl(url, folder);
  if (file === null) return refusal(404);
  let content: Buffer;
  try {
    content = await readFile(file);
  } catch (error) {
    // Missing, or a folder: nothing there to show. Anything else is the machine's trouble.
    const missing = error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "EISDIR");
    return refusal(missing ? 404 : 500);
  }
  const nonce = randomBytes(16).toString("base64");
  const isPage = file.endsWith(".html");
  const body = isPage ? withNonce(content.toString("utf8"), nonce) : new Uint8Array(content);
  return new Response(method === "HEAD" ? null : body, {
    headers: {
      "Content-Type": contentTypeOf(file),
      "Content-Security-Policy": cspHeader(nonce),
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Permissions-Policy": "camera=(), microphone=(), geolocation=(), usb=(), serial=()",
      // Names in assets/ carry a hash of their content; the page itself must always be the present one.
      "Cache-Control": isPage ? "no-store" : "max-age=31536000, immutable",
    },
  });
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: { "Content-Security-Policy": "default-src 'none'" } });
}
