import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const entry = fileURLToPath(new URL("../../native/station/node-main.ts", import.meta.url));

export interface StationProcess {
  /** With a one-time token. */
  readonly url: string;
  readonly pid: number;
  readonly dataFolder: string;
  readonly child: ChildProcess;
  /** Everything it wrote to stderr so far. */
  stderr(): string;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, as a power cut would; resolves when it is gone. */
  kill(): Promise<void>;
}

export interface StationProcessOptions {
  /** Made afresh when left out. */
  readonly dataFolder?: string;
  /** A site file's content; left out: what is installed. */
  readonly site?: object;
  readonly listen?: string;
  readonly arguments?: readonly string[];
  readonly environment?: Record<string, string>;
  /** Runs the station under another command, such as a tracer: it gets the node command line appended. */
  readonly under?: readonly string[];
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "wardwatch-test-"));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

export class StationFailed extends Error {
  readonly code: string;
  readonly text: string;

  constructor(code: string, text: string) {
    super(`${code}: ${text}`);
    this.code = code;
    this.text = text;
  }
}

export interface LaunchedStation {
  readonly dataFolder: string;
  readonly child: ChildProcess;
  /** Rejects with StationFailed when it prints `fatal`, with another error when it ends without a word. */
  readonly ready: Promise<StationProcess>;
  /** With the exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Starts the real station as another program would, and does not wait for it. */
export function launchStation(options: StationProcessOptions = {}): LaunchedStation {
  const dataFolder = options.dataFolder ?? temporaryFolder();
  const siteArguments: string[] = [];
  const siteFolder = options.site === undefined ? null : temporaryFolder();
  if (siteFolder !== null) {
    const file = join(siteFolder, "site.json");
    writeFileSync(file, JSON.stringify(options.site));
    siteArguments.push("--site", file);
  }
  const listen = options.listen ?? "127.0.0.1:0";
  const [command = process.execPath, ...rest] = [
    ...(options.under ?? []),
    process.execPath,
    entry,
    "--data",
    dataFolder,
    "--listen",
    listen,
    "--no-open",
    ...siteArguments,
    ...(options.arguments ?? []),
  ];
  const child = spawn(command, rest, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...options.environment },
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  if (siteFolder !== null) void ended.then(() => removeFolder(siteFolder));

  const said = new Promise<{ url: string; pid: number }>((resolve, reject) => {
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => {
      const message = JSON.parse(line) as { event: string; url: string; pid: number; code: string; message: string };
      if (message.event === "ready") resolve(message);
      if (message.event === "fatal") reject(new StationFailed(message.code, message.message));
    });
    child.once("error", reject);
    void ended.then((code) => reject(new Error(`the station ended with ${code} before it was ready: ${stderr}`)));
  });
  const ready = said.then(({ url, pid }): StationProcess => ({
    url,
    pid,
    dataFolder,
    child,
    stderr: () => stderr,
    stop: () => {
      process.kill(pid, "SIGTERM");
      return ended;
    },
    kill: async () => {
      process.kill(pid, "SIGKILL");
      await ended;
    },
  }));
  // Whoever kills it before it is ready does not wait for `ready`.
  ready.catch(() => undefined);
  return { dataFolder, child, ready, ended };
}

/** Starts the real station as another program would; rejects with StationFailed when it prints `fatal`. */
export function startStation(options: StationProcessOptions = {}): Promise<StationProcess> {
  return launchStation(options).ready;
}

/** Another one-time address, as `npm run address` gets it. */
export async function freshAddress({ url, dataFolder }: StationProcess): Promise<string> {
  const key = readFileSync(join(dataFolder, "station.key"), "utf8");
  const answer = await fetch(new URL("/address", url), { method: "POST", headers: { authorization: `Bearer ${key}` } });
  if (!answer.ok) throw new Error(`no address: ${answer.status}`);
  return answer.text();
}
