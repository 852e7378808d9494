import { EventEmitter } from "node:events";
import { afterEach, expect, test, vi } from "vitest";
import { openWallChannel, portsChannel, processChannel, requestPortsChannel } from "../../electron/channels.ts";
import { openShell } from "../../renderer/rpc/shell.ts";

afterEach(() => {
  vi.doUnmock("electron");
  vi.unstubAllGlobals();
});

test("preload gives the page three members and posts it its ports, as the page expects them", async () => {
  const ipcRenderer = Object.assign(new EventEmitter(), { send: vi.fn() });
  const exposed: Record<string, unknown> = {};
  vi.doMock("electron", () => ({
    ipcRenderer,
    contextBridge: { exposeInMainWorld: (name: string, value: unknown) => Object.assign(exposed, { [name]: value }) },
  }));
  const page = new EventTarget() as Window;
  const posted: unknown[] = [];
  Object.assign(page, {
    location: { origin: "app://wardwatch" },
    postMessage(data: unknown, origin: string, ports: readonly unknown[] = []) {
      posted.push([data, origin]);
      page.dispatchEvent(Object.assign(new Event("message"), { data, ports, source: page }));
    },
  });
  vi.stubGlobal("window", page);
  await import("../../electron/preload.ts");
  Object.assign(page, exposed);

  const shell = openShell(page);
  expect(Object.keys(exposed)).toEqual(["wardwatch"]);
  expect(Object.keys(exposed["wardwatch"] as object)).toEqual(["platform", "requestPorts", "openWall"]);
  shell?.requestPorts();
  expect(ipcRenderer.send).toHaveBeenCalledWith(requestPortsChannel);
  expect(shell?.openWall()).toBe(true);
  expect(ipcRenderer.send).toHaveBeenCalledWith(openWallChannel);

  const listener = vi.fn();
  shell?.onPorts(listener);
  ipcRenderer.emit(portsChannel, { ports: ["rpc", "video"] });
  expect(listener).toHaveBeenCalledWith("rpc", "video");
  ipcRenderer.emit(processChannel, {}, { process: "station", state: "down" });
  expect(posted.at(-1)).toEqual([
    { type: "wardwatch.process", notice: { process: "station", state: "down" } },
    "app://wardwatch",
  ]);
  expect(listener).toHaveBeenCalledTimes(1);
});
