import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AppError, reasonOf } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { SiteFile } from "../contract/site.ts";
import { openReadOnly } from "../log/database.ts";
import { openEventQueries } from "../log/event-query.ts";
import type { Services } from "../rpc/services.ts";
import { readDeskSettings } from "./desk-files.ts";
import { openShiftTexts } from "./shift-texts.ts";
import { checkSiteText } from "./site-file.ts";
import { stationInfo } from "./station-info.ts";

export interface ReadingStation {
  readonly services: Services;
  close(): Promise<void>;
}

export interface ReadingStationOptions {
  /** Its log is read, whether a station runs or not; nothing in it is changed. */
  readonly dataFolder: string;
  readonly version: string;
}

/**
 * The reading half of a station, for printing: it answers what the shift log's page asks and refuses everything
 * else with `rpc.unavailable`; it has no devices, takes no lock and writes no event. Throws `log.unavailable`
 * {reason: ENOENT} where there is no log, `log.damaged`, `log.newer_database`, `site.unreadable`, `site.invalid`.
 */
export function openReadingStation(
  { dataFolder, version }: ReadingStationOptions,
  parts: { clock: Clock; logger: Logger },
): ReadingStation {
  const { clock, logger } = parts;
  const file = join(dataFolder, "log.db");
  const simulated = wasSimulated(file);
  const site = readInstalledSite(join(dataFolder, "site.json"));
  const desk = readDeskSettings(site);
  const startedAtMs = clock.nowMs();
  const shiftTexts = openShiftTexts(file, parts);

  const services: Pick<Services, "info" | "noteRefusal"> = {
    info: () => stationInfo(site, { version, startedAtMs, nowMs: clock.nowMs(), simulated, desk }),
    noteRefusal: (procedure, error) => logger.warn({ procedure, error }, "refused a call"),
  };
  const reports: Pick<Services["reports"], "shift"> = { shift: (ask) => shiftTexts.read(ask) };
  return {
    services: refusingTheRest<Services>({ ...services, reports: refusingTheRest<Services["reports"]>(reports) }),
    close: () => shiftTexts.close(),
  };
}

/** Whatever is asked of it besides, now or in a later version, is refused rather than done by half. */
function refusingTheRest<T extends object>(some: Partial<T>): T {
  const refuse = (): never => {
    throw new AppError("rpc.unavailable");
  };
  return new Proxy(some as T, {
    get: (target, name, receiver): unknown => Reflect.get(target, name, receiver) ?? refuse,
  });
}

/** Whether the station that wrote the end of the log had simulated devices. */
function wasSimulated(file: string): boolean {
  const database = openReadOnly(file);
  try {
    const query = { filter: { kinds: ["station.started" as const] }, beforeSeq: null, limit: 1 };
    const [started] = openEventQueries(database).page(query).events;
    return started?.kind === "station.started" && started.data.simulated === true;
  } finally {
    database.close();
  }
}

/** Null before the first site is installed. */
function readInstalledSite(file: string): SiteFile | null {
  if (!existsSync(file)) return null;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new AppError("site.unreadable", { file, reason: reasonOf(error) }, error);
  }
  const { site, problems } = checkSiteText(text);
  const [first] = problems;
  if (first !== undefined) throw new AppError("site.invalid", { ...first, count: problems.length });
  return site;
}
