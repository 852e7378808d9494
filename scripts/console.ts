import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { failuresAfter, nextRestartDelayMs } from "../electron/policy.ts";
import { findOrFetchElectron } from "./electron-binary.ts";
import { type JsonLinesProcess, startJsonLinesProcess } from "./json-lines-process.ts";

export interface ConsoleOptions {
  readonly root: string;
  readonly dataFolder: string;
  /** A site file to install first. */
  readonly siteFile: string | null;
  /** `HOST:PORT` of the page; asks for plain Node. */
  readonly listen: string | null;
  readonly simulated: boolean;
  readonly openBrowser: boolean;
  readonly useElectron: boolean;
}

export interface Console {
  /** Null in Electron, which listens nowhere. */
  readonly url: string | null;
  /** Resolves with the exit code when the console has ended for good. */
  readonly ended: Promise<number>;
  stop(): Promise<void>;
}

/** Why Electron cannot be used here; null when it can. Asked before anything is fetched. */
export function electronHindrance(environment: {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isRoot: boolean;
}): string | null {
  if (environment.platform !== "linux") return null;
  if (!environment.env["DISPLAY"] && !environment.env["WAYLAND_DISPLAY"]) return "there is no display";
  // Chromium refuses to run as root with its sandbox, and without it we do not run it.
  return environment.isRoot ? "it does not run as root with its sandbox" : null;
}

/** Opens the console in Electron where that is possible, else serves it to a browser; `say` hears what to tell people. */
export async function openConsole(options: ConsoleOptions, say: (line: string) => void): Promise<Console> {
  const file = await chooseElectron(options, say);
  return file === null ? openInNode(options, say) : openInElectron(file, options);
}

async function chooseElectron(options: ConsoleOptions, say: (line: string) => void): Promise<string | null> {
  if (!options.useElectron || options.listen !== null) return null;
  const { env, platform } = process;
  const hindrance = electronHindrance({ platform, env, isRoot: process.getuid?.() === 0 });
  const found = hindrance === null ? await findOrFetchElectron(options.root) : { file: null, reason: hindrance };
  if (found.file === null)
    say(`不使用 Electron，改用浏览器。 No Electron (${found.reason}): the console is a page for your browser.`);
  return found.file;
}

function shellArguments(options: ConsoleOptions): readonly string[] {
  const site = options.siteFile === null ? [] : ["--site", options.siteFile];
  return ["--data", options.dataFolder, ...site, ...(options.simulated ? ["--simulated"] : [])];
}

function openInElectron(file: string, options: ConsoleOptions): Console {
  const child = spawn(file, [options.root, ...shellArguments(options)], { stdio: "inherit" });
  const ended = new Promise<number>((resolve) => {
    child.on("error", () => resolve(1));
    child.on("exit", (code) => resolve(code ?? 1));
  });
  return {
    url: null,
    ended,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** The station in plain Node. Whenever it ends unasked after it was ready, it is started again on the same port. */
async function openInNode(options: ConsoleOptions, say: (line: string) => void): Promise<Console> {
  let isStopping = false;
  const stopped = new AbortController();

  function start(extra: readonly string[]): JsonLinesProcess {
    return startJsonLinesProcess({
      name: "station",
      file: join(options.root, "dist", "native", "station", "node-main.js"),
      args: [...extra, ...(options.simulated ? ["--simulated"] : []), "--data", options.dataFolder],
      cwd: process.cwd(),
    });
  }

  let station = start([
    ...(options.siteFile === null ? [] : ["--site", options.siteFile]),
    ...(options.listen === null ? [] : ["--listen", options.listen]),
    ...(options.openBrowser ? [] : ["--no-open"]),
  ]);
  const { url } = await station.ready;
  const { host } = new URL(String(url));

  async function keepAlive(): Promise<number> {
    let failures = 0;
    for (let bornAtMs = performance.now(); ; bornAtMs = performance.now()) {
      const reason = await station.ended;
      if (isStopping) return 0;
      failures = failuresAfter(failures, performance.now() - bornAtMs);
      say(`工作站意外结束，正在重新启动。 The station ended (${reason}); starting it again.`);
      await sleep(nextRestartDelayMs(failures), undefined, { signal: stopped.signal }).catch(() => undefined);
      if (isStopping) return 0;
      station = start(["--listen", host, "--no-open"]);
    }
  }

  const ended = keepAlive();
  return {
    url: String(url),
    ended,
    async stop() {
      isStopping = true;
      stopped.abort();
      await station.stop();
      await ended;
    },
  };
}
