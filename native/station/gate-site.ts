import type { SiteView } from "../alarms/site-view.ts";
import { AppError } from "../base/app-error.ts";
import type { SiteFile } from "../contract/site.ts";
import type { LocalizedText } from "../contract/text.ts";
import { nationalProvince } from "../entries/item-lists.ts";

/** What checks, deposits and warnings need to know of the site. */
export interface GateSite {
  readonly timeZone: string;
  readonly province: string;
  /** How long a deposit is kept before it is overdue, ms. */
  readonly depositDueMs: number;
  /** `HH:MM` at the site, in their order. */
  readonly shiftStarts: readonly string[];
  readonly gateIds: readonly string[];
  /** Null for what is no gate of the site. */
  gate(
    id: string,
  ): { readonly name: LocalizedText | null; readonly areaId: string; readonly cameraIds: readonly string[] } | null;
  /** Throws `desk.unknown_area`. */
  checkArea(areaId: string): void;
}

const hourMs = 3_600_000;
const usualDueHours = 24;
const usualShiftStarts = ["08:00", "20:00"];

export function viewGateSite(site: SiteFile | null, view: SiteView): GateSite {
  const gates = [...view.devices.values()].filter((device) => device.kind === "gate");
  return {
    timeZone: view.timeZone,
    province: site?.site.province ?? nationalProvince,
    depositDueMs: (site?.entries?.depositDueHours ?? usualDueHours) * hourMs,
    shiftStarts: site?.entries?.shiftStarts ?? usualShiftStarts,
    gateIds: gates.map(({ id }) => id),
    gate(id) {
      const device = gates.find((each) => each.id === id);
      return device === undefined
        ? null
        : { name: device.name ?? null, areaId: device.area, cameraIds: device.cameras };
    },
    checkArea(areaId) {
      if (!view.areas.some(({ id }) => id === areaId)) throw new AppError("desk.unknown_area", { areaId });
    },
  };
}
