import { createHash } from "node:crypto";
import { join } from "node:path";
import { makeEvent } from "../base/make-event.ts";
import { type PlanSet, planSet } from "../alarms/plan/plan-set.ts";
import { viewSite } from "../alarms/site-view.ts";
import type { Clock } from "../base/clock.ts";
import type { DeskSettings } from "../contract/desk.ts";
import type { NewEvent, StoredEvent } from "../contract/events.ts";
import type { GateProfile } from "../contract/gate-profile.ts";
import type { ResponsePlan } from "../contract/plans.ts";
import type { SiteFile } from "../contract/site.ts";
import type { Log } from "../log/log.ts";
import type { DeskMemory, DeskRules } from "./alarm-desk.ts";
import { readPlans, readDeskSettings, type RefusedPlan, resourcesFolder } from "./desk-files.ts";
import { readEventsOf } from "./read-events.ts";

/** Every version that was ever in use here is read back: open alarms go on with the one they began with. */
const mostPlanVersions = 10_000;

export interface LoadedPlans {
  readonly set: PlanSet;
  readonly refused: readonly RefusedPlan[];
  /** When a version first stood in the log, UTC ms, by `id@version`. */
  readonly loadedAtMs: ReadonlyMap<string, number>;
}

/** Hash of the text, so that a version whose number somebody forgot to raise is kept all the same. */
function planKey(plan: ResponsePlan): string {
  const sha256 = createHash("sha256").update(JSON.stringify(plan)).digest("hex");
  return `plan:${plan.id}:${plan.version}:${sha256.slice(0, 16)}`;
}

/**
 * Reads the shipped plans and the hospital's own (`plans/` in the data folder; a file of the same name
 * replaces the shipped one), and writes down each version the first time it is used.
 */
export async function loadPlans(
  dataFolder: string,
  log: Log,
  clock: Clock,
  note: (event: NewEvent) => Promise<void>,
): Promise<LoadedPlans> {
  const { plans, refused } = readPlans([`${resourcesFolder()}plans`, join(dataFolder, "plans")]);
  const before = await readEventsOf(log, { kinds: ["plan.loaded"] }, mostPlanVersions);
  const loadedAtMs = new Map<string, number>();
  const older: ResponsePlan[] = [];
  for (const event of before.events) {
    if (event.kind !== "plan.loaded") continue;
    const { plan } = event.data;
    loadedAtMs.set(`${plan.id}@${plan.version}`, event.atMs);
    older.push(plan);
  }
  const known = new Set(before.events.map((event) => event.key));
  for (const plan of plans) {
    const key = planKey(plan);
    if (known.has(key)) continue;
    const atMs = clock.nowMs();
    await note(makeEvent("plan.loaded", { key, atMs, severity: "information" }, { plan }));
    loadedAtMs.set(`${plan.id}@${plan.version}`, atMs);
  }
  return { set: planSet(plans, older), refused, loadedAtMs };
}

/** What the desk goes by with this site. Throws `desk.invalid_settings`. */
export function makeRules(
  site: SiteFile | null,
  fallback: SiteFile,
  plans: PlanSet,
  profiles: readonly GateProfile[] = [],
): DeskRules {
  return { site: viewSite(site ?? fallback, profiles), settings: readDeskSettings(site), plans };
}

/** What the log remembers: open alarms, the desk's state, and how many alarms there were of late. */
export async function recallDesk(log: Log, settings: DeskSettings, nowMs: number): Promise<DeskMemory> {
  const fromMs = Math.max(0, nowMs - settings.flood.windowSeconds * 1000);
  const raised = await readEventsOf(log, { kinds: ["alarm.raised"], fromMs }, 100_000);
  const isCounted = (event: StoredEvent): boolean => event.mark === undefined && event.atMs <= nowMs;
  return {
    open: await log.openAlarms(),
    desk: await log.desk(),
    raisedAtMs: raised.events.filter(isCounted).map((event) => event.atMs),
  };
}
