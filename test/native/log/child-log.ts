import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { closing } from "../../set-up.ts";

export interface ChildMessage {
  readonly key?: string;
  readonly seq?: number;
  readonly hash?: string;
  readonly state?: string;
  readonly reason?: string | null;
}

export interface ChildLog {
  readonly process: ChildProcessByStdio<Writable, Readable, null>;
  /** Everything it has said so far. */
  readonly said: ChildMessage[];
  /** Resolves with the first message, past or to come, that fits; rejects when the child ends without it. */
  heard(fits: (message: ChildMessage) => boolean): Promise<ChildMessage>;
  /** Resolves when its output has ended. */
  readonly ended: Promise<void>;
}

/** Starts append-child.ts, by way of a wrapper such as `fiu-run` if one is given. */
export function startChild(
  file: string,
  mode: "flood" | "lines",
  { wrapper = [], env = {} }: { wrapper?: readonly string[]; env?: Readonly<Record<string, string>> } = {},
): ChildLog {
  const script = fileURLToPath(new URL("append-child.ts", import.meta.url));
  const line = [...wrapper, process.execPath, script, file, mode];
  const options = { env: { ...process.env, ...env } };
  const child = spawn(line[0] ?? process.execPath, line.slice(1), { ...options, stdio: ["pipe", "pipe", "inherit"] });
  closing(() => void child.kill("SIGKILL"));
  const said: ChildMessage[] = [];
  const waiting = new Set<() => void>();
  const lines = createInterface({ input: child.stdout });
  let hasEnded = false;
  lines.on("line", (line) => {
    said.push(JSON.parse(line) as ChildMessage);
    for (const look of waiting) look();
  });
  const ended = once(lines, "close").then(() => {
    hasEnded = true;
    for (const look of waiting) look();
  });
  return {
    process: child,
    said,
    ended,
    heard: (fits) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = said.find(fits);
          if (found !== undefined) resolve(found);
          else if (hasEnded) reject(new Error(`the child ended, having said ${JSON.stringify(said.slice(-5))}`));
          else return;
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      }),
  };
}
