import { markOf } from "../alarms/modes/mark-of.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { GateProfile } from "../contract/gate-profile.ts";
import type { Driver } from "../devices/driver.ts";
import type { Log } from "../log/log.ts";
import type { GateServices } from "../rpc/gate-services.ts";
import type { AlarmDesk } from "./alarm-desk.ts";
import type { TakeStill } from "./entry-book.ts";
import { openGateDesk } from "./gate-desk.ts";
import { GateOutputs } from "./gate-outputs.ts";
import { makeGateServices } from "./gate-services.ts";
import { viewGateSite } from "./gate-site.ts";
import { GateStore } from "./gate-store.ts";
import type { CheckedSite } from "./site-file.ts";

export interface OpenGatesParts {
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: () => string;
  readonly desk: AlarmDesk;
  readonly state: { readonly site: CheckedSite | null; readonly drivers: readonly Driver[] };
  readonly takeStill: TakeStill | null;
  readonly gateProfile: (profileId: string) => GateProfile | null;
}

export interface Gates {
  readonly services: GateServices;
  /** After alarms were stored in a new state. */
  onAlarms(): void;
  /** Once the devices are attached. */
  start(): void;
  close(): void;
}

/** Joins entry checks, deposits, warnings and outputs to the alarm desk and the site in use. */
export async function openGates(parts: OpenGatesParts): Promise<Gates> {
  const { desk, state, log, clock } = parts;
  const site = () => viewGateSite(state.site?.site ?? null, desk.rules.site);
  const gateDesk = await openGateDesk({
    ...parts,
    site,
    alarm: async (alarmId) => desk.alarm(alarmId) ?? (await log.alarm(alarmId)),
    markAt: (gateId, areaId) =>
      markOf(desk.state, { deviceId: gateId, pointId: null, areaId }, "security", clock.nowMs()),
  });
  const outputs = new GateOutputs({
    ...parts,
    store: new GateStore(parts),
    devices: () => state.site?.site?.devices ?? [],
    drivers: () => state.drivers,
    openAlarms: () => desk.openAlarms,
  });
  return {
    services: makeGateServices({ desk: gateDesk, outputs, log, clock, site }),
    onAlarms: () => outputs.follow(),
    start() {
      gateDesk.start();
      outputs.start();
    },
    close() {
      outputs.close();
      gateDesk.close();
    },
  };
}
