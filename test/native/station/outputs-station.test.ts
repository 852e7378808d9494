import { expect, test } from "vitest";
import { openLivePage, signIn } from "../../harness/live-page.ts";
import { removeFolder, startStation } from "../../harness/station-process.ts";
import { waitUntil } from "../../harness/wait-until.ts";
import { closing } from "../../set-up.ts";
import { startGateSimulator } from "../../simulators/gate/gate-simulator.ts";
import { wiring } from "../../simulators/gate/module.ts";
import { testSite } from "../test-site.ts";

test(
  "a real station and a module on the wire: metal lights the lamp, the operator's hand puts it out, and a lock opens by hand only",
  { timeout: 180_000 },
  async () => {
    const simulator = await startGateSimulator({ listen: "127.0.0.1:0", units: [1], framing: "tcp" });
    closing(() => simulator.close());
    const module = simulator.module(1);
    const gate = {
      ...testSite.devices[1],
      link: `tcp://${simulator.address}`,
      framing: "tcp",
      cameras: [],
      outputs: [
        { coil: 0, means: "lamp", follows: "alarm" },
        { coil: 1, means: "release" },
      ],
      otherWayOut: { "zh-CN": "旁边的疏散门" },
    };
    const station = await startStation({ site: { ...testSite, devices: [gate] } });
    closing(async () => {
      await station.stop();
      removeFolder(station.dataFolder);
    });
    const page = openLivePage(await signIn(station.url));
    closing(() => page.close());
    const client = await waitUntil("the page", () => page.client);
    await client.session.signOn({ name: "王芳", role: "operator" });
    await expect
      .poll(async () => (await client.gates.outputs()).map(({ isOn }) => isOn), { timeout: 60_000 })
      .toEqual([false, false]);

    module.set(wiring.metal, true);
    const { alarm } = await page.waitForAlarm("metal", ({ kind }) => kind === "metal", 60_000);
    await waitUntil("the lamp", () => module.coils[0] === true, 60_000);
    await page.waitForEvent("the lamp's event", (event) => event.kind === "gate.output_set" && event.data.on, 60_000);
    await client.alarms.acknowledge({ alarmId: alarm.id });
    await waitUntil("the lamp out", () => module.coils[0] === false, 60_000);
    expect(module.coils[1]).toBe(false);

    expect(await client.gates.setOutput({ gateId: "gate1", outputId: "out1", on: true })).toMatchObject({ isOn: true });
    expect(module.coils[1]).toBe(true);
    const check = await client.entries.open({ alarmId: alarm.id });
    expect(check).toMatchObject({ gateId: "gate1", alarmId: alarm.id, happenedAtMs: alarm.lastReportAtMs });
    expect(await client.gates.today()).toMatchObject([{ gateId: "gate1", metal: 1 }]);
  },
);
