import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { checkProfileText } from "../../../../../native/station/gate-profiles.ts";
import { problemsOf, profileText, smallProfile } from "./profiles.ts";

type Loose = Record<string, any>; // oxlint-disable-line typescript/no-explicit-any -- tests break the form on purpose

/** The small profile with something changed, as YAML. */
function changed(change: (profile: Loose) => void): string {
  const profile = structuredClone(smallProfile) as Loose;
  change(profile);
  return stringify(profile);
}

test("a good profile has no problems, in YAML or JSON", () => {
  expect(problemsOf(stringify(smallProfile))).toEqual([]);
  expect(problemsOf(`\uFEFF${JSON.stringify(smallProfile)}`)).toEqual([]);
});

describe("every mistake is named by its path, with what was expected", () => {
  test.each<[string, (profile: Loose) => void, string]>([
    ["a missing part", (profile) => delete profile["check"], "check required"],
    ["an unknown part", (profile) => (profile["colour"] = "red"), "colour unknown_field"],
    ["bytes without quotes", (profile) => (profile["frame"].start = 2), "frame.start wrong_type string"],
    ["bytes that are none", (profile) => (profile["frame"].start = "7G"), 'frame.start bad_format "7E ??"'],
    [
      "an unknown framing",
      (profile) => (profile["frame"].type = "packet"),
      "frame.type not_one_of fixed, length, end, line",
    ],
    ["an unknown check", (profile) => (profile["check"].type = "md5"), "check.type not_one_of none, sum, not-sum"],
    ["a frame far too long", (profile) => (profile["frame"].size = 5000), "frame.size too_large ≤ 512"],
    ["another file's id", (profile) => (profile["id"] = "other"), "id id_not_file_name small"],
    [
      "a message twice",
      (profile) => profile["messages"].push(structuredClone(profile["messages"][0])),
      "messages[1].id duplicate_id state",
    ],
    [
      "a point twice",
      (profile) => profile["points"].push(structuredClone(profile["points"][0])),
      "points[1].id duplicate_id metal",
    ],
    [
      "a field twice",
      (profile) => profile["messages"][0].fields.push({ id: "flags", at: 4 }),
      "messages[0].fields[2].id duplicate_id flags",
    ],
    [
      "a match against the start",
      (profile) => (profile["messages"][0].match = [{ at: 0, is: "7F" }]),
      "messages[0].match[0] cannot_match 7E",
    ],
    [
      "a match against itself",
      (profile) =>
        (profile["messages"][0].match = [
          { at: 1, is: "01 02" },
          { at: 2, is: "03" },
        ]),
      "messages[0].match[1] cannot_match 02",
    ],
    [
      "a match beyond the frame",
      (profile) => (profile["messages"][0].match = [{ at: 5, is: "01 02" }]),
      "messages[0].match[0].at outside_frame ≤ 4",
    ],
    ["a size that no frame has", (profile) => (profile["messages"][0].size = 9), "messages[0].size cannot_match 6"],
    [
      "anything at all",
      (profile) => {
        profile["frame"] = { type: "fixed", size: 6 };
        profile["check"] = { type: "none" };
      },
      "frame matches_anything start, match, check",
    ],
    [
      "fields over one another",
      (profile) => (profile["messages"][0].fields[1].at = 1),
      "messages[0].fields[1].at overlapping_fields flags",
    ],
    [
      "a field over the check",
      (profile) => (profile["messages"][0].fields[1].at = 4),
      "messages[0].fields[1].at outside_frame ≤ 3",
    ],
    [
      "a field outside the frame",
      (profile) => (profile["messages"][0].fields[1].at = 40),
      "messages[0].fields[1].at outside_frame ≤ 3",
    ],
    [
      "a number of six bytes",
      (profile) => (profile["messages"][0].fields = [{ id: "flags", at: 1, size: 6 }]),
      "messages[0].fields[0].size too_large ≤ 4",
    ],
    [
      "a mask of the wrong width",
      (profile) => (profile["messages"][0].fields[1].mask = "FF"),
      "messages[0].fields[1].mask wrong_kind 4 hex",
    ],
    [
      "an endless number",
      (profile) => (profile["messages"][0].fields[1].size = "rest"),
      "messages[0].fields[1].size wrong_kind decimal, hex, text",
    ],
    ["a check that covers nothing", (profile) => (profile["check"].from = 5), "check.from outside_frame ≤ 4"],
    [
      "a length that is never that of a frame",
      (profile) =>
        (profile["frame"] = { type: "length", start: "7E", length: { at: 1, as: "decimal", plus: -16 }, most: 6 }),
      "frame.length.plus length_unusable",
    ],
    [
      "an endless length",
      (profile) => (profile["frame"] = { type: "length", start: "7E", length: { at: 1, plus: 64 }, most: 32 }),
      "frame.length.plus length_unusable 3 … 32",
    ],
    [
      "a length inside the check",
      (profile) => (profile["frame"] = { type: "length", start: "7E", length: { at: 5, plus: 2 }, most: 6 }),
      "frame.length.at length_in_check ≤ 4",
    ],
    [
      "a length over the start",
      (profile) => (profile["frame"] = { type: "length", start: "7E", length: { at: 0, plus: 2 }, most: 8 }),
      "frame.length.at overlapping_fields frame.start",
    ],
    [
      "messages that are alike",
      (profile) => profile["messages"].push({ id: "event", match: [{ at: 1, is: "01" }] }),
      "messages[1].match same_messages state",
    ],
    [
      "a rule about an unknown field",
      (profile) => (profile["points"][0].when.field = "colour"),
      "points[0].when.field unknown_name flags, count",
    ],
    [
      "a rule about an unknown message",
      (profile) => (profile["points"][0].when = { type: "message", on: ["state", "bell"] }),
      "points[0].when.on[1] unknown_name state",
    ],
    [
      "on and off by one message",
      (profile) => (profile["points"][0].when = { type: "message", on: ["state"], off: ["state"] }),
      "points[0].when.off cannot_match state",
    ],
    [
      "a bit that the field has not",
      (profile) => (profile["points"][0].when.bit = 8),
      "points[0].when.bit wrong_kind 0 … 7",
    ],
    [
      "a rule without a word",
      (profile) => (profile["points"][0].when = { type: "value", field: "flags" }),
      "points[0].when no_rule is, isNot",
    ],
    [
      "text against a number",
      (profile) => (profile["points"][0].when = { type: "value", field: "flags", is: ["on"] }),
      "points[0].when.is[0] wrong_type number",
    ],
    [
      "a direction of no passage",
      (profile) => (profile["points"][0].direction = "in"),
      "points[0].direction wrong_kind passage",
    ],
    [
      "a poll without answer",
      (profile) => (profile["polls"] = [{ id: "ask", send: "7E" }]),
      "polls[0].answer poll_without_answer state",
    ],
    [
      "a poll with an unknown answer",
      (profile) => (profile["polls"] = [{ id: "ask", send: "7E", answer: ["bell"] }]),
      "polls[0].answer[0] unknown_name state",
    ],
    [
      "a unit that the profile has not",
      (profile) => (profile["polls"] = [{ id: "ask", send: "7E {unit}", answer: ["state"] }]),
      "polls[0].send unit_missing unit",
    ],
    [
      "a check that the profile has not",
      (profile) => {
        profile["check"] = { type: "none" };
        profile["polls"] = [{ id: "ask", send: "7E {check}", answer: ["state"] }];
      },
      "polls[0].send check_missing check",
    ],
    [
      "a poll that is no bytes",
      (profile) => (profile["polls"] = [{ id: "ask", send: "ask!", answer: ["state"] }]),
      "polls[0].send bad_format",
    ],
    [
      "a lock's release as output",
      (profile) =>
        (profile["outputs"] = [
          { id: "o", name: { "zh-CN": "开", en: "open" }, means: "release", on: "7E", off: "7E", answer: ["state"] },
        ]),
      "outputs[0].means not_one_of lamp, siren",
    ],
    ["a unit beyond the frame", (profile) => (profile["unit"] = { at: 5 }), "unit.at outside_frame ≤ 4"],
  ])("%s", (_, change, expected) => {
    expect(problemsOf(changed(change))).toContainEqual(expect.stringContaining(expected));
  });

  test("many at once are all found", () => {
    const text = changed((profile) => {
      profile["points"][0].when.field = "colour";
      profile["messages"][0].fields[1].at = 1;
      profile["polls"] = [{ id: "ask", send: "7E" }];
    });
    expect(problemsOf(text)).toHaveLength(3);
  });
});

