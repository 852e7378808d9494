import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openWallChannel, portsChannel, processChannel, requestPortsChannel } from "../../electron/channels.ts";
import { closing } from "../set-up.ts";
import { makeElectron } from "./stand-in.ts";

let fake = makeElectron();
let kills: [number, string][] = [];

beforeEach(() => {
  vi.resetModules();
  vi.useFakeTimers();
  fake = makeElectron();
  kills = [];
  vi.doMock("electron", () => fake.electron);
  vi.spyOn(process, "kill").mockImplementation((pid, signal) => {
    kills.push([pid, String(signal)]);
    return true;
  });
});
afterEach(() => {
  vi.doUnmock("electron");
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function startShell(...args: string[]): Promise<void> {
  const before = process.argv;
  process.argv = ["electron", ".", "--data", "/tmp/wardwatch-data", ...args];
  closing(() => {
    process.argv = before;
  });
  await import("../../electron/main.ts");
  await vi.advanceTimersByTimeAsync(0);
}
const fork = (index: number) => {
  const child = fake.forks[index];
  if (child === undefined) throw new Error(`no process ${index}`);
  return child;
};
const onlyWindow = () => {
  const [window] = fake.windows;
  if (window === undefined) throw new Error("no window");
  return window;
};
function requestPorts(frame: object | null = { url: "app://wardwatch/index.html", parent: null }, id = 1): void {
  const { postMessage, send } = onlyWindow().webContents;
  fake.electron.ipcMain.emit(requestPortsChannel, { senderFrame: frame, sender: { postMessage, send, id } });
}

describe("before anything is shown", () => {
  test("sandbox and scheme come before ready, and the browser's files lie in the data folder", async () => {
    await startShell();
    expect(fake.order.slice(0, 3)).toEqual(["enableSandbox", "registerSchemes", "ready"]);
    expect(fake.electron.app.setPath).toHaveBeenCalledWith("userData", join("/tmp/wardwatch-data", "shell"));
  });

  test("a second instance starts nothing and leaves; the first comes to the front", async () => {
    fake.electron.app.hasLock = false;
    await startShell();
    expect(fake.electron.app.quit).toHaveBeenCalled();
    expect(fake.forks).toEqual([]);
    expect(fake.windows).toEqual([]);
  });

  test("the first instance comes to the front when a second is tried", async () => {
    await startShell();
    fake.electron.app.emit("second-instance");
    expect(onlyWindow().restore).toHaveBeenCalled();
    expect(onlyWindow().focus).toHaveBeenCalled();
  });

  test("a site file that cannot be read ends the start with its reason", async () => {
    const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    await startShell("--site", "/nowhere/site.json");
    expect(String(said.mock.calls[0]?.[0])).toContain("/nowhere/site.json");
    expect(fake.electron.app.exit).toHaveBeenCalledWith(1);
  });
});

describe("the page", () => {
  test("is sandboxed, isolated and without Node", async () => {
    await startShell();
    expect(onlyWindow().options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    });
    expect(onlyWindow().options.webPreferences).not.toHaveProperty("enableBlinkFeatures");
    expect(String(onlyWindow().options.webPreferences["preload"])).toMatch(/preload\.cjs$/);
    expect(onlyWindow().loadURL).toHaveBeenCalledWith("app://wardwatch/index.html");
  });

  test("the wall's window opens once, at the page's word and nobody else's, and then comes to the front", async () => {
    await startShell();
    const ask = (frame: object) => fake.electron.ipcMain.emit(openWallChannel, { senderFrame: frame });
    ask({ url: "https://evil.example/", parent: null });
    expect(fake.windows).toHaveLength(1);
    ask({ url: "app://wardwatch/index.html", parent: null });
    expect(fake.windows[1]?.loadURL).toHaveBeenCalledWith("app://wardwatch/index.html?window=wall");
    ask({ url: "app://wardwatch/index.html", parent: null });
    expect(fake.windows).toHaveLength(2);
    expect(fake.windows[1]?.focus).toHaveBeenCalled();
  });

  test("gets no permission but full screen, no download and nothing from elsewhere", async () => {
    await startShell();
    const decide = vi.fn();
    fake.pages.setPermissionRequestHandler.mock.calls[0]?.[0](null, "media", decide);
    expect(decide).toHaveBeenCalledWith(false);
    fake.pages.setPermissionRequestHandler.mock.calls[0]?.[0](null, "fullscreen", decide);
    expect(decide).toHaveBeenLastCalledWith(true);
    expect(fake.pages.setPermissionCheckHandler.mock.calls[0]?.[0](null, "media")).toBe(false);
    expect(fake.pages.setDevicePermissionHandler.mock.calls[0]?.[0]({})).toBe(false);
    const download = { preventDefault: vi.fn() };
    fake.pages.emit("will-download", download);
    expect(download.preventDefault).toHaveBeenCalled();
    const filter = fake.pages.webRequest.onBeforeRequest.mock.calls[0]?.[0];
    const cancelled = (url: string) => {
      const answer = vi.fn();
      filter({ url }, answer);
      return answer.mock.calls[0]?.[0];
    };
    expect(cancelled("https://example.org/")).toEqual({ cancel: true });
    expect(cancelled("app://wardwatch/a.js")).toEqual({ cancel: false });
  });

  test("goes nowhere, opens nothing, embeds nothing", async () => {
    await startShell();
    const contents = onlyWindow().webContents;
    const isRefused = (name: string, url: string) => {
      const preventDefault = vi.fn();
      contents.emit(name, { url, preventDefault });
      return preventDefault.mock.calls.length > 0;
    };
    const ways = ["will-navigate", "will-frame-navigate", "will-redirect"];
    expect(ways.filter((name) => isRefused(name, "https://example.org/"))).toEqual(ways);
    expect(ways.filter((name) => isRefused(name, "app://wardwatch/index.html"))).toEqual([]);
    const webview = { preventDefault: vi.fn() };
    contents.emit("will-attach-webview", webview);
    expect(webview.preventDefault).toHaveBeenCalled();
    expect(contents.setWindowOpenHandler.mock.calls[0]?.[0]({ url: "app://wardwatch/" })).toEqual({ action: "deny" });
  });

  test("comes back when its process died, ever more slowly", async () => {
    await startShell();
    const { webContents } = onlyWindow();
    webContents.emit("render-process-gone", {}, { reason: "crashed" });
    await vi.advanceTimersByTimeAsync(250);
    expect(webContents.reload).toHaveBeenCalledTimes(1);
    webContents.emit("render-process-gone", {}, { reason: "oom" });
    await vi.advanceTimersByTimeAsync(250);
    expect(webContents.reload).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(250);
    expect(webContents.reload).toHaveBeenCalledTimes(2);
    webContents.emit("render-process-gone", {}, { reason: "clean-exit" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(webContents.reload).toHaveBeenCalledTimes(2);
  });
});

describe("the page's files", () => {
  test("are answered with policy and nonce, from their folder alone", async () => {
    const folder = mkdtempSync(join(tmpdir(), "wardwatch-page-"));
    closing(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, "renderer", "assets"), { recursive: true });
    writeFileSync(join(folder, "secret.txt"), "secret");
    writeFileSync(join(folder, "renderer", "index.html"), '<meta nonce="WARDWATCH_CSP_NONCE">');
    writeFileSync(join(folder, "renderer", "assets", "a.js"), "1");
    const { serveApp } = await import("../../electron/app-protocol.ts");
    serveApp(join(folder, "renderer"));
    const [scheme, answer] = fake.electron.protocol.handle.mock.calls[0] ?? [];
    if (answer === undefined) throw new Error("no handler");
    // Node's Request refuses no scheme, but a URL of ours keeps its path as written.
    const ask = (url: string, method = "GET") => answer({ url, method } as Request);
    expect(scheme).toBe("app");

    const page = await ask("app://wardwatch/");
    const nonce = /nonce="([^"]+)"/.exec(await page.text())?.[1];
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    expect(page.headers.get("Content-Security-Policy")).toContain(`'nonce-${nonce}'`);
    expect(page.headers.get("X-Content-Type-Options")).toBe("nosniff");
    const again = await ask("app://wardwatch/");
    expect(await again.text()).not.toContain(nonce);

    const script = await ask("app://wardwatch/assets/a.js");
    expect(script.headers.get("Content-Type")).toBe("text/javascript; charset=utf-8");
    expect(await script.text()).toBe("1");
    expect((await ask("app://wardwatch/", "HEAD")).status).toBe(200);
    expect((await ask("app://wardwatch/assets")).status).toBe(404);
    expect((await ask("app://wardwatch/none.js")).status).toBe(404);
    expect((await ask("app://wardwatch/..%2fsecret.txt")).status).toBe(404);
    expect((await ask("app://wardwatch/", "POST")).status).toBe(405);
  });
});

