import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { waitUntil } from "./wait-until.ts";

/** Two linked pseudo-terminals made by socat: the two ends of a serial cable. */
export interface PtyPair {
  readonly stationPath: string;
  readonly peerPath: string;
  /** Pulls the cable: both ends are gone at once, as when a USB converter is unplugged. */
  unplug(): Promise<void>;
}

/** Plugs a cable in; the names stay the same from one pair to the next. Needs socat. */
export async function plugPtyPair(folder: string): Promise<PtyPair> {
  const stationPath = join(folder, "station-end");
  const peerPath = join(folder, "peer-end");
  removeLinks();
  const child: ChildProcess = spawn("socat", [`pty,rawer,link=${stationPath}`, `pty,rawer,link=${peerPath}`], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  let failure: Error | null = null;
  child.once("error", (error) => (failure = error));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));

  function removeLinks(): void {
    for (const path of [stationPath, peerPath]) rmSync(path, { force: true });
  }
  await waitUntil("socat's pseudo-terminals", () => {
    if (failure !== null) throw failure;
    return [stationPath, peerPath].every((path) => existsSync(path) && realpathSync(path).startsWith("/dev/pts/"));
  });
  return {
    stationPath,
    peerPath,
    async unplug() {
      child.kill("SIGKILL");
      removeLinks();
      await ended;
    },
  };
}
