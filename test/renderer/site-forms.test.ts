import fc from "fast-check";
import { expect, test } from "vitest";
import { type Device, deviceSchema } from "../../native/contract/site.ts";
import { pointClasses } from "../../native/contract/site.ts";
import type { EditableSite } from "../../native/contract/site-edit.ts";
import { parseLinkAddress } from "../../native/link/link-address.ts";
import { groupHex, toTranscript } from "../../renderer/settings/frames-transcript.ts";
import { copyOf, isChanged, newDevice, openDraft, operationOf, sortProblems } from "../../renderer/settings/draft.ts";
import {
  closestAlternative,
  deviceShapes,
  isSameDraft,
  tellingField,
  withField,
} from "../../renderer/settings/form/field-schema.ts";
import { joinLink, splitLink } from "../../renderer/settings/form/link-parts.ts";
import { mergePoints, pointColumns, type PointWords, readPoints } from "../../renderer/settings/form/paste-points.ts";
import { testSite } from "../native/test-site.ts";

const site: EditableSite = { sha256: "a", site: testSite, secrets: [], undoAtMs: null };

const words: PointWords = {
  columns: {
    account: ["账号", "Account"],
    zone: ["防区", "Zone"],
    "zh-CN": ["名称", "Name"],
    en: ["英文名"],
    class: ["类别", "Class"],
    area: ["区域", "Area"],
    cameras: ["摄像机"],
  },
  classes: Object.fromEntries(
    pointClasses.map((each) => [each, each === "panic" ? ["一键报警", "Panic"] : [`《${each}》`]]),
  ) as unknown as PointWords["classes"],
};
const choices = { areas: [{ id: "ed", name: "急诊大厅" }], cameras: [{ id: "cam1", name: "入口" }], words };

test("every family of the contract has a form, and a new device of it passes once its gaps are filled", () => {
  const families = deviceShapes.map(({ kind, family }) => `${kind} ${family}`);
  expect(families).toEqual(
    expect.arrayContaining(["panel surgard", "gate modbus-io", "gate frame-profile", "camera onvif"]),
  );
  for (const { family } of deviceShapes) {
    const draft = newDevice(site, family);
    const filled = {
      ...draft?.value,
      ...("link" in (draft?.value ?? {}) ? { link: "serial:/dev/ttyUSB0" } : {}),
      ...(family === "frame-profile" ? { profile: "p" } : {}),
    };
    expect(deviceSchema.safeParse(filled).error).toBeUndefined();
    expect(testSite.devices.map((device) => device.id)).not.toContain(draft?.value["id"]);
  }
});

test("an opened form is unchanged until a field is, and knows which operation it is", () => {
  const draft = openDraft(site, "device", "gate1");
  if (draft === null) throw new Error("no gate1");
  expect(isChanged(draft)).toBe(false);
  // The order of fields is no change.
  expect(isChanged({ ...draft, value: Object.fromEntries(Object.entries(draft.value).reverse()) })).toBe(false);
  const changed = { ...draft, value: withField(draft.value, "pollMs", 200) };
  expect(isChanged(changed)).toBe(true);
  expect(operationOf(changed)).toMatchObject({ type: "changeDevice", deviceId: "gate1", device: { pollMs: 200 } });
  const copy = copyOf(site, draft);
  expect(copy.value["id"]).toBe("gate2");
  expect(copy.value["name"]).toBeUndefined();
  expect(operationOf(copy).type).toBe("addDevice");
});

test("problems find their field; those of other devices stay apart", () => {
  const draft = openDraft(site, "device", "gate1");
  if (draft === null) throw new Error("no gate1");
  const problem = (path: string) => ({ path, problem: "required" as const, expected: "" });
  const { mine, others } = sortProblems(
    [
      problem("devices[1].inputs[0].means"),
      problem("devices[1].link"),
      problem("devices[10].link"),
      problem("devices[1]"),
    ],
    draft,
    site,
  );
  expect([...mine.keys()]).toEqual(["inputs[0].means", "link", ""]);
  expect(others.map(({ path }) => path)).toEqual(["devices[10].link"]);
});

test("a pair of contacts is known from a single one, by the field that only it has", () => {
  const inputs = deviceShapes.find(({ family }) => family === "modbus-io")?.schema.properties?.["inputs"]?.items;
  const shapes = (inputs && inputs.anyOf) || [];
  expect(shapes.map((_, at) => tellingField(shapes, at))).toEqual(["input", "inputs"]);
  expect(closestAlternative(shapes, { inputs: [2, 3], means: "tamper", wiring: "no-nc" })).toBe(1);
  expect(closestAlternative(shapes, { input: 2, means: "metal" })).toBe(0);
});