describe("processes and ports", () => {
  test("the station is told what to open; the cameras process starts when it asks, with room for its threads", async () => {
    await startShell("--simulated");
    expect(fork(0).file).toMatch(/native[\\/]station[\\/]utility-main\.js$/);
    expect(fork(0).posted[0]?.message).toEqual({
      type: "start",
      dataFolder: "/tmp/wardwatch-data",
      version: "0.0.1",
      siteText: null,
      simulated: true,
    });
    expect(fake.forks).toHaveLength(1);
    fork(0).emit("message", { type: "start-cameras", cameraCount: 100 });
    expect(fork(1).file).toMatch(/native[\\/]cameras[\\/]main\.js$/);
    expect(Number(fork(1).options.env["UV_THREADPOOL_SIZE"])).toBeGreaterThan(100);
    expect(fork(0).types()).toEqual(["start", "cameras-port"]);
    expect(fork(0).posted[1]?.ports).toEqual([fake.channels[0]?.port2]);
  });

  test("what station and cameras say to each other is passed on, and the end of the one is told to the other", async () => {
    await startShell();
    fork(0).emit("message", { type: "start-cameras", cameraCount: 1 });
    const [channel] = fake.channels;
    expect(channel?.port1.start).toHaveBeenCalled();
    channel?.port1.emit("message", { data: { type: "configure", cameras: [] } });
    expect(fork(1).posted).toEqual([{ message: { type: "configure", cameras: [] }, ports: [] }]);
    fork(1).emit("message", { type: "hello", pid: 7 });
    expect(channel?.port1.postMessage).toHaveBeenCalledWith({ type: "hello", pid: 7 });
    expect(channel?.port1.close).not.toHaveBeenCalled();
    fork(1).emit("exit", 1);
    expect(channel?.port1.close).toHaveBeenCalled();
  });

  test("a page gets one port to each process", async () => {
    await startShell();
    fork(0).emit("message", { type: "start-cameras", cameraCount: 1 });
    requestPorts();
    expect(fork(0).types()).toEqual(["start", "cameras-port", "page-port"]);
    expect(fork(1).types()).toEqual(["page-port"]);
    const { postMessage } = onlyWindow().webContents;
    expect(postMessage).toHaveBeenCalledTimes(1);
    expect(postMessage.mock.calls[0]?.slice(0, 2)).toEqual([portsChannel, null]);
    expect(postMessage.mock.calls[0]?.[2]).toHaveLength(2);
  });

  test.each([
    ["a frame inside the page", { url: "app://wardwatch/index.html", parent: {} }],
    ["another address", { url: "https://example.org/", parent: null }],
    ["a frame that is gone", null],
  ])("%s gets none", async (_name, frame) => {
    await startShell();
    requestPorts(frame);
    expect(onlyWindow().webContents.postMessage).not.toHaveBeenCalled();
    expect(fork(0).types()).toEqual(["start"]);
  });

  test("ports asked for while a process is away reach its next life, the newest of a window only", async () => {
    await startShell();
    fork(0).emit("exit", 1);
    requestPorts();
    requestPorts();
    await vi.advanceTimersByTimeAsync(250);
    expect(fork(1).types()).toEqual(["start", "page-port"]);
    fork(1).emit("message", { type: "start-cameras", cameraCount: 1 });
    expect(fork(2).types()).toEqual(["page-port"]);
  });

  test("the station comes back with back-off, its pages are told why, and the old cameras process goes", async () => {
    await startShell();
    fork(0).emit("message", { type: "start-cameras", cameraCount: 1 });
    const { send } = onlyWindow().webContents;
    send.mockClear();
    fork(0).emit("message", { type: "fatal", error: { code: "log.locked", params: {} } });
    fork(0).emit("exit", 1);
    expect(kills).toEqual([[fork(1).pid, "SIGKILL"]]);
    expect(send).toHaveBeenCalledWith(processChannel, {
      process: "station",
      state: "down",
      error: { code: "log.locked", params: {} },
      restartInMs: 250,
    });
    await vi.advanceTimersByTimeAsync(250);
    expect(fake.forks).toHaveLength(3);
    fork(2).emit("exit", 9);
    await vi.advanceTimersByTimeAsync(499);
    expect(fake.forks).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(1);
    expect(fake.forks).toHaveLength(4);
    fork(3).emit("message", { type: "ready" });
    expect(send).toHaveBeenLastCalledWith(processChannel, {
      process: "station",
      state: "up",
      error: null,
      restartInMs: null,
    });
  });

  test("a page that opens while the station is away is told why", async () => {
    await startShell();
    fork(0).emit("message", { type: "fatal", error: { code: "log.newer_database", params: {} } });
    fork(0).emit("exit", 1);
    const { send } = onlyWindow().webContents;
    send.mockClear();
    requestPorts();
    expect(send).toHaveBeenCalledWith(
      processChannel,
      expect.objectContaining({ state: "down", error: { code: "log.newer_database", params: {} } }),
    );
  });

  test("a site file given at the start is installed once, not again after a restart", async () => {
    const folder = mkdtempSync(join(tmpdir(), "wardwatch-site-"));
    closing(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "site.json"), "{}");
    await startShell("--site", join(folder, "site.json"));
    expect(fork(0).posted[0]?.message).toMatchObject({ siteText: "{}" });
    fork(0).emit("message", { type: "ready" });
    fork(0).emit("exit", 1);
    await vi.advanceTimersByTimeAsync(250);
    expect(fork(1).posted[0]?.message).toMatchObject({ siteText: null });
  });

  test("the station decides about its cameras: a dead process waits for it, one that hangs is killed", async () => {
    await startShell();
    fork(0).emit("message", { type: "start-cameras", cameraCount: 1 });
    fork(0).emit("message", { type: "kill-cameras" });
    expect(kills).toEqual([[fork(1).pid, "SIGKILL"]]);
    fork(1).emit("exit", 137);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fake.forks).toHaveLength(2);
    fork(0).emit("message", { type: "start-cameras", cameraCount: 1 });
    expect(fake.forks).toHaveLength(3);
  });
});

