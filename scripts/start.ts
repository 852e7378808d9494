/** `npm start`: builds what has changed and opens the console, in Electron or in the browser. */
import { homedir } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { defaultDataFolder } from "../electron/policy.ts";
import { build } from "./build.ts";
import { openConsole } from "./console.ts";
import { untilStopped } from "./until-stopped.ts";

interface Flags {
  readonly data: string;
  readonly site?: string;
  readonly listen?: string;
  readonly open: boolean;
  readonly electron: boolean;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const flags = new Command("start")
  .description("打开控制台。 Opens the console.")
  .option("--data <folder>", "log and installed site", defaultDataFolder(process.platform, homedir(), process.env))
  .option("--site <file>", "site file (JSON) to install first")
  .option("--listen <host:port>", "serve the page on this loopback address instead of opening Electron")
  .option("--no-open", "do not open a browser")
  .option("--no-electron", "use the browser even where Electron is there")
  .parse()
  .opts<Flags>();

async function main(): Promise<number> {
  const say = (line: string): void => console.log(line);
  await build(root, { force: false, say });
  const opened = await openConsole(
    {
      root,
      dataFolder: resolve(flags.data),
      siteFile: flags.site === undefined ? null : resolve(flags.site),
      listen: flags.listen ?? null,
      simulated: false,
      openBrowser: flags.open,
      useElectron: flags.electron,
    },
    say,
  );
  if (opened.url !== null) say(`\n  安卫台 Wardwatch  ${opened.url}\n\n  按 Ctrl+C 停止。 Ctrl+C stops it.`);
  return untilStopped(opened.ended, () => opened.stop());
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
