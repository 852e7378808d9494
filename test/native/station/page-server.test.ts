import { type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import type { ContractRouterClient } from "@orpc/contract";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { systemClock } from "../../../native/base/clock.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import type { Contract } from "../../../native/contract/rpc.ts";
import type { Services, Session } from "../../../native/rpc/services.ts";
import type { PageFile, PageFiles } from "../../../native/station/page-files.ts";
import { openPageServer, type PageServer } from "../../../native/station/page-server.ts";
import { PageSessions } from "../../../native/station/page-sessions.ts";
import { closing } from "../../set-up.ts";

const key = Buffer.alloc(32, 7);
const html = '<!doctype html><meta property="csp-nonce" nonce="WARDWATCH_CSP_NONCE"><p>页面';
const script = "export const answer = 42;";

const index: PageFile = {
  bytes: Buffer.from(html),
  contentType: "text/html; charset=utf-8",
  isPage: true,
  isVersioned: false,
};
const asset: PageFile = {
  bytes: Buffer.from(script),
  contentType: "text/javascript; charset=utf-8",
  isPage: false,
  isVersioned: true,
};
const files: PageFiles = {
  find: (path) => (path === "/" ? index : path === "/assets/main.js" ? asset : null),
  noSession: '<style nonce="WARDWATCH_CSP_NONCE"></style>no session',
  usedAddress: '<style nonce="WARDWATCH_CSP_NONCE"></style>used',
};

/** Zips of exports of evidence, by the export's number. */
const exports = new Map<string, string>();

/** Only what these tests call. */
const services = { info: () => ({ site: null }), checkSite: () => [], noteRefusal: () => undefined };

interface Opened {
  readonly server: PageServer;
  readonly passed: { readonly url: string | undefined; readonly socket: Socket }[];
  readonly host: string;
  /** A cookie that was exchanged for a token. */
  readonly cookie: string;
  /** Of that cookie. */
  readonly session: () => Session;
}

async function open(): Promise<Opened> {
  const sessions = new PageSessions(key, systemClock);
  const passed: Opened["passed"] = [];
  const server = await openPageServer(
    {
      host: "127.0.0.1",
      port: 0,
      files,
      sessions,
      services: services as unknown as Services,
      exportZip: (exportId) => Promise.resolve(exports.get(exportId) ?? null),
      passVideo: (incoming, socket) => {
        passed.push({ url: incoming.url, socket });
        socket.end("HTTP/1.1 418 Passed\r\nConnection: close\r\n\r\n");
      },
    },
    { clock: systemClock, logger: silentLogger },
  );
  closing(() => server.close());
  const cookie = `wardwatch_session=${sessions.exchange(sessions.mintToken())}`;
  const session = (): Session => {
    const found = sessions.find(cookie.slice(cookie.indexOf("=") + 1));
    if (found === null) throw new Error("no session");
    return found;
  };
  return { server, passed, host: server.origin.slice("http://".length), cookie, session };
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** As a hand-written client would ask: any path and any Host go out as they are. */
function ask({ server }: Opened, path: string, { method = "GET", headers = {} }: Asked = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.origin);
    const asking = request({ hostname, port, path, method, headers, agent: false });
    asking.on("error", reject);
    asking.on("response", (response: IncomingMessage) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts).toString() }),
      );
    });
    asking.end();
  });
}

/** The status that an upgrade is answered with; 101 for success. */
function askUpgrade({ server }: Opened, path: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.origin);
    const asking = request({
      hostname,
      port,
      path,
      agent: false,
      headers: {
        Connection: "Upgrade",
        Upgrade: "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": Buffer.alloc(16, 1).toString("base64"),
        ...headers,
      },
    });
    asking.on("error", reject);
    asking.on("response", (response) => resolve(response.statusCode ?? 0));
    asking.on("upgrade", (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? 0);
    });
    asking.end();
  });
}

async function openSocket({ server, cookie }: Opened): Promise<WebSocket> {
  const socket = new WebSocket(`${server.origin.replace("http", "ws")}/rpc`, {
    headers: { cookie, origin: server.origin },
  });
  closing(() => socket.terminate());
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  return socket;
}

test("a token opens the page once; the cookie keeps it open", async () => {
  const opened = await open();
  const address = new URL(opened.server.address());
  expect(address.origin).toBe(opened.server.origin);
  const first = await ask(opened, address.pathname + address.search);
  expect(first).toMatchObject({ status: 302, headers: { location: "/", "cache-control": "no-store" } });
  const [setCookie = ""] = first.headers["set-cookie"] ?? [];
  expect(setCookie).toMatch(/^wardwatch_session=[\w.-]+; HttpOnly; SameSite=Strict; Path=\/$/);

  const again = await ask(opened, address.pathname + address.search);
  expect(again).toMatchObject({ status: 403 });
  expect(again.body).toContain("used");
  expect(again.headers["set-cookie"]).toBeUndefined();

  const cookie = setCookie.split(";")[0] ?? "";
  expect(await ask(opened, "/", { headers: { cookie } })).toMatchObject({ status: 200 });
  // The used address in the browser that used it: on to the page, with the cookie it has.
  const back = await ask(opened, address.pathname + address.search, { headers: { cookie } });
  expect(back).toMatchObject({ status: 302, headers: { location: "/" } });
  expect(back.headers["set-cookie"]).toBeUndefined();
});

