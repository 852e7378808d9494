import { expect, test } from "vitest";
import type { DeviceSummary } from "../../../native/contract/rpc.ts";
import { findCameras, firstChoice, inCallingOrder, numbered } from "../../../renderer/wall/camera-call.ts";

const camera = (id: string, number: number | null, chinese: string, en: string): DeviceSummary => ({
  id,
  kind: "camera",
  family: "onvif",
  name: { "zh-CN": chinese, en },
  areaId: "ed",
  number,
});
const cameras = [
  camera("c1", 112, "急诊入口", "ED entrance"),
  camera("c2", 12, "急诊护士站", "ED nurses' station"),
  camera("c3", null, "药库门口", "Pharmacy door"),
  camera("c4", 7, "停车场2出口", "Car park exit 2"),
];
const ids = (words: string, of = cameras) => findCameras(numbered(of), words).map(({ camera }) => camera.id);

test("by number: the very one first, then those that begin so, then names with the digit", () => {
  expect(ids("12")).toEqual(["c2"]);
  expect(ids("1")).toEqual(["c1", "c2"]);
  expect(ids("0012")).toEqual(["c2"]);
  expect(ids("2")).toEqual(["c4"]);
  expect(ids("999")).toEqual([]);
  expect(ids(" ")).toEqual([]);
});

test("Enter alone calls the whole number typed, never one that only begins so", () => {
  const first = (words: string) => firstChoice(findCameras(numbered(cameras), words), words);
  expect(first("12")).toBe(0);
  expect(first("1")).toBe(-1);
  expect(first("jz")).toBe(0);
  expect(first("zzz")).toBe(-1);
});

test("by a part of either name or by pinyin initials", () => {
  expect(ids("护士")).toEqual(["c2"]);
  expect(ids("PHARM")).toEqual(["c3"]);
  expect(ids("jz")).toEqual(["c1", "c2"]);
  expect(ids("mk")).toEqual(["c3"]);
});

test("where no camera has a number, its place in the file is its number; else one without has none", () => {
  const plain = cameras.map((each) => ({ ...each, number: null }));
  expect(numbered(plain).map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  expect(ids("3", plain)).toEqual(["c3"]);
  expect(numbered(cameras)[2]?.number).toBeNull();
  expect(inCallingOrder(cameras).map(({ id }) => id)).toEqual(["c4", "c2", "c1", "c3"]);
  expect(inCallingOrder(plain).map(({ id }) => id)).toEqual(["c1", "c2", "c3", "c4"]);
});
