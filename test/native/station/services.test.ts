import { expect, test } from "vitest";
import { systemClock } from "../../../native/base/clock.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import type { KeptFrame } from "../../../native/contract/health.ts";
import type { Driver } from "../../../native/devices/driver.ts";
import { makeServices, type ServiceParts } from "../../../native/station/services.ts";
import { checkSiteText } from "../../../native/station/site-file.ts";
import { testSite } from "../test-site.ts";

const frame: KeptFrame = { atMs: 1, direction: "in", hex: "14", good: false, meaning: "stray" };

/** The services of a station with the test site, whose receiver has kept one frame. */
function servicesOfSite() {
  const drivers = [{ deviceId: "rx1", frames: () => [frame] }] as unknown as readonly Driver[];
  const state = { site: checkSiteText(JSON.stringify(testSite)), drivers };
  // Only what these calls touch.
  return makeServices({ state, clock: systemClock, logger: silentLogger } as unknown as ServiceParts);
}

test("a line's device has its frames, a camera has none to keep, and what nobody knows is refused", () => {
  const services = servicesOfSite();
  expect(services.frames("rx1")).toEqual([frame]);
  expect(services.frames("cam1")).toEqual([]);
  expect(() => services.frames("cam9")).toThrow(
    expect.objectContaining({ code: "device.not_found", params: { deviceId: "cam9" } }),
  );
});
