import { viewSite } from "../../../native/alarms/site-view.ts";
import type { Actor } from "../../../native/contract/actor.ts";
import type { EntryCheck, EntryData } from "../../../native/contract/entries.ts";
import type { SiteFile } from "../../../native/contract/site.ts";
import type { GateServices } from "../../../native/rpc/gate-services.ts";
import { type Gates, openGates } from "../../../native/station/open-gates.ts";
import type { TakeStill } from "../../../native/station/entry-book.ts";
import { checkSiteText } from "../../../native/station/site-file.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import { closing } from "../../set-up.ts";
import { type HeldClock, heldClock } from "../held-clock.ts";
import { testSite } from "../test-site.ts";
import { openDesk, type OpenedDesk } from "./opened-desk.ts";

export const operator: Actor = { name: "王芳", role: "operator" };
export const second: Actor = { name: "李强", role: "operator" };
export const chief: Actor = { name: "赵敏", role: "chief" };

export const beijing: SiteFile = { ...testSite, site: { ...testSite.site, province: "beijing" } };

export interface OpenedGates extends OpenedDesk {
  readonly gates: GateServices;
  readonly opened: Gates;
  /** The site from now on. */
  readonly use: (site: SiteFile) => void;
  /** One answer or duty after the other. */
  readonly walk: (
    check: EntryCheck,
    ...steps: readonly (readonly [stepId: string, answerId: string | null, data?: Partial<EntryData>])[]
  ) => Promise<EntryCheck>;
}

let ids = 0;

/** Entry checks, deposits and warnings over a real log, on a clock that the test moves. The same file again is a restart. */
export async function openGatesDesk(
  file: string,
  clock: HeldClock = heldClock(),
  given: { readonly site?: SiteFile; readonly takeStill?: TakeStill } = {},
): Promise<OpenedGates> {
  const site = given.site ?? beijing;
  const desk = await openDesk(file, clock, { site });
  const state = { site: checkSiteText(JSON.stringify(site), null), drivers: [] };
  const opened = await openGates({
    log: desk.log,
    clock,
    logger: silentLogger,
    newId: () => `g${(ids += 1)}-${clock.nowMs()}`,
    desk: desk.desk,
    state,
    takeStill: given.takeStill ?? null,
    gateProfile: () => null,
  });
  opened.start();
  closing(() => opened.close());
  const gates = opened.services;
  return {
    ...desk,
    gates,
    opened,
    use(next) {
      state.site = checkSiteText(JSON.stringify(next), null);
      desk.desk.setRules({ ...desk.desk.rules, site: viewSite(next) });
    },
    async walk(check, ...steps) {
      let now = check;
      for (const [stepId, answerId, data] of steps)
        now = await gates.entries.act(
          { type: "answer", entryId: check.id, stepId, answerId, data: { note: "", ...data } },
          operator,
        );
      return now;
    },
    async close() {
      opened.close();
      await desk.close();
    },
  };
}

/** What a page asks to open a check, the rest left out. */
export function opening(other: Partial<Parameters<GateServices["entries"]["open"]>[0]> = {}) {
  return { alarmId: null, gateId: null, areaId: null, happenedAtMs: null, ...other };
}
