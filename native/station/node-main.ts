/**
 * The station in plain Node: `npm run station -- --data DIR …`. Prints one JSON object a line on
 * stdout; everything else goes to stderr. Described for other programs in docs/guide.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError } from "commander";
import { AppError, reasonOf } from "../base/app-error.ts";
import { systemClock } from "../base/clock.ts";
import { openLogger } from "../base/logger.ts";
import { fatalMessage } from "./fatal-message.ts";
import { hasDisplay, openBrowser } from "./open-browser.ts";

const oldestNodeMajor = 22;
const stopWithinMs = 4500;

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function fail(error: unknown): never {
  print({ event: "fatal", ...fatalMessage(error) });
  process.exit(1);
}

interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

function parseListen(text: string): ListenAddress {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65535) throw new InvalidArgumentError("HOST:PORT, such as 127.0.0.1:8080");
  const host = match[1] ?? match[2] ?? "";
  if (!/^(127\.\d+\.\d+\.\d+|::1|localhost)$/.test(host))
    throw new InvalidArgumentError("only a loopback address (127.0.0.1): there are no accounts yet");
  return { host, port };
}

function readSiteFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new AppError("site.unreadable", { file, reason: reasonOf(error) }, error);
  }
}

interface Flags {
  readonly data: string;
  readonly site?: string;
  readonly listen: ListenAddress;
  readonly open: boolean;
  readonly simulated: boolean;
  readonly page?: string;
  readonly exports?: string;
  readonly logLevel: string;
}

const command = new Command("station")
  .description("安卫台工作站 The Wardwatch station in plain Node; serves its page on loopback.")
  .requiredOption("--data <folder>", "folder of the log and the installed site; made if missing")
  .option("--site <file>", "site file (JSON) to install first")
  .option("--listen <host:port>", "loopback address of the page; port 0 picks one", parseListen, {
    host: "127.0.0.1",
    port: 0,
  })
  .option("--no-open", "do not open a browser")
  .option("--simulated", "say on every screen that the devices are simulated", false)
  .option("--page <folder>", "the built page", "")
  .option("--exports <folder>", "where exports of evidence are written; default: exports in the data folder")
  .option("--log-level <level>", "debug, info, warn or error, on stderr", "warn");

async function main(): Promise<void> {
  // The log and the site file name people and hold passwords: nobody else on the machine reads them.
  process.umask(0o077);
  const flags = command.parse().opts<Flags>();
  const logger = openLogger(flags.logLevel);
  // Loaded only now: on an older Node the database's binary would crash before anything could be said.
  const { openStation } = await import("./station.ts");
  const { openPageServer } = await import("./page-server.ts");
  const { PageSessions } = await import("./page-sessions.ts");
  const { readPageFiles } = await import("./page-files.ts");
  const { forkCameras } = await import("./fork-cameras.ts");

  const root = fileURLToPath(new URL(import.meta.url.includes("/dist/") ? "../../.." : "../..", import.meta.url));
  const { version } = JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as { version: string };
  const parts = { clock: systemClock, logger };

  // Whatever was not foreseen ends the process; whoever started it starts it again.
  const crash = (error: unknown): void => {
    logger.error({ error: error instanceof Error ? error.stack : String(error) }, "unexpected error");
    fail(error);
  };
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);

  const station = await openStation(
    {
      dataFolder: flags.data,
      version,
      siteText: flags.site === undefined ? null : readSiteFile(flags.site),
      simulated: flags.simulated,
      ...(flags.exports === undefined ? {} : { exportsFolder: resolve(flags.exports) }),
      startCameras: forkCameras,
    },
    parts,
  );
  const sessions = new PageSessions(station.data.key, systemClock);
  let pages;
  try {
    pages = await openPageServer(
      {
        ...flags.listen,
        files: readPageFiles(flags.page ? flags.page : `${root}/dist/renderer`),
        sessions,
        services: station.services,
        exportZip: station.exportZip,
        passVideo: (request, socket, head) => station.cameras.passVideo(request, socket, head),
      },
      parts,
    );
  } catch (error) {
    await station.close("listen failed");
    throw error;
  }

  let isStopping = false;
  const stop = (signal: string): void => {
    if (isStopping) return;
    isStopping = true;
    const deadline = setTimeout(() => {
      logger.error({}, "did not stop in time");
      process.exit(1);
    }, stopWithinMs);
    pages
      .close()
      .then(() => station.data.noteOrigin(null))
      .then(() => station.close(signal))
      .then(() => {
        clearTimeout(deadline);
        process.exit(0);
      })
      .catch(crash);
  };
  process.on("SIGTERM", () => stop("SIGTERM"));
  process.on("SIGINT", () => stop("SIGINT"));

  station.data.noteOrigin(pages.origin);
  const url = pages.address();
  print({ event: "ready", url, pid: process.pid });
  if (flags.open && hasDisplay(process.env, process.platform))
    openBrowser(url, (reason) => logger.warn({ reason }, "no browser opened; use the address above"));
}

if (Number(process.versions.node.split(".")[0]) < oldestNodeMajor)
  fail(new AppError("node.too_old", { found: process.version, wanted: `v${oldestNodeMajor}` }));
main().catch(fail);