describe("the end", () => {
  test("the station stops first, then the cameras, then the program; once", async () => {
    await startShell();
    fork(0).emit("message", { type: "start-cameras", cameraCount: 1 });
    fake.electron.app.emit("window-all-closed");
    expect(fake.electron.app.quit).toHaveBeenCalled();
    const quit = { preventDefault: vi.fn() };
    fake.electron.app.emit("will-quit", quit);
    fake.electron.app.emit("will-quit", quit);
    expect(quit.preventDefault).toHaveBeenCalledTimes(2);
    expect(fork(0).types().at(-1)).toBe("stop");
    expect(fork(1).types()).not.toContain("stop");
    expect(fake.electron.app.exit).not.toHaveBeenCalled();
    fork(0).emit("exit", 0);
    await vi.advanceTimersByTimeAsync(0);
    // The station's end takes the cameras along if they have not gone by themselves.
    expect(kills).toEqual([[fork(1).pid, "SIGKILL"]]);
    fork(1).emit("exit", 0);
    await vi.advanceTimersByTimeAsync(0);
    expect(fake.electron.app.exit).toHaveBeenCalledTimes(1);
    expect(fake.electron.app.exit).toHaveBeenCalledWith(0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fake.forks).toHaveLength(2);
  });

  test("a station that hangs is ended after its deadline", async () => {
    await startShell();
    fake.electron.app.emit("will-quit", { preventDefault: vi.fn() });
    await vi.advanceTimersByTimeAsync(4999);
    expect(kills).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(kills).toEqual([[fork(0).pid, "SIGKILL"]]);
    fork(0).emit("exit", 137);
    await vi.advanceTimersByTimeAsync(0);
    expect(fake.electron.app.exit).toHaveBeenCalledWith(0);
  });
});
