import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { viewSite } from "../../../native/alarms/site-view.ts";
import { panicPoints } from "../../../native/alarms/panic/check-panic-points.ts";
import { type SiteFile, siteFileSchema } from "../../../native/contract/site.ts";
import { GateProfiles } from "../../../native/station/gate-profiles.ts";
import { checkSiteText } from "../../../native/station/site-file.ts";
import { removeFolder, temporaryFolder } from "../../harness/station-process.ts";
import { closing } from "../../set-up.ts";

const shipped = new URL("../../../resources/gate-profiles/", import.meta.url).pathname;

function dataFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder();
  closing(() => removeFolder(folder));
  mkdirSync(join(folder, "profiles"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, "profiles", name), text);
  return folder;
}

const swing = readFileSync(`${shipped}swing-flap-board.yaml`, "utf8");

describe("the hospital's own profiles", () => {
  test("stand beside the shipped ones and replace one of the same id", () => {
    const own = swing.replace("version: 1", "version: 2");
    const profiles = new GateProfiles(
      dataFolder({ "swing-flap-board.yml": own, "copy.yaml": swing.replace("id: swing-flap-board", "id: copy") }),
    );
    expect(profiles.all).toHaveLength(6);
    expect(profiles.get("swing-flap-board")?.version).toBe(2);
    expect(profiles.get("copy")?.points).toHaveLength(4);
    expect(profiles.list().refused).toEqual([]);
    expect(profiles.list().profiles.find(({ id }) => id === "tpw-321asp")).toMatchObject({
      synthetic: true,
      needsUnit: true,
      points: [
        { id: "entries", means: "passage", direction: "in" },
        { id: "exits", means: "passage", direction: "out" },
      ],
    });
  });

  test("that are wrong are left out and listed with what is wrong; other files are passed over", () => {
    const profiles = new GateProfiles(
      dataFolder({ "broken.yaml": "{", "other.yaml": swing, "short.json": '{"id": "short"}', "notes.txt": "a note" }),
    );
    expect(profiles.all).toHaveLength(5);
    const refused = profiles
      .list()
      .refused.map(({ file, problems }) => [file, problems[0]?.path, problems[0]?.problem]);
    expect(refused).toEqual([
      ["broken.yaml", "", "not_readable"],
      ["other.yaml", "id", "id_not_file_name"],
      ["short.json", "version", "required"],
    ]);
  });

  test("are read again when asked", () => {
    const folder = dataFolder();
    const profiles = new GateProfiles(folder);
    copyFileSync(`${shipped}tx1500.yaml`, join(folder, "profiles", "mine.yaml"));
    expect(profiles.read()).toHaveLength(5);
    expect(profiles.list().refused.map(({ file }) => file)).toEqual(["mine.yaml"]);
  });
});

type Loose = Record<string, unknown>;
const gate = (settings: Loose): Loose => ({
  id: "gate1",
  kind: "gate",
  family: "frame-profile",
  profile: "swing-flap-board",
  unit: 1,
  link: "serial:/dev/ttyUSB0?baudRate=9600",
  area: "ed",
  ...settings,
});
const siteOf = (...devices: readonly Loose[]): string =>
  JSON.stringify({
    site: { id: "test", name: { "zh-CN": "测试医院" } },
    areas: [{ id: "ed", name: { "zh-CN": "急诊大厅" } }],
    devices,
  });

describe("a site with gates that have profiles", () => {
  const profiles = new GateProfiles(dataFolder()).all;
  const problems = (...devices: readonly Loose[]): readonly string[] =>
    checkSiteText(siteOf(...devices), profiles).problems.map((each) =>
      `${each.path} ${each.problem} ${each.expected}`.trim(),
    );

  test("two units on one line are accepted", () => {
    expect(problems(gate({}), gate({ id: "gate2", unit: 2 }))).toEqual([]);
  });

  test.each<[string, readonly Loose[], string]>([
    [
      "a profile that is not there",
      [gate({ profile: "zkd" })],
      "devices[0].profile unknown_profile 2b-att203, ac-atri-018, swing-flap-board, tpw-321asp, tx1500",
    ],
    ["no unit where one is needed", [gate({ unit: undefined })], "devices[0].unit unit_needed 0 … 255"],
    ["a unit that does not fit", [gate({ unit: 300 })], "devices[0].unit too_large ≤ 255"],
    ["a unit where there is none", [gate({ profile: "tx1500" })], "devices[0].unit unit_unused tx1500"],
    ["a unit twice", [gate({}), gate({ id: "gate2" })], "devices[1].unit duplicate_unit gate1"],
    [
      "two gates without units on one line",
      [gate({ profile: "tx1500", unit: undefined }), gate({ id: "gate2", profile: "tx1500", unit: undefined })],
      "devices[1].unit duplicate_unit gate1",
    ],
    [
      "two profiles on one line",
      [gate({}), gate({ id: "gate2", unit: 2, profile: "tpw-321asp" })],
      "devices[1].profile profile_differs gate1: swing-flap-board",
    ],
    [
      "two speeds on one line",
      [gate({}), gate({ id: "gate2", unit: 2, link: "serial:/dev/ttyUSB0?baudRate=19200" })],
      "devices[1].link line_settings_differ gate1: serial:/dev/ttyUSB0?baudRate=9600",
    ],
    [
      "a Modbus module on the same line",
      [
        gate({}),
        {
          ...gate({ id: "gate2", family: "modbus-io", profile: undefined, unit: 2 }),
          inputs: [{ input: 0, means: "metal" }],
        },
      ],
      "devices[1].link link_shared gate1",
    ],
    ["an unknown family", [gate({ family: "osdp" })], "devices[0].family not_one_of modbus-io, frame-profile"],
  ])("%s is named", (_, devices, expected) => {
    expect(problems(...devices)).toContain(expected);
  });

  test("starts although a profile is missing", () => {
    expect(checkSiteText(siteOf(gate({ profile: "gone" })), null).problems).toEqual([]);
  });

  test("names its points by the gate and the profile", () => {
    const site: SiteFile = siteFileSchema.parse(
      JSON.parse(siteOf(gate({ name: { "zh-CN": "东门", en: "East gate" } }), gate({ id: "gate2", unit: 2 }))),
    );
    const view = viewSite(site, profiles);
    expect(view.gatePoint("gate1", "left").name).toEqual({
      "zh-CN": "东门 左侧通过",
      en: "East gate: passage on the left",
    });
    expect(view.gatePoint("gate2", "left").name).toEqual({ "zh-CN": "左侧通过", en: "passage on the left" });
    expect(view.gatePoints("gate1").map(({ id, means }) => `${id} ${means}`)).toEqual([
      "fault fault",
      "alarm tamper",
      "left passage",
      "right passage",
    ]);
    expect(viewSite(site).gatePoint("gate1", "left").name).toEqual({ "zh-CN": "东门", en: "East gate" });
  });

  test("its panic points are proven like all others", () => {
    const panic = profiles
      .filter(({ id }) => id === "swing-flap-board")
      .map((profile) => ({
        ...profile,
        points: profile.points.map((point) => ({ ...point, means: "panic" as const })),
      }));
    const site: SiteFile = siteFileSchema.parse(JSON.parse(siteOf(gate({}))));
    expect(panicPoints(viewSite(site, panic)).map(({ pointId }) => pointId)).toEqual([
      "fault",
      "alarm",
      "left",
      "right",
    ]);
  });
});
