import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import { WebSocketServer } from "ws";
import { AppError, reasonOf } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { mayDo } from "../contract/actor.ts";
import { cspHeader, withNonce } from "../contract/page-policy.ts";
import { serveSocket } from "../rpc/serve.ts";
import type { Services, Session } from "../rpc/services.ts";
import type { PageFiles } from "./page-files.ts";
import type { PageSessions } from "./page-sessions.ts";

export interface PageServerOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly files: PageFiles;
  readonly sessions: PageSessions;
  readonly services: Services;
  /** The zip of an export of evidence; null where there is none. */
  readonly exportZip: (exportId: string) => Promise<string | null>;
  /** Takes over an upgraded connection for the video channel: the socket goes to the cameras process. */
  readonly passVideo: (request: IncomingMessage, socket: Socket, head: Buffer) => void;
}

export interface PageServer {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** A fresh address with a one-time token. */
  address(): string;
  /** Ends the pages' connections and the listening. */
  close(): Promise<void>;
}

const cookieName = "wardwatch_session";
/** A site file of 4 MB and its envelope. */
const mostMessageBytes = 9 * 1024 * 1024;

const commonHeaders = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=(), usb=(), serial=()",
};

/** Serves the page, its calls and its video on one socket, with Host, Origin and cookie checks. Rejects with `listen.failed`. */
export async function openPageServer(
  options: PageServerOptions,
  parts: { clock: Clock; logger: Logger },
): Promise<PageServer> {
  const { sessions, services, files } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: mostMessageBytes });
  const server = createServer((request, response) => {
    respond(request, response);
  });
  server.on("upgrade", (request, socket, head) => upgrade(request, socket as Socket, head));
  server.on("clientError", (_error, socket) => socket.destroy());

  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      const params = { host: options.host, port: options.port, reason: reasonOf(error) };
      reject(new AppError("listen.failed", params, error));
    });
    server.listen(options.port, options.host, resolve);
  });
  const port = (server.address() as AddressInfo).port;
  const hostText = options.host.includes(":") ? `[${options.host}]` : options.host;
  const origin = `http://${hostText}:${port}`;
  const knownHosts = new Set([`${hostText}:${port}`, `localhost:${port}`, `127.0.0.1:${port}`]);

  function sessionOf(request: IncomingMessage): Session | null {
    const cookies = (request.headers.cookie ?? "").split(/; */);
    const prefix = `${cookieName}=`;
    return sessions.find(cookies.find((each) => each.startsWith(prefix))?.slice(prefix.length));
  }

  function respond(request: IncomingMessage, response: ServerResponse): void {
    // Another name in Host is another site's page pointed at this machine (DNS rebinding).
    if (!knownHosts.has(request.headers.host ?? "")) return answer(response, 421, "wrong host");
    const url = URL.parse(request.url ?? "/", origin);
    // Such as `//`: no address at all.
    if (url === null) return answer(response, 400, "address");
    if (request.method === "POST" && url.pathname === "/address") {
      const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
      return key !== undefined && sessions.isKey(key) ? answer(response, 200, address()) : answer(response, 403, "no");
    }
    if (request.method !== "GET" && request.method !== "HEAD") return answer(response, 405, "method");
    const token = url.searchParams.get("token");
    if (token !== null) {
      const cookie = sessions.exchange(token);
      // A used address opened again in the browser that used it: its cookie still stands.
      if (cookie === null && sessionOf(request) === null) return page(response, 403, files.usedAddress);
      response.writeHead(302, {
        ...headersOf(freshNonce()),
        Location: "/",
        "Cache-Control": "no-store",
        ...(cookie === null ? {} : { "Set-Cookie": `${cookieName}=${cookie}; HttpOnly; SameSite=Strict; Path=/` }),
      });
      response.end();
      return;
    }
    if (sessionOf(request) === null) return page(response, 401, files.noSession);
    const exportId = /^\/exports\/([A-Z0-9-]+)\.zip$/.exec(url.pathname)?.[1];
    if (exportId !== undefined) return void sendExport(request, response, exportId);
    const file = files.find(url.pathname);
    if (file === null) return answer(response, 404, "not found");
    const nonce = freshNonce();
    const body = file.isPage ? Buffer.from(withNonce(file.bytes.toString(), nonce)) : file.bytes;
    response.writeHead(200, {
      ...headersOf(nonce),
      "Content-Type": file.contentType,
      "Content-Length": body.length,
      "Cache-Control": file.isVersioned ? "max-age=31536000, immutable" : "no-store",
    });
    response.end(request.method === "HEAD" ? undefined : body);
  }

  /** An export as download, for who may hand it out. */
  async function sendExport(request: IncomingMessage, response: ServerResponse, exportId: string): Promise<void> {
    const actor = sessionOf(request)?.actor ?? null;
    if (actor === null || !mayDo(actor.role, "evidence.export")) return answer(response, 403, "no");
    try {
      const file = await options.exportZip(exportId);
      if (file === null) return answer(response, 404, "not found");
      response.writeHead(200, {
        ...headersOf(freshNonce()),
        "Content-Type": "application/zip",
        "Content-Length": (await stat(file)).size,
        "Content-Disposition": `attachment; filename="${exportId}.zip"`,
        "Cache-Control": "no-store",
      });
      if (request.method === "HEAD") response.end();
      else await pipeline(createReadStream(file), response);
    } catch (error) {
      // The page went away, or the disk failed in the middle: the length tells the browser that it is not whole.
      parts.logger.warn({ exportId, reason: reasonOf(error) }, "an export was not sent");
      response.destroy();
    }
  }

  function upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    socket.on("error", (error) => parts.logger.debug({ error: error.message }, "page socket"));
    const { host, origin: from } = request.headers;
    const session = sessionOf(request);
    const isOurPage = knownHosts.has(host ?? "") && from === `http://${host}`;
    if (!isOurPage || session === null) {
      parts.logger.warn({ host, origin: from, signedIn: session !== null }, "refused a connection");
      socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
      return;
    }
    const pathname = URL.parse(request.url ?? "/", origin)?.pathname;
    if (pathname === "/video") return options.passVideo(request, socket, head);
    if (pathname !== "/rpc") {
      socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => serveSocket(opened, { services, session }, parts));
  }

  function address(): string {
    return `${origin}/?token=${sessions.mintToken()}`;
  }

  return {
    origin,
    address,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.close(1001, "stopping");
        server.close(() => resolve());
        server.closeAllConnections();
        // A page that does not answer the closing handshake must not hold the stop.
        parts.clock.after(500, () => sockets.clients.forEach((socket) => socket.terminate()));
      }),
  };
}

/** 128 bits, never used twice. */
function freshNonce(): string {
  return randomBytes(16).toString("base64");
}

function headersOf(nonce: string): Record<string, string> {
  return { "Content-Security-Policy": cspHeader(nonce), ...commonHeaders };
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    ...headersOf(freshNonce()),
    "Content-Type": "text/plain; charset=utf-8",
    "Cache-Control": "no-store",
  });
  response.end(text);
}

function page(response: ServerResponse, status: number, html: string): void {
  const nonce = freshNonce();
  response.writeHead(status, {
    ...headersOf(nonce),
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
  });
  response.end(withNonce(html, nonce));
}
