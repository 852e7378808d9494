import { describe, expect, test } from "vitest";
import { checkSiteText } from "../../../native/station/site-file.ts";
import { testSite } from "../test-site.ts";

type Loose = Record<string, any>; // oxlint-disable-line typescript/no-explicit-any -- tests break the form on purpose

/** The test site with one thing changed. */
function changed(change: (site: Loose) => void): string {
  const site = structuredClone(testSite) as Loose;
  change(site);
  return JSON.stringify(site);
}

function problems(text: string): string[] {
  return checkSiteText(text).problems.map((each) => `${each.path} ${each.problem} ${each.expected}`.trim());
}

describe("a good site file", () => {
  test("is accepted, with defaults filled in and a hash", () => {
    const { site, problems: none, sha256 } = checkSiteText(JSON.stringify(testSite));
    expect(none).toEqual([]);
    expect(site?.devices[0]).toMatchObject({ heartbeatSeconds: 30 });
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test("may begin with a byte order mark, as editors on Windows write it", () => {
    expect(problems(`\uFEFF${JSON.stringify(testSite)}`)).toEqual([]);
  });

  test("two gates may share one RS-485 line", () => {
    const text = changed((site) => {
      site["devices"].push({ ...site["devices"][1], id: "gate2", unit: 2 });
    });
    expect(problems(text)).toEqual([]);
  });
});

describe("every mistake is named by its path, with what was expected", () => {
  test.each<[string, (site: Loose) => void, string]>([
    ["an unknown field", (site) => (site["devices"][0].colour = "red"), "devices[0].colour unknown_field"],
    ["a missing field", (site) => delete site["devices"][0].link, "devices[0].link required string"],
    ["a wrong type", (site) => (site["devices"][1].unit = "1"), "devices[1].unit wrong_type number"],
    ["a number too small", (site) => (site["devices"][1].unit = 0), "devices[1].unit too_small ≥ 1"],
    ["a number too large", (site) => (site["devices"][1].unit = 300), "devices[1].unit too_large ≤ 247"],
    ["a wrong word", (site) => (site["devices"][1].framing = "ascii"), "devices[1].framing not_one_of rtu, tcp"],
    ["an unknown kind", (site) => (site["devices"][1].kind = "door"), "devices[1].kind not_one_of panel, gate, camera"],
    ["a bad id", (site) => (site["areas"][0].id = "ED 1"), "areas[0].id bad_format a-z 0-9 . _ - (≤ 64)"],
    [
      "a bad link",
      (site) => (site["devices"][0].link = "COM1"),
      "devices[0].link bad_format serial:/dev/ttyUSB0?baudRate=9600 | tcp://192.168.1.20:1025 | tcp-listen://0.0.0.0:1025",
    ],
    [
      "a misspelt line setting",
      (site) => (site["devices"][0].link = "serial:/dev/ttyS0?baudrate=9600"),
      "devices[0].link bad_format serial:/dev/ttyUSB0?baudRate=9600 | tcp://192.168.1.20:1025 | tcp-listen://0.0.0.0:1025",
    ],
    ["a bad time zone", (site) => (site["site"].timeZone = "Asia/Peking2"), "site.timeZone bad_format Asia/Shanghai"],
    [
      "an https camera",
      (site) => (site["devices"][2].address = "ftp://x"),
      "devices[2].address bad_format http://192.168.1.64/onvif/device_service",
    ],
    [
      "an input's mistake",
      (site) => (site["devices"][1].inputs[0].means = "bell"),
      "devices[1].inputs[0].means not_one_of metal, passage, tamper, fault, panic",
    ],
    [
      "a name without Chinese",
      (site) => (site["areas"][0].name = { en: "Hall" }),
      "areas[0].name.zh-CN required string",
    ],
    ["an area twice", (site) => site["areas"].push(site["areas"][0]), "areas[1].id duplicate_id ed"],
    ["a device twice", (site) => (site["devices"][2].id = "rx1"), "devices[2].id duplicate_id rx1"],
    ["an area that is not there", (site) => (site["devices"][1].area = "roof"), "devices[1].area unknown_area ed"],
    [
      "a camera that is not there",
      (site) => (site["devices"][1].cameras = ["cam9"]),
      "devices[1].cameras[0] unknown_camera cam1",
    ],
    ["a gate as camera", (site) => (site["devices"][1].cameras = ["rx1"]), "devices[1].cameras[0] not_a_camera cam1"],
    [
      "two devices on one line",
      (site) => (site["devices"][0].link = "tcp://127.0.0.1:1502"),
      "devices[1].link link_shared rx1",
    ],
    [
      "an input used twice",
      (site) => (site["devices"][1].inputs[1].input = 2),
      "devices[1].inputs[2] duplicate_input 2",
    ],
    [
      "a point twice",
      (site) => (site["devices"][0].points[1].zone = "001"),
      "devices[0].points[1] duplicate_point 1234-001",
    ],
  ])("%s", (_name, change, expected) => {
    expect(problems(changed(change))).toContain(expected);
  });

  test("a unit used twice on one line, and line settings that differ", () => {
    const text = changed((site) => {
      const gate = site["devices"][1];
      site["devices"].push({ ...gate, id: "gate2" }, { ...gate, id: "gate3", unit: 3, framing: "tcp" });
    });
    expect(problems(text)).toEqual([
      "devices[3].unit duplicate_unit gate1",
      "devices[4].link line_settings_differ gate1: tcp://127.0.0.1:1502",
    ]);
  });

  test("many at once are all found", () => {
    const text = changed((site) => {
      site["devices"][0].link = 7;
      site["devices"][1].unit = 0;
      site["areas"][0].key = "yes";
    });
    expect(problems(text)).toHaveLength(3);
  });
});

test.each(["", "{", "[]", "null", '"x"', "42"])("%j is no site file and breaks nothing", (text) => {
  const { site, problems: found } = checkSiteText(text);
  expect(site).toBeNull();
  expect(found).not.toEqual([]);
});
