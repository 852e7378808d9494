import type { TestablePoint } from "../../contract/desk.ts";
import { classifyInput, classifyPoint, type Meaning } from "../classify.ts";
import type { SiteView } from "../site-view.ts";

/**
 * Everything that can be put on test: each device as a whole, then its points. A panel's point without
 * zone stands for a whole account and is none by itself.
 */
export function testablePoints(site: SiteView): TestablePoint[] {
  return [...site.devices.values()].flatMap((device): TestablePoint[] => {
    const place = (pointId: string | null, meaning: Meaning | null): TestablePoint => {
      const { name, areaId } = site.point(device.id, pointId);
      const alarm =
        meaning?.is === "alarm" ? { class: meaning.class, kind: meaning.kind } : { class: null, kind: null };
      return { deviceId: device.id, pointId, name, areaId, ...alarm };
    };
    const whole = place(null, null);
    switch (device.kind) {
      case "camera":
        return [whole, ...device.inputs.map(({ token, class: of }) => place(token, classifyPoint(of)))];
      case "gate":
        return [whole, ...site.gatePoints(device.id).map(({ id, means }) => place(id, classifyInput(means)))];
      case "panel":
        return [
          whole,
          ...device.points.flatMap(({ account, zone, class: of }) =>
            zone === undefined ? [] : [place(`${account}-${zone}`.toUpperCase(), classifyPoint(of))],
          ),
        ];
    }
  });
}