test("without a cookie, or with one that nobody signed, there is nothing but a notice", async () => {
  const opened = await open();
  for (const cookie of ["", "wardwatch_session=", "wardwatch_session=a.9999999999999.b", `x${opened.cookie}`])
    for (const path of ["/", "/assets/main.js", "/nothing"]) {
      const answer = await ask(opened, path, { headers: { cookie } });
      expect(answer).toMatchObject({ status: 401 });
      expect(answer.body).not.toContain(script);
    }
  expect((await ask(opened, "/?token=guess")).status).toBe(403);
  expect((await ask(opened, "/", { headers: { cookie: `a=b; ${opened.cookie}; c=d` } })).status).toBe(200);
});

test("another name in Host is refused, whatever cookie comes with it", async () => {
  const opened = await open();
  const port = new URL(opened.server.origin).port;
  for (const host of ["evil.example", `evil.example:${port}`, "127.0.0.1", `127.0.0.1.evil.example:${port}`])
    expect((await ask(opened, "/", { headers: { host, cookie: opened.cookie } })).status).toBe(421);
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`])
    expect((await ask(opened, "/", { headers: { host, cookie: opened.cookie } })).status).toBe(200);
});

test("the page carries a fresh nonce in its text and in its policy, and allows no other inline style", async () => {
  const opened = await open();
  const headers = { cookie: opened.cookie };
  const nonces = new Set<string>();
  for (let round = 0; round < 3; round++) {
    const { headers: sent, body } = await ask(opened, "/", { headers });
    const policy = String(sent["content-security-policy"]);
    const nonce = /style-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
    expect(Buffer.from(nonce, "base64").length).toBe(16);
    expect(policy).not.toContain("unsafe");
    expect(body).toBe(html.replace("WARDWATCH_CSP_NONCE", nonce));
    expect(sent["content-length"]).toBe(String(Buffer.byteLength(body)));
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(3);
  const notice = await ask(opened, "/");
  const noticeNonce = /'nonce-([^']+)'/.exec(String(notice.headers["content-security-policy"]))?.[1] ?? "none";
  expect(notice.body).toContain(`<style nonce="${noticeNonce}">`);
});

test("every answer carries the guarding headers; only what is named by its content is kept", async () => {
  const opened = await open();
  const headers = { cookie: opened.cookie };
  const answers = await Promise.all([
    ask(opened, "/", { headers }),
    ask(opened, "/assets/main.js", { headers }),
    ask(opened, "/nothing", { headers }),
    ask(opened, "/"),
    ask(opened, "/", { method: "PUT" }),
    ask(opened, opened.server.address().slice(opened.server.origin.length)),
    ask(opened, "/", { headers: { host: "evil.example" } }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 401, 405, 302, 421]);
  for (const { headers: sent } of answers) {
    expect(sent).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(sent["content-security-policy"]).toContain("default-src 'none'");
    expect(sent["content-security-policy"]).toContain("frame-ancestors 'none'");
    // Nothing invites another site's page to read an answer.
    expect(sent["access-control-allow-origin"]).toBeUndefined();
  }
  expect(answers.map(({ headers: sent }) => sent["cache-control"])).toEqual([
    "no-store",
    "max-age=31536000, immutable",
    ...Array.from({ length: 5 }, () => "no-store"),
  ]);
});

test("only reading is answered, and HEAD without a body", async () => {
  const opened = await open();
  const headers = { cookie: opened.cookie };
  for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
    expect((await ask(opened, "/", { method, headers })).status).toBe(405);
  const head = await ask(opened, "/assets/main.js", { method: "HEAD", headers });
  expect(head).toMatchObject({ status: 200, body: "", headers: { "content-length": String(script.length) } });
});

test("no path leads out of the page, and one that is none is refused without harm", async () => {
  const opened = await open();
  const headers = { cookie: opened.cookie };
  for (const path of [
    "/../package.json",
    "/assets/../../package.json",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/..%2f..%2fetc%2fpasswd",
    "/..\\..\\windows\\win.ini",
    "/%00",
    "/assets/main.js/",
    "/__proto__",
    "http://evil.example/etc/passwd",
  ])
    expect((await ask(opened, path, { headers })).status).toBe(404);
  for (const path of ["//", "///:", "//:80"]) expect((await ask(opened, path, { headers })).status).toBe(400);
  expect(await askUpgrade(opened, "//", { origin: opened.server.origin, cookie: opened.cookie })).toBe(404);
  expect((await ask(opened, "/", { headers })).status).toBe(200);
});

test("a new address is given to the holder of the key alone", async () => {
  const opened = await open();
  const given = (authorization: string, more = {}) =>
    ask(opened, "/address", { method: "POST", headers: { authorization, ...more } });
  const right = `Bearer ${key.toString("base64url")}`;
  for (const wrong of [
    "",
    "Bearer ",
    "Bearer x",
    `Basic ${key.toString("base64url")}`,
    `${right}x`,
    right.slice(0, -1),
    `Bearer ${Buffer.alloc(32, 8).toString("base64url")}`,
  ])
    expect(await given(wrong, { cookie: opened.cookie })).toMatchObject({ status: 403, body: "no" });
  expect((await ask(opened, "/address", { headers: { authorization: right, cookie: opened.cookie } })).status).toBe(
    404,
  );
  expect((await given(right, { host: "evil.example" })).status).toBe(421);
  const { status, body } = await given(right);
  expect(status).toBe(200);
  expect(body.startsWith(`${opened.server.origin}/?token=`)).toBe(true);
  expect((await ask(opened, body.slice(opened.server.origin.length))).status).toBe(302);
});

test("a connection is taken from our own page with its cookie, on the two paths there are", async () => {
  const opened = await open();
  const { cookie, host, server, passed } = opened;
  const ours = { origin: server.origin, cookie };
  const port = new URL(server.origin).port;
  for (const path of ["/rpc", "/video"]) {
    for (const refused of [
      { origin: server.origin },
      { cookie },
      { cookie, origin: "http://evil.example" },
      { cookie, origin: "null" },
      { cookie, origin: `https://${host}` },
      // A page of this machine under another name than it was asked by.
      { cookie, origin: `http://localhost:${port}` },
      { cookie, origin: "http://evil.example", host: "evil.example" },
      { origin: server.origin, cookie: "wardwatch_session=a.9999999999999.b" },
    ])
      expect(await askUpgrade(opened, path, refused)).toBe(403);
  }
  expect(passed).toEqual([]);
  expect(await askUpgrade(opened, "/rpc", ours)).toBe(101);
  expect(await askUpgrade(opened, "/video", ours)).toBe(418);
  expect(passed.map(({ url }) => url)).toEqual(["/video"]);
  for (const path of ["/", "/rpc/", "/other", "/RPC"]) expect(await askUpgrade(opened, path, ours)).toBe(404);
  expect(
    await askUpgrade(opened, "/rpc", { cookie, host: `localhost:${port}`, origin: `http://localhost:${port}` }),
  ).toBe(101);
});

