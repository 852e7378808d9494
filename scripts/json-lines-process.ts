import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A program of ours that prints one JSON object a line and may take commands on stdin. */
export interface JsonLinesProcess {
  readonly name: string;
  readonly pid: number;
  /** The first object whose `event` is `ready`; rejects when the program ends before, or says `fatal`. */
  readonly ready: Promise<Readonly<Record<string, unknown>>>;
  /** Resolves once, however it ended. */
  readonly ended: Promise<string>;
  send(line: string): void;
  /** SIGTERM, and SIGKILL after five seconds. Resolves when it is gone. */
  stop(): Promise<void>;
}

export interface JsonLinesOptions {
  readonly name: string;
  /** A script for the Node that runs this one. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly onLine?: (message: Readonly<Record<string, unknown>>) => void;
}

const killAfterMs = 5000;

export function startJsonLinesProcess(options: JsonLinesOptions): JsonLinesProcess {
  const { name } = options;
  // A group of its own: Ctrl+C reaches only the script that started it, which stops all in order.
  const child = spawn(process.execPath, [options.file, ...options.args], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ["pipe", "pipe", "inherit"],
    detached: process.platform !== "win32",
  });
  const ended = endOf(child);
  const ready = new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const message = parseLine(line);
      if (message === null) return;
      options.onLine?.(message);
      if (message["event"] === "ready") resolve(message);
      if (message["event"] === "fatal") reject(new Error(`${name}: ${String(message["message"])}`));
    });
    void ended.then((reason) => reject(new Error(`${name} ended before it was ready (${reason})`)));
  });
  // Whoever does not wait for it hears of its end by `ended`.
  ready.catch(() => undefined);
  // A program that has just ended takes no more commands; `ended` says so.
  child.stdin.on("error", () => undefined);
  return {
    name,
    pid: child.pid ?? 0,
    ready,
    ended,
    send: (line) => void child.stdin.write(`${line}\n`),
    async stop() {
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
      await ended;
      clearTimeout(force);
    },
  };
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("exit", (code, signal) => resolve(signal ?? `exit ${code}`));
  });
}

function parseLine(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    process.stderr.write(`${line}\n`);
    return null;
  }
}