describe("what is no profile breaks nothing", () => {
  test.each([
    "",
    "{",
    "[]",
    "null",
    "42",
    "- a\n- b",
    "a: &x [*x]",
    "a: !!js/function x",
    "\u0000",
    "a: ".repeat(5000),
  ])("%j", (text) => {
    const { profile, problems } = checkProfileText(text, "x");
    expect(profile).toBeNull();
    expect(problems).not.toEqual([]);
  });

  test("a bomb of aliases is refused at once", () => {
    const lines = ["a: &a [x, x, x, x, x, x, x, x, x]"];
    for (let index = 0; index < 9; index++)
      lines.push(
        `${"bcdefghij"[index]}: &${"bcdefghij"[index]} [${Array(9).fill(`*${"abcdefghi"[index]}`).join(", ")}]`,
      );
    expect(problemsOf(lines.join("\n"))[0]).toMatch(/^ ?not_readable/);
  });
});

test("a shipped profile with one letter wrong names the line where it stands", () => {
  const text = profileText("swing-flap-board").replace("field: alarm", "field: alarn");
  expect(checkProfileText(text, "swing-flap-board").problems).toEqual([
    {
      path: "points[1].when.field",
      problem: "unknown_name",
      expected: "version, fault, gate, alarm, left, right, infrared, executed, supply",
    },
  ]);
});
