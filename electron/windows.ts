import { join } from "node:path";
import { app, BrowserWindow, screen } from "electron";
import { findWall, nextRestartDelayMs, pickScreen, startUrl, wallUrl } from "./policy.ts";

/** The smallest desk that the page is laid out for. */
const smallest = { width: 1366, height: 768 };

/** Opens a window of the console, on the first screen that has none. */
export function openConsoleWindow(url: string = startUrl): BrowserWindow {
  const used = BrowserWindow.getAllWindows().map((each) => screen.getDisplayMatching(each.getBounds()).id);
  const bounds = pickScreen(screen.getAllDisplays(), used)?.workArea ?? { x: 0, y: 0, ...smallest };
  const window = new BrowserWindow({
    ...bounds,
    minWidth: Math.min(smallest.width, bounds.width),
    minHeight: Math.min(smallest.height, bounds.height),
    show: false,
    backgroundColor: "#141414",
    title: "安卫台 Wardwatch",
    autoHideMenuBar: true,
    webPreferences: {
      preload: join(import.meta.dirname, "preload.cjs"),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !app.isPackaged,
      // An alarm must sound although nobody has clicked yet, and while another window covers this one.
      autoplayPolicy: "no-user-gesture-required",
      backgroundThrottling: false,
    },
  });
  window.once("ready-to-show", () => window.show());
  reloadWhenGone(window);
  void window.loadURL(url);
  return window;
}

/** One window for the wall: on a screen of its own where there is one; opened once more it comes to the front. */
export function openWallWindow(): void {
  const windows = BrowserWindow.getAllWindows();
  const open = windows[findWall(windows.map((each) => each.webContents.getURL()))];
  if (open === undefined) {
    openConsoleWindow(wallUrl);
    return;
  }
  if (open.isMinimized()) open.restore();
  open.focus();
}

/** A page whose process died comes back by itself; the station has gone on without it. */
function reloadWhenGone(window: BrowserWindow): void {
  let failures = 0;
  window.webContents.on("render-process-gone", (_event, details) => {
    if (details.reason === "clean-exit") return;
    failures += 1;
    setTimeout(() => {
      if (!window.isDestroyed()) window.webContents.reload();
    }, nextRestartDelayMs(failures));
  });
  window.webContents.on("did-finish-load", () => {
    failures = 0;
  });
}
