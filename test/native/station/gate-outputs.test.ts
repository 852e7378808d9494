import { expect, test } from "vitest";
import { newAlarm } from "../../../native/alarms/new-alarm.ts";
import { AppError } from "../../../native/base/app-error.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import type { Alarm } from "../../../native/contract/alarms.ts";
import type { NewEvent } from "../../../native/contract/events.ts";
import { type SiteFile, siteFileSchema } from "../../../native/contract/site.ts";
import type { Driver } from "../../../native/devices/driver.ts";
import { GateOutputs } from "../../../native/station/gate-outputs.ts";
import { checkSiteText } from "../../../native/station/site-file.ts";
import { closing } from "../../set-up.ts";
import { heldClock } from "../held-clock.ts";
import { sampleAlarm } from "../log/sample-events.ts";
import { testSite } from "../test-site.ts";
import { operator } from "./opened-gates.ts";

const wayOut = { "zh-CN": "旁边的疏散门" };

/** The test hospital's gate with a lamp and a siren that follow, and a release. */
function siteWith(outputs: readonly object[], other: object = { otherWayOut: wayOut }): unknown {
  const devices = testSite.devices.map((device) => (device.id === "gate1" ? { ...device, outputs, ...other } : device));
  return { ...testSite, devices };
}
const outputs = [
  { coil: 0, means: "lamp", follows: "alarm" },
  { coil: 1, means: "siren", follows: "alarm" },
  { coil: 2, means: "release" },
  { coil: 3, means: "lamp" },
];

/** Outputs of a module that is switched at once, unless it is away. */
function opened() {
  const clock = heldClock();
  const coils = new Map<string, boolean>([0, 1, 2, 3].map((coil) => [`out${coil}`, false]));
  const sets: string[] = [];
  const events: NewEvent[] = [];
  const world = { isAway: false, alarms: [] as Alarm[], coils };
  const driver = {
    deviceId: "gate1",
    outputs: {
      states: () => [...coils].map(([outputId, isOn]) => ({ outputId, isOn: world.isAway ? null : isOn })),
      set: (outputId: string, on: boolean) => {
        if (world.isAway)
          return Promise.reject(new AppError("gate.output_failed", { outputId, reason: "device.time_out" }));
        sets.push(`${outputId} ${on ? "on" : "off"}`);
        coils.set(outputId, on);
        return Promise.resolve();
      },
    },
  } as unknown as Driver;
  const site: SiteFile = siteFileSchema.parse(siteWith(outputs));
  let ids = 0;
  const gateOutputs = new GateOutputs({
    clock,
    logger: silentLogger,
    newId: () => `o${(ids += 1)}`,
    store: { storeSoon: (decision) => void events.push(...decision.events) },
    devices: () => site.devices,
    drivers: () => [driver],
    openAlarms: () => world.alarms,
  });
  gateOutputs.start();
  closing(() => gateOutputs.close());
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  const tell = async (...alarms: readonly Alarm[]): Promise<void> => {
    world.alarms = [...alarms];
    gateOutputs.follow();
    await settle();
  };
  return { clock, gateOutputs, world, sets, events, tell, settle };
}

const metal = newAlarm({ ...sampleAlarm("a1"), class: "security", kind: "metal", deviceId: "gate1", pointId: "in0" });
const taken: Alarm = { ...metal, state: "acknowledged" };

test("lamp and siren are on while the gate's metal alarm waits for a hand, and off once it is taken", async () => {
  const { tell, sets, events } = opened();
  await tell(metal);
  expect(sets).toEqual(["out0 on", "out1 on"]);
  await tell(metal, { ...metal, id: "a2" });
  await tell(taken, { ...metal, id: "a2" });
  expect(sets).toHaveLength(2);
  await tell(taken, { ...taken, id: "a2" });
  expect(sets.slice(2)).toEqual(["out0 off", "out1 off"]);
  expect(events.map(({ kind, data }) => [kind, "by" in data && data.by])).toEqual(
    Array.from({ length: 4 }, () => ["gate.output_set", "alarm"]),
  );
});

test("another gate's alarm, or one of another kind, is none of its business", async () => {
  const { tell, sets } = opened();
  await tell({ ...metal, deviceId: "gate2" }, { ...metal, kind: "tamper" }, { ...metal, kind: "panic" });
  expect(sets).toEqual([]);
});

test("a release is never switched but by hand; what a hand has switched stays until the alarms change", async () => {
  const { tell, sets, gateOutputs, clock, settle, events } = opened();
  await tell(metal);
  await gateOutputs.set("gate1", "out1", false, operator);
  clock.advance(60_000);
  await settle();
  expect(sets).toEqual(["out0 on", "out1 on", "out1 off"]);
  expect(await gateOutputs.set("gate1", "out2", true, operator)).toEqual({
    gateId: "gate1",
    outputId: "out2",
    means: "release",
    isOn: true,
  });
  expect(events.at(-1)).toMatchObject({ actor: operator, data: { means: "release", on: true, by: "hand" } });
  await tell();
  await tell(metal);
  expect(sets.slice(4)).toEqual(["out0 off", "out0 on", "out1 on"]);
  expect(sets.filter((set) => set.startsWith("out2"))).toHaveLength(1);
});

test("a module that was away, or began anew, is brought into line when it is back", async () => {
  const { tell, sets, world, clock, settle, gateOutputs } = opened();
  world.isAway = true;
  await tell(metal);
  expect(sets).toEqual([]);
  expect(gateOutputs.states().map(({ isOn }) => isOn)).toEqual([null, null, null, null]);
  await expect(gateOutputs.set("gate1", "out3", true, operator)).rejects.toMatchObject({
    code: "gate.output_failed",
    params: { reason: "device.time_out" },
  });
  world.isAway = false;
  clock.advance(3_000);
  await settle();
  expect(sets).toEqual(["out0 on", "out1 on"]);
  world.coils.set("out0", false);
  clock.advance(3_000);
  await settle();
  expect(sets.slice(2)).toEqual(["out0 on"]);
  await expect(gateOutputs.set("gate9", "out0", true, operator)).rejects.toMatchObject({ code: "gate.unknown_output" });
});

test("a lock that the console opens is never the only way out, and opens on nobody's alarm", () => {
  const problemsOf = (site: unknown) => checkSiteText(JSON.stringify(site), null).problems;
  expect(problemsOf(siteWith(outputs))).toEqual([]);
  expect(problemsOf(siteWith(outputs, {}))).toMatchObject([
    { path: "devices[1].otherWayOut", problem: "release_needs_other_way_out" },
  ]);
  expect(problemsOf(siteWith([{ coil: 0, means: "release", follows: "alarm" }]))).toMatchObject([
    { path: "devices[1].outputs[0].follows", problem: "release_follows_alarm" },
  ]);
  expect(problemsOf(siteWith([...outputs, { coil: 0, means: "siren" }]))).toMatchObject([
    { problem: "duplicate_output" },
  ]);
  expect(problemsOf(siteWith(outputs.slice(0, 2), {}))).toEqual([]);
});
