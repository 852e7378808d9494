import { expect, test } from "vitest";
import { readDeskSettings } from "../../../native/station/desk-files.ts";
import { connectPage, signIn } from "../../harness/live-page.ts";
import { removeFolder, startStation } from "../../harness/station-process.ts";
import { closing } from "../../set-up.ts";
import { testSite } from "../test-site.ts";

/** Long enough that the second life of the station begins before it is due. */
const afterMs = 12_000;

const { escalation } = readDeskSettings(null);
const to = "second_operator";
const life = { acknowledge: [{ afterSeconds: afterMs / 1000, to }], process: [], arrive: [] };
const site = { ...testSite, devices: [], desk: { escalation: { ...escalation, life } } };

test("a station is killed while an alarm waits: it escalates once, at its time", { timeout: 90_000 }, async () => {
  const first = await startStation({ site });
  closing(() => removeFolder(first.dataFolder));
  const page = await connectPage(await signIn(first.url));
  closing(() => page.socket.terminate());
  await page.client.session.signOn({ name: "王芳", role: "operator" });
  const call = { kind: "assault", areaId: "ed", who: "刘护士", what: "家属打人", channel: "telephone" } as const;
  const raised = await page.client.alarms.raiseManual(call);
  expect(raised).toMatchObject({ class: "life", state: "active", plan: { planId: "assault-staff" } });
  await first.kill();

  const second = await startStation({ dataFolder: first.dataFolder });
  closing(() => second.kill());
  const again = await connectPage(await signIn(second.url));
  closing(() => again.socket.terminate());
  const escalated = async () => {
    const { events } = await again.client.alarms.get({ alarmId: raised.id });
    return events.filter((event) => event.kind === "alarm.escalated");
  };
  await expect.poll(escalated, { timeout: 60_000, interval: 100 }).toHaveLength(1);
  const [told] = await escalated();
  const { alarm } = await again.client.alarms.get({ alarmId: raised.id });
  expect(alarm).toMatchObject({ state: "active", escalation: { stage: "acknowledge", level: 1, to } });
  // Never early, and not counted anew from the beginning of the second life.
  const firedAfterMs = (told?.atMs ?? 0) - raised.raisedAtMs;
  const backAfterMs = (await again.client.station.info()).startedAtMs - raised.raisedAtMs;
  expect(firedAfterMs).toBeGreaterThanOrEqual(afterMs);
  expect(firedAfterMs).toBeLessThan(afterMs + backAfterMs);
});
