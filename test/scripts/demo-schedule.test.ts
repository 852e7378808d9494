import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { siteFileSchema } from "../../native/contract/site.ts";
import { demoSchedule, parseEvery, seededRandom } from "../../scripts/demo-schedule.ts";

const site = siteFileSchema.parse(
  JSON.parse(readFileSync(new URL("../../resources/demo-site.json", import.meta.url), "utf8")),
);
const take = (seed: number, count: number) => {
  const schedule = demoSchedule(seed, [20_000, 40_000]);
  return Array.from({ length: count }, () => schedule.next().value);
};

test("the same seed makes the same day, another seed another", () => {
  expect(take(1, 40)).toEqual(take(1, 40));
  expect(take(1, 40)).not.toEqual(take(2, 40));
});

test("every kind comes in each round, at the pace asked for, to devices that the site has", () => {
  const happenings = take(3, 26);
  const titles = (from: number) => new Set(happenings.slice(from, from + 13).map((each) => each.title));
  expect(titles(0)).toEqual(titles(13));
  for (const kind of ["passage", "metal", "panic", "tamper", "receiver silent"])
    expect([...titles(0)].some((title) => title.includes(kind))).toBe(true);
  expect(happenings.every(({ waitMs }) => waitMs >= 20_000 && waitMs <= 40_000)).toBe(true);
  const devices = new Set(site.devices.map((device) => device.id));
  expect(happenings.flatMap((each) => each.steps).filter((step) => !devices.has(step.device))).toEqual([]);
});

test("every message of the panel is of a point that the site names, or of its account", () => {
  const [panel] = site.devices.filter((device) => device.kind === "panel");
  const lines = take(4, 13).flatMap((each) =>
    each.steps.filter((step) => step.device === "rx1").map((step) => step.line),
  );
  const unknown = lines.filter((line) => {
    const [verb, account, , zone] = line.split(" ");
    if (verb === "silence") return false;
    return !panel?.points.some((point) => point.account === account && (point.zone ?? zone) === zone);
  });
  expect(unknown).toEqual([]);
});

test("random numbers lie between 0 and 1 and spread", () => {
  const random = seededRandom(7);
  const numbers = Array.from({ length: 1000 }, random);
  expect(numbers.every((each) => each >= 0 && each < 1)).toBe(true);
  expect(new Set(numbers.map((each) => Math.floor(each * 10))).size).toBe(10);
});

test("a pace is seconds, one number or a range", () => {
  expect(parseEvery("20..40")).toEqual([20_000, 40_000]);
  expect(parseEvery("2.5")).toEqual([2500, 2500]);
  expect([parseEvery("0"), parseEvery("40..20"), parseEvery("x"), parseEvery("")]).toEqual([null, null, null, null]);
});
