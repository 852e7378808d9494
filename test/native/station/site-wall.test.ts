import { expect, test } from "vitest";
import type { SiteFile } from "../../../native/contract/site.ts";
import { diffSites } from "../../../native/station/site-diff.ts";
import { editSite } from "../../../native/station/site-edit.ts";
import { checkSiteText } from "../../../native/station/site-file.ts";
import { testSite } from "../test-site.ts";

const [panel, gate, camera] = testSite.devices;
const other = { ...camera, id: "cam2", address: "http://127.0.0.1:8082/onvif/device_service" };
const name = { "zh-CN": "夜间" };
const view = { id: "night", name, layout: 4, tiles: ["cam1", null, "cam2"], spot: 0 };
const wall = { views: [view], tours: [{ id: "round", name, dwellSeconds: 20, views: ["night"] }] };
const site = { ...testSite, devices: [panel, gate, { ...camera, number: 12 }, { ...other, number: 7 }], wall };

const check = (value: object) => checkSiteText(JSON.stringify(value));
const problems = (value: object) =>
  check(value).problems.map(({ path, problem, expected }) => `${path} ${problem} ${expected}`.trim());

test("numbers, views and tours are read with their standards", () => {
  expect(problems(site)).toEqual([]);
  const plain = check({ ...site, wall: { views: [{ id: "v", name, layout: 1, tiles: [] }] } }).site;
  expect(plain?.wall).toEqual({ views: [{ id: "v", name, layout: 1, tiles: [], spot: 0 }], tours: [] });
});

test.each<readonly [string, object, string]>([
  [
    "a number twice",
    { ...site, devices: [panel, gate, { ...camera, number: 7 }, { ...other, number: 7 }] },
    "devices[3].number duplicate_number cam1",
  ],
  [
    "a number of five digits",
    { ...site, devices: [panel, gate, { ...camera, number: 10_000 }, other] },
    "devices[2].number too_large ≤ 9999",
  ],
  [
    "a layout that there is not",
    { ...site, wall: { views: [{ ...view, layout: 5 }] } },
    "wall.views[0].layout not_one_of 1, 4, 6, 8, 9, 10, 13, 16, 25, 36",
  ],
  [
    "a camera that there is not",
    { ...site, wall: { views: [{ ...view, tiles: [null, "cam9"] }] } },
    "wall.views[0].tiles[1] unknown_camera cam1, cam2",
  ],
  [
    "a gate on the wall",
    { ...site, wall: { views: [{ ...view, tiles: ["gate1"] }] } },
    "wall.views[0].tiles[0] not_a_camera cam1, cam2",
  ],
  ["a view twice", { ...site, wall: { views: [view, view] } }, "wall.views[1].id duplicate_id night"],
  [
    "a spot beyond the layout",
    { ...site, wall: { views: [{ ...view, spot: 4 }] } },
    "wall.views[0].spot too_large < 4",
  ],
  [
    "a tour through a view that there is not",
    { ...site, wall: { views: [view], tours: [{ id: "t", name, views: ["day"] }] } },
    "wall.tours[0].views[0] unknown_view night",
  ],
  [
    "a tour too quick to look at",
    { ...site, wall: { views: [view], tours: [{ id: "t", name, dwellSeconds: 1, views: ["night"] }] } },
    "wall.tours[0].dwellSeconds too_small ≥ 5",
  ],
])("%s", (_name, value, expected) => {
  expect(problems(value)).toContain(expected);
});

test("views change as one operation, told field by field; the devices' text stays as it was", () => {
  const present = check(site);
  const changed = { views: [{ ...view, layout: 9 }], tours: [] };
  const { checked } = editSite(present, { operations: [{ type: "changeWall", wall: changed }] }, checkSiteText);
  expect(checked.problems).toEqual([]);
  expect(checked.site?.devices).toEqual(present.site?.devices);
  expect(diffSites(present.site, checked.site as SiteFile)).toMatchObject([
    {
      what: "wall",
      id: "wall",
      action: "changed",
      fields: [{ path: "views[night].layout", before: 4, after: 9 }, { path: "tours[round]" }],
    },
  ]);
});

test("a camera that is removed leaves its tile empty, so that the others stay where the eye knows them", () => {
  const operations = [{ type: "removeDevice" as const, deviceId: "cam1" }];
  const { checked } = editSite(check(site), { operations }, checkSiteText);
  expect(checked.problems).toEqual([]);
  expect(checked.site?.wall?.views[0]?.tiles).toEqual([null, null, "cam2"]);
});
