import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { siteVideoSchema } from "../../../native/contract/site.ts";
import { chief, operator } from "./opened-gates.ts";
import { dayMs, FakeDisk, openRecordingsDesk } from "./opened-evidence.ts";

// Real logs with their threads, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M1 1L9 9" stroke="#000"/></svg>';

describe("the daily run", () => {
  test("deletes what is over the ceiling and held by nobody, in one record that names rule and hashes", async () => {
    const { desk, disk, keep, kinds, log } = await openRecordingsDesk();
    const [young, middle, old, held] = [await keep(29), await keep(89), await keep(91), await keep(400)];
    await desk.holds.place({ clipIds: [held], alarmId: null, reason: "诉讼", untilMs: null }, operator);
    await desk.retention.run();
    expect([...disk.files.keys()]).toEqual([young, middle, held]);
    const [deleting, deleted, ran] = await kinds("clips.deleting", "clips.deleted", "retention.ran");
    expect(deleting).toMatchObject({
      data: {
        number: 1,
        why: "ceiling",
        floorDays: 30,
        ceilingDays: 90,
        clips: [{ clipId: old, bytes: 1e9, sha256: "ab".repeat(32) }],
      },
    });
    expect(deleted).toMatchObject({ data: { number: 1, clips: [{ clipId: old, result: "removed" }] } });
    expect(ran).toMatchObject({ data: { deleted: 1, bytes: 1e9, held: 1 } });
    expect(await log.clips.deletion(1)).toMatchObject({ clips: 1, pending: 0 });
    // Nothing more to do: no second record.
    await desk.retention.run();
    expect(await kinds("clips.deleting")).toHaveLength(1);
  });

  test("a key target keeps ninety days, and a ceiling below the floor is the floor", async () => {
    const opened = await openRecordingsDesk();
    opened.video = siteVideoSchema.parse({ keyTarget: true, deleteAfterDays: 30 });
    const [young] = [await opened.keep(60), await opened.keep(91)];
    await opened.desk.retention.run();
    expect([...opened.disk.files.keys()]).toEqual([young]);
  });

  test("killed between the decision and the files, the next start finishes it, once", async () => {
    const first = await openRecordingsDesk();
    await first.keep(91);
    first.disk.isDead = true;
    await expect(first.desk.retention.run()).rejects.toMatchObject({ code: "cameras.process_down" });
    expect(first.disk.files.size).toBe(1);
    expect(await first.log.clips.deletion(1)).toMatchObject({ pending: 1 });
    await first.log.close();
    first.disk.isDead = false;
    const again = await openRecordingsDesk({ file: first.file, clock: first.clock, disk: first.disk });
    await again.desk.retention.run();
    expect(again.disk.files.size).toBe(0);
    expect(await again.kinds("clips.deleting", "clips.deleted")).toMatchObject([
      { kind: "clips.deleting" },
      { kind: "clips.deleted", data: { number: 1, clips: [{ result: "removed" }] } },
    ]);
  });

  test("killed between the files and the word of it, the next start finds them missing and says so", async () => {
    const { desk, disk, keep, kinds } = await openRecordingsDesk();
    const clipId = await keep(91);
    disk.stuck.add(clipId);
    await desk.retention.run();
    disk.stuck.clear();
    disk.files.delete(clipId);
    await desk.retention.run();
    expect(await kinds("clips.deleted")).toMatchObject([{ data: { clips: [{ clipId, result: "missing" }] } }]);
  });

  test("after a long gap the clock may be wrong: that run deletes nothing, the next one does", async () => {
    const { desk, disk, keep, clock } = await openRecordingsDesk();
    await desk.retention.run();
    await keep(1);
    clock.jump(400 * dayMs);
    await desk.retention.run();
    expect(disk.files.size).toBe(1);
    clock.advance(dayMs);
    await desk.retention.run();
    expect(disk.files.size).toBe(0);
  });

  test("comes at the quiet hour of the site, and soon after a start that is overdue", async () => {
    const { desk, clock, kinds, keep, disk } = await openRecordingsDesk();
    await keep(91);
    await desk.start();
    clock.advance(31_000);
    await vi.waitFor(async () => expect(await kinds("retention.ran")).toHaveLength(1));
    expect(disk.files.size).toBe(0);
    // 16:00 at the site; the quiet hour is 03:00, which is 19:00 UTC.
    await vi.waitFor(async () => expect((await desk.state()).nextRunAtMs).toBe(Date.UTC(2026, 10, 22, 19)));
    await desk.close();
  });

  test("whatever is stored, held and set: nothing younger than the floor or held is ever asked to be removed", async () => {
    const opened = await openRecordingsDesk();
    const { desk, disk, keep, log } = opened;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ ageDays: fc.integer({ min: 0, max: 200 }), hold: fc.boolean() }), { maxLength: 6 }),
        fc.record({
          keepAtLeastDays: fc.integer({ min: 30, max: 120 }),
          deleteAfterDays: fc.integer({ min: 30, max: 120 }),
          keyTarget: fc.boolean(),
        }),
        async (clips, video) => {
          opened.video = siteVideoSchema.parse(video);
          const protectedIds = new Set<string>();
          for (const { ageDays, hold } of clips) {
            const clipId = await keep(ageDays);
            if (hold) {
              await desk.holds.place({ clipIds: [clipId], alarmId: null, reason: "x", untilMs: null }, operator);
              protectedIds.add(clipId);
            }
            if (ageDays <= desk.retention.rule().floorDays) protectedIds.add(clipId);
          }
          const before = disk.asked.length;
          await desk.retention.run();
          for (const work of disk.asked.slice(before)) {
            if (work.of !== "remove") continue;
            expect(work.clipIds.filter((clipId) => protectedIds.has(clipId))).toEqual([]);
          }
          for (const clipId of protectedIds) expect(await log.clips.clip(clipId)).toMatchObject({ state: "kept" });
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe("deletion by hand", () => {
  test("is possible between floor and ceiling, never before, never when held, and all or none", async () => {
    const { desk, disk, keep } = await openRecordingsDesk();
    const [young, middle, held] = [await keep(20), await keep(40), await keep(50)];
    await desk.holds.place({ clipIds: [held], alarmId: null, reason: "诉讼", untilMs: null }, operator);
    const refused = (clipIds: string[]) => desk.retention.deleteByHand(clipIds, "空间不足", chief);
    await expect(refused([middle, young])).rejects.toMatchObject({ code: "clip.too_young", params: { days: 30 } });
    await expect(refused([held])).rejects.toMatchObject({ code: "clip.held" });
    await expect(refused(["cam9-1234567890"])).rejects.toMatchObject({ code: "clip.not_found" });
    expect(disk.files.size).toBe(3);
    const record = await desk.retention.deleteByHand([middle], "空间不足", chief);
    expect(record).toMatchObject({ number: 1, why: "by_hand", reason: "空间不足", by: chief, clips: 1 });
    expect([...disk.files.keys()]).toEqual([young, held]);
    await expect(refused([middle])).rejects.toMatchObject({ code: "clip.wrong_state" });
  });
});

describe("deletion records", () => {
  test("are a duty until the chief has signed; one signature serves several", async () => {
    const { desk, keep, clock, kinds } = await openRecordingsDesk();
    await keep(91);
    await desk.retention.run();
    await keep(91);
    clock.advance(dayMs);
    await desk.retention.run();
    expect(await desk.state()).toMatchObject({ unsigned: 2 });
    await expect(desk.sign([1], "<svg onload=x></svg>", "", chief)).rejects.toMatchObject({
      code: "deposit.bad_signature",
    });
    await expect(desk.sign([7], svg, "", chief)).rejects.toMatchObject({ code: "deletion.not_found" });
    expect(await desk.sign([1, 2], svg, "已核对", chief)).toMatchObject([{ signedBy: chief }, { signedBy: chief }]);
    expect(await desk.state()).toMatchObject({ unsigned: 0 });
    expect(await desk.signature(2)).toContain("M1 1L9 9");
    expect(await desk.signature(3)).toBe(null);
    await expect(desk.sign([2], svg, "", chief)).rejects.toMatchObject({ code: "deletion.wrong_state" });
    expect(await kinds("deletion.signed")).toHaveLength(1);
  });
});

describe("holds", () => {
  test("are told of a week before they end, and end by themselves, each once", async () => {
    const { desk, keep, clock, kinds, log } = await openRecordingsDesk();
    const clipId = await keep(91);
    const untilMs = clock.nowMs() + 10 * dayMs;
    await desk.holds.place({ clipIds: [clipId], alarmId: null, reason: "医调委", untilMs }, operator);
    await desk.holds.takeDue();
    clock.advance(4 * dayMs);
    await desk.holds.takeDue();
    await desk.holds.takeDue();
    expect(await kinds("hold.ending", "hold.expired")).toMatchObject([{ kind: "hold.ending", data: { number: 1 } }]);
    clock.advance(6 * dayMs);
    await desk.retention.run();
    // Its time is over, but nobody has written that down yet: it protects on.
    expect(await log.clips.clip(clipId)).toMatchObject({ state: "kept", holds: 1 });
    await desk.holds.takeDue();
    await desk.holds.takeDue();
    expect(await kinds("hold.expired")).toHaveLength(1);
    await desk.retention.run();
    expect(await log.clips.clip(clipId)).toMatchObject({ state: "deleted" });
  });

  test("of an alarm take in what comes later; only once can one be released", async () => {
    const { desk, keep, log, clock } = await openRecordingsDesk();
    const hold = await desk.holds.place({ clipIds: [], alarmId: "a1", reason: "打架", untilMs: null }, operator);
    const clipId = await keep(91, { alarmIds: ["a1"] });
    expect(await log.clips.clip(clipId)).toMatchObject({ holds: 1 });
    expect(await desk.holds.release(hold.holdId, "结案", chief)).toMatchObject({ endedBy: chief, endReason: "结案" });
    await expect(desk.holds.release(hold.holdId, "结案", chief)).rejects.toMatchObject({ code: "hold.wrong_state" });
    await expect(desk.holds.release("no", "x", chief)).rejects.toMatchObject({ code: "hold.not_found" });
    const place = (given: Partial<Parameters<typeof desk.holds.place>[0]>) =>
      desk.holds.place({ clipIds: [clipId], alarmId: null, reason: "x", untilMs: null, ...given }, operator);
    await expect(place({ untilMs: clock.nowMs() })).rejects.toMatchObject({ code: "hold.wrong_time" });
    await expect(place({ clipIds: [] })).rejects.toMatchObject({ code: "hold.nothing_to_hold" });
    await expect(place({ alarmId: "b1" })).rejects.toMatchObject({ code: "alarm.not_found" });
  });
});

describe("files", () => {
  test("that changed or vanished are an event each and one alarm, until they are whole again", async () => {
    const { desk, disk, keep, kinds, faults, log } = await openRecordingsDesk();
    const [changed, missing] = [await keep(1), await keep(2), await keep(3)];
    disk.files.set(changed, { bytes: 5, sha256: "cd".repeat(32) });
    disk.files.delete(missing);
    await desk.retention.checkSome(10);
    expect(await kinds("clip.damaged")).toMatchObject([
      { data: { clipId: missing, damage: "missing", bytes: null }, deviceId: "cam1" },
      { data: { clipId: changed, damage: "changed", bytes: 5 } },
    ]);
    expect(faults).toEqual([{ kind: "evidence_damaged", code: "evidence.clips:missing" }]);
    await desk.retention.checkSome(10);
    // Told again in the log, but no second alarm for what is known.
    expect(faults).toHaveLength(1);
    disk.files.set(changed, { bytes: 1e9, sha256: "ab".repeat(32) });
    await desk.retention.checkSome(10);
    expect(await log.clips.clip(changed)).toMatchObject({ damage: null });
  });
});

describe("the disk", () => {
  test("is an alarm when it is nearly full, when the floor cannot be kept, and when it refuses; and over when it is well", async () => {
    const { desk, disk, keep, faults, kinds } = await openRecordingsDesk();
    for (let day = 1; day <= 7; day++) await keep(day);
    expect(await desk.storage.look()).toMatchObject({ bytesPerDay: 1e9, daysLeft: null, fault: null });
    disk.freeBytes = 22e9;
    expect(await desk.storage.look()).toMatchObject({ daysLeft: 20, floorKept: false, fault: "forecast" });
    disk.freeBytes = 4e9;
    expect(await desk.storage.look()).toMatchObject({ fault: "space" });
    // Nobody answers: what was told stands.
    disk.isDead = true;
    expect(await desk.storage.look()).toMatchObject({ fault: "space", disk: null, daysLeft: null });
    disk.isDead = false;
    disk.freeBytes = 200e9;
    expect(await desk.storage.look()).toMatchObject({ fault: null });
    desk.storage.onOutcome({ code: "clip.write_failed", params: { reason: "picture size changed" } });
    desk.storage.onOutcome({ code: "camera.no_picture", params: {} });
    desk.storage.onOutcome({ code: "clip.no_space", params: { freeMb: 1 } });
    await vi.waitFor(() => expect(faults.at(-1)).toEqual({ kind: "storage", code: "evidence.faults:write" }));
    desk.storage.onOutcome(null);
    await vi.waitFor(() => expect(faults.at(-1)).toEqual({ kind: "storage", code: null }));
    expect(faults.map(({ code }) => code)).toEqual([
      "evidence.faults:forecast",
      "evidence.faults:space",
      null,
      "evidence.faults:write",
      null,
    ]);
    expect(await kinds("storage.low", "storage.ok")).toHaveLength(5);
  });

  test("that is full takes nothing that is younger than the floor with it", async () => {
    const { desk, disk, keep } = await openRecordingsDesk({ disk: new FakeDisk() });
    disk.freeBytes = 0;
    await keep(29);
    await keep(60);
    await desk.storage.look();
    await desk.retention.run();
    expect(disk.files.size).toBe(2);
  });
});

describe("viewing and bookmarks", () => {
  test("a viewing is registered with reason, unit and person; what is gone cannot be viewed", async () => {
    const { desk, keep, kinds } = await openRecordingsDesk();
    const clipId = await keep(1);
    const viewing = { reason: "police" as const, person: "刘警官", unit: "某派出所", note: "案件" };
    await desk.view(clipId, viewing, operator);
    expect(await kinds("clip.viewed")).toMatchObject([
      { actor: operator, deviceId: "cam1", areaId: "ed", data: { clipId, ...viewing } },
    ]);
    await expect(desk.view("cam1-1234567890", viewing, operator)).rejects.toMatchObject({ code: "clip.not_found" });
  });

  test("a bookmark is a moment of the last hour at a camera of the site", async () => {
    const { desk, clock, kinds } = await openRecordingsDesk();
    const atMs = clock.nowMs() - 5000;
    expect(await desk.bookmark({ cameraId: "cam1", atMs, note: "推搡" }, operator)).toMatchObject({
      atMs,
      by: operator,
    });
    expect(await kinds("bookmark.added")).toMatchObject([{ deviceId: "cam1", data: { atMs, note: "推搡" } }]);
    const mark = (cameraId: string, moment: number) => desk.bookmark({ cameraId, atMs: moment, note: "" }, operator);
    await expect(mark("gate1", atMs)).rejects.toMatchObject({ code: "camera.not_found" });
    await expect(mark("cam1", clock.nowMs() - 2 * 3_600_000)).rejects.toMatchObject({ code: "bookmark.wrong_time" });
    await expect(mark("cam1", clock.nowMs() + 60_000)).rejects.toMatchObject({ code: "bookmark.wrong_time" });
  });
});
