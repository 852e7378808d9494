import { spawn } from "node:child_process";

export interface Finished {
  /** Exit code; null when a signal or the deadline ended it, or it could not be started. */
  readonly code: number | null;
  /** What it wrote to stdout and stderr, in the order of arrival. */
  readonly output: string;
}

export interface QuietOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Killed after so long, ms. */
  readonly deadlineMs?: number;
}

/** Runs a command to its end and keeps what it says. Never rejects: a command that cannot be started has no code. */
export function runQuietly(command: string, args: readonly string[], options: QuietOptions): Promise<Finished> {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      // Windows starts the .cmd files of npm's commands only through its shell.
      shell: process.platform === "win32" && !command.endsWith(".exe"),
    });
    const timer =
      options.deadlineMs === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), options.deadlineMs);
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    child.on("error", (error) => {
      clearTimeout(timer);
      resolve({ code: null, output: `${output}${command}: ${error.message}\n` });
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    });
  });
}
