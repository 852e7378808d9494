/**
 * `npm run demo`: a simulated hospital on real protocols, each device a process of its own, and the
 * console connected to it.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError } from "commander";
import { build } from "./build.ts";
import { openConsole } from "./console.ts";
import { startDemoHospital } from "./demo-hospital.ts";
import { parseEvery } from "./demo-schedule.ts";
import { untilStopped } from "./until-stopped.ts";

interface Flags {
  readonly data?: string;
  readonly listen?: string;
  readonly open: boolean;
  readonly electron: boolean;
  readonly every: readonly [from: number, to: number];
  readonly seed: number;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const flags = new Command("demo")
  .description("示范医院：模拟设备与控制台。 A simulated hospital and the console connected to it.")
  .option("--data <folder>", "keep the log there; without it a fresh folder that is removed at the end")
  .option("--listen <host:port>", "loopback address of the page")
  .option("--no-open", "do not open a browser")
  .option("--no-electron", "use the browser even where Electron is there")
  .option(
    "--every <from..to>",
    "seconds between two happenings",
    (text) => {
      const range = parseEvery(text);
      if (range === null) throw new InvalidArgumentError("seconds, such as 20..40");
      return range;
    },
    [20_000, 40_000],
  )
  .option("--seed <number>", "same number, same order of happenings", Number, Date.now() % 100_000)
  .parse()
  .opts<Flags>();

async function main(): Promise<number> {
  const say = (line: string): void => console.log(line);
  await build(root, { force: false, say });
  const temporary = flags.data === undefined ? mkdtempSync(join(tmpdir(), "wardwatch-demo-")) : null;
  const dataFolder = temporary ?? resolve(flags.data ?? "");
  mkdirSync(dataFolder, { recursive: true });
  const removeData = (): void => {
    if (temporary !== null) rmSync(temporary, { recursive: true, force: true });
  };

  const hospital = await startDemoHospital({ root, seed: flags.seed, everyMs: flags.every, say });
  try {
    const siteFile = join(dataFolder, "demo-site.json");
    writeFileSync(siteFile, hospital.siteText, { mode: 0o600 });
    const opened = await openConsole(
      {
        root,
        dataFolder,
        siteFile,
        listen: flags.listen ?? null,
        simulated: true,
        openBrowser: flags.open,
        useElectron: flags.electron,
      },
      say,
    );
    if (opened.url !== null)
      say(`\n  安卫台 Wardwatch（模拟 simulated）  ${opened.url}\n\n  按 Ctrl+C 停止。 Ctrl+C stops it.\n`);
    hospital.begin();
    return await untilStopped(opened.ended, () => opened.stop());
  } finally {
    await hospital.stop();
    removeData();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
