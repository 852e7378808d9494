/** The application's life: one instance, its processes, its windows, and the order in which they end. */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { app, BrowserWindow, ipcMain, powerSaveBlocker } from "electron";
import { registerAppScheme, serveApp } from "./app-protocol.ts";
import { openWallChannel, portsChannel, processChannel, type ProcessNotice, requestPortsChannel } from "./channels.ts";
import { installMenu } from "./menu.ts";
import { defaultDataFolder, isTrustedSender, parseShellArguments } from "./policy.ts";
import { openProcesses, type Processes } from "./processes.ts";
import { guardPages } from "./session-guard.ts";
import { openConsoleWindow, openWallWindow } from "./windows.ts";

const distFolder = join(import.meta.dirname, "..");
const options = parseShellArguments(
  process.argv.slice(app.isPackaged ? 1 : 2),
  defaultDataFolder(process.platform, homedir(), process.env),
);

// The browser's own files lie with the rest, and two consoles with different folders do not meet.
app.setPath("userData", join(options.dataFolder, "shell"));
app.enableSandbox();
registerAppScheme();

if (app.requestSingleInstanceLock()) {
  app.on("second-instance", () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  app.whenReady().then(run).catch(fail);
} else {
  app.quit();
}

/** Before there is a page, whoever started the program reads its reason where they started it. */
function fail(error: unknown): void {
  process.stderr.write(`wardwatch: ${error instanceof Error ? error.message : String(error)}\n`);
  app.exit(1);
}

/** What was said last of each process: a page that opens later has to know of it too. */
const lastNotices = new Map<ProcessNotice["process"], ProcessNotice>();

function tellPages(notice: ProcessNotice): void {
  lastNotices.set(notice.process, notice);
  for (const window of BrowserWindow.getAllWindows()) window.webContents.send(processChannel, notice);
}

function run(): void {
  guardPages(!app.isPackaged);
  serveApp(join(distFolder, "renderer"));
  const processes = openProcesses({
    nativeFolder: join(distFolder, "native"),
    dataFolder: options.dataFolder,
    version: app.getVersion(),
    siteText: options.siteFile === null ? null : readFileSync(options.siteFile, "utf8"),
    simulated: options.simulated,
    onNotice: tellPages,
  });
  ipcMain.on(requestPortsChannel, (event) => {
    if (!isTrustedSender(event.senderFrame)) return;
    const [rpc, video] = processes.openPagePorts(event.sender.id);
    event.sender.postMessage(portsChannel, null, [rpc, video]);
    for (const notice of lastNotices.values()) event.sender.send(processChannel, notice);
  });
  ipcMain.on(openWallChannel, (event) => {
    if (isTrustedSender(event.senderFrame)) openWallWindow();
  });
  installMenu(app.getLocale(), {
    openWindow: () => void openConsoleWindow(),
    openWall: openWallWindow,
    print: () => BrowserWindow.getFocusedWindow()?.webContents.print(),
    quit: () => app.quit(),
  });
  // A control room's screen does not go dark.
  powerSaveBlocker.start("prevent-display-sleep");
  quitInOrder(processes);
  openConsoleWindow();
}

/** Windows first (nobody acts any more), then the station within its deadline, then the cameras. */
function quitInOrder(processes: Processes): void {
  let isQuitting = false;
  app.on("window-all-closed", () => app.quit());
  // `will-quit` comes after the last window has closed.
  app.on("will-quit", (event) => {
    event.preventDefault();
    if (isQuitting) return;
    isQuitting = true;
    processes.stop().then(
      () => app.exit(0),
      () => app.exit(1),
    );
  });
}
