import { expect, test } from "vitest";
import { stationInfoSchema } from "../../../native/contract/rpc.ts";
import { siteFileSchema } from "../../../native/contract/site.ts";
import { readDeskSettings } from "../../../native/station/desk-files.ts";
import { stationInfo } from "../../../native/station/station-info.ts";

const known = { version: "1", startedAtMs: 1, nowMs: 2, simulated: false, desk: readDeskSettings(null) };

test("a page gets what the contract names and nothing else, whatever the site file has", () => {
  const site = siteFileSchema.parse({
    site: { id: "h", name: { "zh-CN": "院" }, province: "beijing" },
    areas: [{ id: "ed", name: { "zh-CN": "急诊" } }],
    devices: [
      {
        id: "cam1",
        kind: "camera",
        family: "onvif",
        area: "ed",
        number: 7,
        address: "http://192.0.2.7/onvif/device_service",
        username: "u",
        password: "secret",
      },
    ],
    video: { keepAtLeastDays: 90, deleteAfterDays: 120 },
  });
  const info = stationInfo(site, known);
  expect(stationInfoSchema.parse(info)).toEqual(info);
  expect(JSON.stringify(info)).not.toMatch(/secret|192\.0\.2\.7/);
  expect(info.devices).toMatchObject([{ id: "cam1", number: 7 }]);
});

test("without a site there is nothing to know", () => {
  const info = stationInfo(null, known);
  expect(stationInfoSchema.parse(info)).toEqual(info);
  expect(info.site).toBeNull();
});
