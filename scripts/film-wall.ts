/** Films the wall of the running demonstration hospital for the README: what Chromium painted, at the times it painted it. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext } from "playwright-core";

export interface FilmOptions {
  readonly context: BrowserContext;
  readonly url: string;
  /** The animated WebP. */
  readonly file: string;
  /** Runs once every tile is live; the film begins then. */
  readonly begin: () => void;
}

const size = { width: 1280, height: 720 };
const lengthMs = 9000;
const framesPerSecond = 8;
/** A page is loaded with it. */
const mostBytes = 2.5 * 1024 * 1024;
const withinMs = 120_000;

interface Painted {
  readonly atSeconds: number;
  readonly file: string;
}

export async function filmWall({ context, url, file, begin }: FilmOptions): Promise<void> {
  const page = await context.newPage();
  await page.setViewportSize(size);
  await page.goto(url);
  await page.locator('figure[data-live="true"]').first().waitFor({ timeout: withinMs });
  await page.keyboard.press("w");
  await page.locator('[data-wall="whole"] figure').first().waitFor();
  // Nothing is filmed that does not move: on a machine that is too busy this never comes, and no film is made.
  const moving = page.locator('[data-wall="whole"] figure[data-live="true"]');
  for (const deadline = Date.now() + withinMs; ; await page.waitForTimeout(500)) {
    const all = await page.locator('[data-wall="whole"] figure').count();
    if (all >= 8 && (await moving.count()) === all) break;
    if (Date.now() > deadline) throw new Error("not every tile of the wall was live within two minutes");
  }
  begin();
  const folder = mkdtempSync(join(tmpdir(), "wardwatch-film-"));
  try {
    const painted: Painted[] = [];
    const devTools = await context.newCDPSession(page);
    devTools.on("Page.screencastFrame", ({ data, metadata, sessionId }) => {
      const frame = join(folder, `${String(painted.length).padStart(5, "0")}.jpg`);
      writeFileSync(frame, Buffer.from(data, "base64"));
      painted.push({ atSeconds: metadata.timestamp ?? 0, file: frame });
      void devTools.send("Page.screencastFrameAck", { sessionId });
    });
    await devTools.send("Page.startScreencast", { format: "jpeg", quality: 95 });
    await page.waitForTimeout(lengthMs);
    await devTools.send("Page.stopScreencast");
    encode(painted, folder, file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await page.close();
  }
  const { size: bytes } = statSync(file);
  if (bytes > mostBytes) throw new Error(`${file} has ${bytes} bytes, more than ${mostBytes}`);
  console.log(`wrote ${file}, ${Math.round(bytes / 1024)} KiB`);
}

/** Each picture as long as it stood; ffmpeg then takes as many a second as are wanted. */
function encode(painted: readonly Painted[], folder: string, file: string): void {
  const list = painted.map(({ atSeconds, file: frame }, at) => {
    const next = painted[at + 1]?.atSeconds ?? atSeconds + 1 / framesPerSecond;
    return `file '${frame}'\nduration ${Math.max(0.001, next - atSeconds).toFixed(3)}`;
  });
  const listFile = join(folder, "list.txt");
  writeFileSync(listFile, `${list.join("\n")}\n`);
  const filters = `fps=${framesPerSecond},scale=960:-2:flags=lanczos`;
  execFileSync(
    "ffmpeg",
    ["-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", listFile, "-vf", filters].concat([
      "-c:v",
      "libwebp_anim",
      "-lossless",
      "0",
      "-q:v",
      "55",
      "-compression_level",
      "6",
      "-loop",
      "0",
      file,
    ]),
  );
}
