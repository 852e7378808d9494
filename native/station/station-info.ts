import type { StationInfo } from "../contract/rpc.ts";
import { siteVideoSchema, type SiteFile } from "../contract/site.ts";

type Known = Pick<StationInfo, "version" | "startedAtMs" | "nowMs" | "simulated" | "desk">;

/** What a page may know of the site, whatever else the file comes to hold: never an address or a password. */
export function stationInfo(site: SiteFile | null, known: Known): StationInfo {
  const { beforeSeconds, afterSeconds } = siteVideoSchema.parse(site?.video ?? {});
  return {
    ...known,
    site: site === null ? null : { id: site.site.id, name: site.site.name, timeZone: site.site.timeZone },
    areas: site?.areas ?? [],
    devices: (site?.devices ?? []).map((device) => ({
      id: device.id,
      kind: device.kind,
      family: device.family,
      name: device.name ?? null,
      areaId: device.area,
      number: device.kind === "camera" ? (device.number ?? null) : null,
    })),
    wall: site?.wall ?? { views: [], tours: [] },
    video: { beforeSeconds, afterSeconds },
  };
}