test("a link taken apart and put together is the same link to the station", () => {
  const links = [
    "serial:/dev/ttyUSB0",
    "serial:/dev/serial/by-id/usb-FTDI?baudRate=19200&parity=even",
    "tcp://192.168.1.20:1025",
    "tcp://[::1]:502",
    "tcp-listen://0.0.0.0:1025",
  ];
  for (const link of links) expect(parseLinkAddress(joinLink(splitLink(link)))).toEqual(parseLinkAddress(link));
  // Also of what is not yet whole: no key press is lost.
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9.-]{0,12}$/), fc.stringMatching(/^\d{0,5}$/), (host, port) => {
      expect(splitLink(joinLink({ medium: "tcp", host, port }))).toEqual({ medium: "tcp", host, port });
    }),
  );
});

test("points come out of a spreadsheet: tabs or commas, headings in any order and either language", () => {
  const rows = readPoints(
    "Name\tAccount\tZone\tClass\tArea\n护士站\t1234\t001\tPanic\t急诊大厅\n药房\t1234\t002\t谁知道\t地下室\n",
    [],
    choices,
  );
  expect(rows).toMatchObject([
    {
      line: 2,
      action: "added",
      unknown: [],
      point: { account: "1234", zone: "001", name: { "zh-CN": "护士站" }, class: "panic", area: "ed" },
    },
    {
      line: 3,
      unknown: [
        { column: "class", text: "谁知道" },
        { column: "area", text: "地下室" },
      ],
    },
  ]);
  const plain = readPoints('1234,001,"护士站, 二楼",Ward,panic,ed,cam1; 入口\n1234,001,又一次\n', [], choices);
  expect(plain).toMatchObject([
    { line: 1, point: { name: { "zh-CN": "护士站, 二楼", en: "Ward" }, cameras: ["cam1", "cam1"] } },
    { line: 2, action: "twice" },
  ]);
});

test("pasted points replace those of the same account and zone, and keep what the sheet does not say", () => {
  const present = [
    { account: "1234", zone: "001", name: { "zh-CN": "旧名" }, class: "fire", area: "ed", cameras: ["cam1"] },
    { account: "1234", zone: "002", name: { "zh-CN": "留下" }, class: "panic", cameras: [] },
  ];
  const rows = readPoints("账号,防区,名称\n1234,001,新名\n5678,,整台\n1234,002,留下", present, choices);
  expect(rows.map(({ action }) => action)).toEqual(["changed", "added", "same"]);
  expect(mergePoints(present, rows, false)).toMatchObject([
    { zone: "001", name: { "zh-CN": "新名" }, class: "fire", cameras: ["cam1"] },
    { zone: "002" },
    { account: "5678", class: "panic" },
  ]);
  expect(mergePoints(present, rows.slice(0, 1), true)).toHaveLength(1);
  expect(readPoints("", present, choices)).toEqual([]);
});

test("two thousand pasted rows are read, and any text is read without a crash", () => {
  const many = Array.from({ length: 2_500 }, (_, at) => `${1000 + at},001,点${at}`).join("\n");
  expect(readPoints(many, [], choices).length).toBeLessThanOrEqual(2_001);
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      for (const row of readPoints(text, [], choices)) expect(typeof row.point["account"]).toBe("string");
    }),
  );
  expect(pointColumns).toHaveLength(7);
});

test("frames become a transcript as the tests keep them", () => {
  const frames = [
    {
      atMs: 1_000,
      direction: "out" as const,
      hex: "01 02 00 10 00 08 78 09",
      good: true,
      meaning: "read inputs 16..23",
    },
    { atMs: 1_004, direction: "in" as const, hex: "01 02 01 00 A1 89", good: false, meaning: "no frame in 6 bytes" },
  ];
  const lines = toTranscript(frames.toReversed(), { deviceId: "gate1", family: "modbus-io", date: "2026-11-22" }).split(
    "\n",
  );
  expect(lines.slice(-3)).toEqual([
    "    0 > 01 02 00 10 00 08 78 09 # read inputs 16..23",
    "    4 < 01 02 01 00 A1 89       # ! no frame in 6 bytes",
    "",
  ]);
  expect(groupHex("01 02 03 04 05 06 07 08 09")).toEqual(["01 02 03 04 05 06 07 08", "09"]);
  expect(isSameDraft({ a: [{ b: 1, c: 2 }] }, { a: [{ c: 2, b: 1 }] })).toBe(true);
});

test("a device of every family that the test site has can be opened in its form", () => {
  for (const device of testSite.devices as readonly Device[])
    expect(openDraft(site, "device", device.id)?.value).toEqual(device);
  expect(openDraft(site, "device", "nobody")).toBeNull();
});
