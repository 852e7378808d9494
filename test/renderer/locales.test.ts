import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { roles } from "../../native/contract/actor.ts";
import {
  alarmClasses,
  alarmKinds,
  alarmMarks,
  alarmStates,
  closingCauses,
  escalationStages,
  escalationTargets,
  falseReasons,
  manualChannels,
} from "../../native/contract/alarms.ts";
import { depositStates } from "../../native/contract/deposits.ts";
import { entryOutcomes, entryStates } from "../../native/contract/entries.ts";
import { outputMeanings } from "../../native/contract/gates.ts";
import { itemRules } from "../../native/contract/items.ts";
import { warningKinds } from "../../native/contract/warnings.ts";
import { contactRoles } from "../../native/contract/contacts.ts";
import { panicRules } from "../../native/contract/desk.ts";
import { errorCodes } from "../../native/contract/errors.ts";
import { eventKinds } from "../../native/contract/events.ts";
import { deviceConditions } from "../../native/contract/health.ts";
import { planStepKinds } from "../../native/contract/plans.ts";
import { inputMeanings, siteProblems } from "../../native/contract/site.ts";
import { languages } from "../../native/contract/text.ts";
import { tileStates } from "../../native/contract/video.ts";

const root = new URL("../../resources/locales/", import.meta.url);

/** Every text of a language by its whole key. */
function textsOf(language: string): Map<string, string> {
  const texts = new Map<string, string>();
  const collect = (prefix: string, value: unknown) => {
    if (typeof value === "string") texts.set(prefix, value);
    else for (const [key, inner] of Object.entries(value as object)) collect(`${prefix}.${key}`, inner);
  };
  for (const file of readdirSync(new URL(`${language}/`, root)))
    collect(file.replace(/\.json$/, ""), JSON.parse(readFileSync(new URL(`${language}/${file}`, root), "utf8")));
  return texts;
}

const chinese = textsOf("zh-CN");
const english = textsOf("en");
const placeholders = (text: string) =>
  [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1] ?? "").sort((a, b) => a.localeCompare(b));

test("both languages have the same keys, and no text is empty", () => {
  expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  const empty = [chinese, english].flatMap((texts) => [...texts].filter(([, text]) => text.trim() === ""));
  expect(empty).toEqual([]);
});

test("both languages have the same placeholders", () => {
  const of = (texts: Map<string, string>) => new Map([...texts].map(([key, text]) => [key, placeholders(text)]));
  expect(of(english)).toEqual(of(chinese));
});

test("the English texts contain no Chinese but the language's own name", () => {
  const found = [...english].filter(([, text]) => /\p{Script=Han}/u.test(text)).map(([key]) => key);
  expect(found).toEqual(["app.language.switch"]);
});

test("every code and kind of the contract has a text in every language", () => {
  expect(languages).toEqual(["zh-CN", "en"]);
  const keys = [
    ...errorCodes.map((code) => `errors.${code}`),
    ...eventKinds.map((kind) => `log.kinds.${kind}`),
    ...alarmKinds.map((kind) => `alarms.kinds.${kind}`),
    ...alarmClasses.map((known) => `alarms.classes.${known}`),
    ...alarmStates.map((state) => `alarms.states.${state}`),
    ...closingCauses.map((cause) => `alarms.causes.${cause}`),
    ...falseReasons.map((reason) => `alarms.reasons.${reason}`),
    ...manualChannels.map((channel) => `alarms.channels.${channel}`),
    ...alarmMarks.map((mark) => `alarms.marks.${mark}`),
    ...escalationTargets.map((target) => `alarms.escalation.${target}`),
    ...escalationStages.map((stage) => `alarms.escalation.stages.${stage}`),
    ...planStepKinds.map((kind) => `alarms.plan.kinds.${kind}`),
    ...contactRoles.map((role) => `desk.contacts.${role}`),
    ...panicRules.map((rule) => `desk.panicRules.${rule}`),
    ...roles.map((role) => `app.roles.${role}`),
    ...deviceConditions.map((condition) => `devices.conditions.${condition}`),
    ...(["panel", "gate", "camera"] as const).map((kind) => `devices.kinds.${kind}`),
    ...siteProblems.map((problem) => `site.problems.${problem}`),
    ...inputMeanings.map((meaning) => `log.means.${meaning}`),
    ...(["on", "off", "pulse"] as const).map((change) => `log.changes.${change}`),
    ...(["new", "restore", "previous"] as const).map((qualifier) => `log.qualifiers.${qualifier}`),
    ...tileStates.map((state) => `wall.states.${state}`),
    ...entryOutcomes.map((outcome) => `entries.outcomes.${outcome}`),
    ...entryStates.map((state) => `entries.states.${state}`),
    ...itemRules.map((rule) => `entries.rules.${rule}`),
    ...depositStates.map((state) => `deposits.states.${state}`),
    ...warningKinds.map((kind) => `warnings.kinds.${kind}`),
    ...outputMeanings.map((means) => `gates.outputs.${means}`),
  ];
  for (const texts of [chinese, english]) expect(keys.filter((key) => !texts.has(key))).toEqual([]);
});

test("every error says what to do: more than one sentence", () => {
  const short = (texts: Map<string, string>, marks: RegExp) =>
    errorCodes.filter((code) => (texts.get(`errors.${code}`)?.match(marks)?.length ?? 0) < 2);
  expect(short(chinese, /[。；，]/g)).toEqual([]);
  expect(short(english, /[.:;,]/g)).toEqual([]);
});
