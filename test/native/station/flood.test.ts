import { expect, test } from "vitest";
import { planSet } from "../../../native/alarms/plan/plan-set.ts";
import { verifyLog } from "../../../native/log/check-log.ts";
import { readPlans, resourcesFolder } from "../../../native/station/desk-files.ts";
import { readEventsOf } from "../../../native/station/read-events.ts";
import { door, gateInput, signal } from "../alarms/signals.ts";
import { heldClock } from "../held-clock.ts";
import { newLogFile } from "../log/open-for-test.ts";
import { openDesk } from "./opened-desk.ts";

/** F12 for a minute, without the wire: 10,000 reports, 1 % of them calls for help, one point running away. */
test("a minute of flood: every signal and every call for help is there, whatever was counted or grouped", async () => {
  const file = newLogFile();
  const plans = planSet(readPlans([`${resourcesFolder()}plans`]).plans);
  const opened = await openDesk(file, heldClock(), { plans });
  const { desk, clock, log } = opened;
  const pending: Promise<void>[] = [];
  for (let at = 0; at < 10_000; at++) {
    const atMs = clock.nowMs();
    if (at % 100 === 0)
      pending.push(
        desk.report(signal({ atMs, zone: `9${String(at / 100).padStart(2, "0")}`, account: "5678", code: "121" })),
      );
    else if (at % 2 === 0) pending.push(desk.report(gateInput({ atMs })));
    else pending.push(desk.report(door({ atMs, zone: (at % 4096).toString(16).padStart(3, "0") })));
    clock.advance(6);
    // As the wire would: drivers go on when what they reported is stored.
    if (at % 500 === 499) await Promise.all(pending.splice(0));
  }
  await Promise.all(pending);
  expect(desk.state.flood).not.toBe(null);
  expect(desk.state.guarded).toMatchObject([{ deviceId: "gate1", pointId: "in0" }]);
  clock.advance(120_000);
  await opened.settle();
  expect(desk.state.guarded).toEqual([]);

  const { events } = await readEventsOf(log, {}, 1_000_000);
  const count = (kind: string): number => events.filter((event) => event.kind === kind).length;
  expect(count("panel.signal") + count("gate.input")).toBe(10_000);
  const calls = desk.openAlarms.filter((alarm) => alarm.kind === "duress");
  expect(calls).toHaveLength(100);
  expect(calls.every((alarm) => alarm.state === "active" && alarm.escalation?.to === "everybody")).toBe(true);
  const reports = desk.openAlarms.reduce((sum, alarm) => sum + alarm.reportCount, 0);
  expect(reports).toBe(10_000);
  expect(count("alarm.raised")).toBe(desk.openAlarms.length);
  const escalated = events.filter((event) => event.kind === "alarm.escalated").map((event) => event.key);
  expect(new Set(escalated).size).toBe(escalated.length);
  expect(await log.openAlarms()).toHaveLength(desk.openAlarms.length);
  await opened.close();
  expect(verifyLog(file)).toMatchObject({ ok: true, head: { seq: events.length } });
}, 60_000);
