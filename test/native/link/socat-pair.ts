import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, lstatSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { closing } from "../../set-up.ts";

/** A serial cable: two pseudo-terminals joined by socat, an independent program. */
export interface SocatPair {
  /** Our end and the device's end; the paths stay the same when the cable is pulled and put back. */
  readonly ours: string;
  readonly device: string;
  /** Pulls the cable: both ends vanish, as a USB converter's port does. */
  unplug(): Promise<void>;
  plug(): Promise<void>;
}

/** Resolves when both ends are there. Closed after the test. */
export async function openSocatPair(): Promise<SocatPair> {
  const folder = await mkdtemp(join(tmpdir(), "pty-"));
  const ours = join(folder, "ours");
  const device = join(folder, "device");
  let socat: ChildProcess | null = null;

  async function plug(): Promise<void> {
    socat = spawn("socat", [`pty,raw,echo=0,link=${ours}`, `pty,raw,echo=0,link=${device}`], { stdio: "ignore" });
    await vi.waitFor(() => {
      if (!existsSync(ours) || !existsSync(device)) throw new Error("socat is not ready");
    }, wait);
  }

  async function unplug(): Promise<void> {
    const running = socat;
    if (running === null) return;
    socat = null;
    const gone = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGKILL");
    await gone;
    for (const path of [ours, device]) if (isLink(path)) rmSync(path);
  }

  closing(async () => {
    await unplug();
    await rm(folder, { recursive: true, force: true });
  });
  await plug();
  return { ours, device, unplug, plug };
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** For conditions that another program brings about. */
export const wait = { timeout: 20_000, interval: 5 };
