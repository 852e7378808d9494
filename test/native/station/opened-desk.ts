import { type PlanSet, noPlans } from "../../../native/alarms/plan/plan-set.ts";
import { viewSite } from "../../../native/alarms/site-view.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import { systemClock } from "../../../native/base/clock.ts";
import type { StoredEvent } from "../../../native/contract/events.ts";
import type { SiteFile } from "../../../native/contract/site.ts";
import type { Log } from "../../../native/log/log.ts";
import { openLog } from "../../../native/log/open-log.ts";
import { AlarmDesk } from "../../../native/station/alarm-desk.ts";
import { recallDesk } from "../../../native/station/desk-rules.ts";
import { readDeskSettings } from "../../../native/station/desk-files.ts";
import { LiveFeed } from "../../../native/station/live-feed.ts";
import { closing } from "../../set-up.ts";
import { type HeldClock, heldClock } from "../held-clock.ts";
import { testSite } from "../test-site.ts";

export interface OpenedDesk {
  readonly desk: AlarmDesk;
  readonly log: Log;
  readonly clock: HeldClock;
  /** Resolves when everything decided so far is stored. */
  readonly settle: () => Promise<void>;
  /** All of the kind, oldest first; stored ones only. */
  readonly events: (...kinds: StoredEvent["kind"][]) => Promise<readonly StoredEvent[]>;
  readonly close: () => Promise<void>;
}

let ids = 0;

/** An alarm desk over a real log, on a clock that the test moves. The same file again is a restart. */
export async function openDesk(
  file: string,
  clock = heldClock(),
  given: { readonly site?: SiteFile; readonly plans?: PlanSet } = {},
): Promise<OpenedDesk> {
  let desk: AlarmDesk | null = null;
  const log = await openLog(
    { file, listener: { onStored: (stored) => desk?.onStored(stored), onCondition: () => undefined } },
    { clock: systemClock, logger: silentLogger },
  );
  const feed = new LiveFeed(
    {
      headSeq: () => log.head.seq,
      condition: () => log.condition,
      openAlarms: () => desk?.openAlarms ?? [],
      desk: () => desk!.state,
      newest: async (limit) => (await log.page({ filter: {}, beforeSeq: null, limit })).events,
      since: (afterSeq, limit) => log.since(afterSeq, limit),
    },
    clock,
  );
  const { site = testSite, plans = noPlans } = given;
  const settings = readDeskSettings(site);
  const memory = await recallDesk(log, settings, clock.nowMs());
  const newId = (): string => `n${(ids += 1)}`;
  desk = new AlarmDesk(
    memory,
    { site: viewSite(site), settings, plans },
    { log, feed, clock, logger: silentLogger, newId },
  );
  const opened = desk;
  desk.start();
  const close = async (): Promise<void> => {
    opened.close();
    await log.close();
  };
  closing(close);
  return {
    desk,
    log,
    clock,
    // Entries are stored in order: once this empty one is, so is all before it.
    settle: async () => void (await log.append({ events: [], alarms: [] })),
    events: async (...kinds) =>
      (await log.page({ filter: { kinds }, beforeSeq: null, limit: 1000 })).events.toReversed(),
    close,
  };
}
