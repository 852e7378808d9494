import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Closers } from "./cameras-and-page.ts";

const width = 1920;
const blockWidth = 48;
const blocks = 24;
const line = 24;

export interface Screen {
  readonly display: string;
  /** The number on the screen now, null when none can be read. */
  readNumber(): number | null;
}

/**
 * An X server without a monitor, 1920×1080, whose picture lies in a file: whatever draws on it, what a
 * person would see is read there, in a few µs and without asking anybody.
 */
export async function openScreen(closers: Closers): Promise<Screen> {
  const folder = await mkdtemp(join(tmpdir(), "wardwatch-screen-"));
  closers.add(() => rm(folder, { recursive: true, force: true }));
  const server = spawn(
    "Xvfb",
    ["-displayfd", "3", "-screen", "0", `${width}x1080x24`, "-ac", "-nolisten", "tcp", "-fbdir", folder],
    { stdio: ["ignore", "ignore", "ignore", "pipe"] },
  );
  closers.add(() => server.kill("SIGKILL"));
  const told = server.stdio[3];
  if (told === null || told === undefined || !("read" in told)) throw new Error("no display");
  const [number] = (await once(createInterface({ input: told }), "line")) as [string];
  const file = openSync(join(folder, "Xvfb_screen0"), "r");
  closers.add(() => closeSync(file));
  // XWD: sizes of the header and of the colours behind it (XWDFile.h), then rows of BGRX.
  const header = Buffer.alloc(100);
  readSync(file, header, 0, 100, 0);
  const start = header.readUInt32BE(0) + header.readUInt32BE(76) * 12;
  const row = header.readUInt32BE(48);
  const pixels = Buffer.alloc(blocks * blockWidth * 4);
  return {
    display: `:${number}`,
    readNumber() {
      readSync(file, pixels, 0, pixels.byteLength, start + line * row);
      let word = 0;
      for (let at = 0; at < blocks; at++) {
        const green = pixels[(at * blockWidth + blockWidth / 2) * 4 + 1] ?? 0;
        if (green > 80 && green < 170) return null;
        word = word * 2 + (green > 128 ? 1 : 0);
      }
      const found = word >> 8;
      return (word & 255) === ((found * 37 + 11) & 255) ? found : null;
    },
  };
}
