/**
 * Runs beside the page in its own world, sandboxed. It hands over the two ports and a tiny object
 * (20: no Electron API reaches the page). The build makes it a single CommonJS file: a sandboxed
 * preload can be nothing else.
 */
import { contextBridge, ipcRenderer } from "electron";
import {
  openWallChannel,
  portsChannel,
  portsMessage,
  processChannel,
  processMessage,
  type ProcessNotice,
  requestPortsChannel,
} from "./channels.ts";

contextBridge.exposeInMainWorld("wardwatch", {
  platform: "electron",
  requestPorts: () => ipcRenderer.send(requestPortsChannel),
  openWall: () => ipcRenderer.send(openWallChannel),
});

// A MessagePort cannot pass the context bridge: it is posted to the page's window instead.
ipcRenderer.on(portsChannel, (event) => {
  window.postMessage({ type: portsMessage }, window.location.origin, event.ports);
});
ipcRenderer.on(processChannel, (_event, notice: ProcessNotice) => {
  window.postMessage({ type: processMessage, notice }, window.location.origin);
});