test("calls are answered; a message beyond every site file ends that connection and no other", async () => {
  const opened = await open();
  const client = createORPCClient<ContractRouterClient<Contract>>(
    new RPCLink({ websocket: (await openSocket(opened)) as unknown as globalThis.WebSocket }),
  );
  expect(await client.site.check({ text: "文".repeat(1_000_000) })).toEqual({ problems: [] });
  const greedy = await openSocket(opened);
  const closed = new Promise<number>((resolve) => greedy.once("close", resolve));
  greedy.on("error", () => undefined);
  greedy.send("x".repeat(9 * 1024 * 1024 + 1));
  expect(await closed).toBe(1009);
  expect(await client.site.check({ text: "{}" })).toEqual({ problems: [] });
});

test("a port that is taken is said, with where it was", async () => {
  const { server } = await open();
  const port = Number(new URL(server.origin).port);
  const second = openPageServer(
    {
      host: "127.0.0.1",
      port,
      files,
      sessions: new PageSessions(key, systemClock),
      services: services as unknown as Services,
      exportZip: () => Promise.resolve(null),
      passVideo: () => undefined,
    },
    { clock: systemClock, logger: silentLogger },
  );
  await expect(second).rejects.toMatchObject({
    code: "listen.failed",
    params: { host: "127.0.0.1", port, reason: "EADDRINUSE" },
  });
});

test("closing ends open connections", async () => {
  const opened = await open();
  const socket = await openSocket(opened);
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  await opened.server.close();
  expect(await closed).toBe(1001);
});

test("an export of evidence is handed out to a chief who has signed on, and to nobody else", async () => {
  const opened = await open();
  const zip = join(mkdtempSync(join(tmpdir(), "wardwatch-zip-")), "export.zip");
  writeFileSync(zip, "PK zip");
  exports.set("EX-20261122-143005-7F3A", zip);
  closing(() => {
    exports.clear();
    rmSync(dirname(zip), { recursive: true });
  });
  const headers = { cookie: opened.cookie };
  const path = "/exports/EX-20261122-143005-7F3A.zip";
  expect((await ask(opened, path)).status).toBe(401);
  expect((await ask(opened, path, { headers })).status).toBe(403);
  const session = opened.session();
  for (const role of ["viewer", "operator", "technician"] as const) {
    session.actor = { name: "王建国", role };
    expect((await ask(opened, path, { headers })).status).toBe(403);
  }
  session.actor = { name: "王建国", role: "chief" };
  const answer = await ask(opened, path, { headers });
  expect(answer).toMatchObject({ status: 200, body: "PK zip" });
  expect(answer.headers["content-disposition"]).toBe('attachment; filename="EX-20261122-143005-7F3A.zip"');
  expect((await ask(opened, "/exports/EX-20261122-143005-0000.zip", { headers })).status).toBe(404);
  for (const other of ["/exports/../station.key", "/exports/..%2Fstation.key.zip", "/exports/x.zip/../../log.db"])
    expect((await ask(opened, other, { headers })).status).toBe(404);
});
