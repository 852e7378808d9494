import { expect, test, vi } from "vitest";
import { found } from "../entries/gate-views.ts";
import { heldClock } from "../held-clock.ts";
import { newLogFile } from "../log/open-for-test.ts";
import { chief, opening, openGatesDesk, operator, second } from "./opened-gates.ts";

// Several restarts of a log with its threads, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const hour = 3_600_000;
const given = {
  entryId: null,
  gateId: "gate1",
  items: [found("knives")],
  place: "柜 3",
  dueAtMs: null,
  subject: null,
  note: "",
};
const signature = '<svg viewBox="0 0 10 10"><path d="M1 2L3 4" fill="none"/></svg>';

test("a deposit: due after the site's time, returned once with a signature, or with a reason why there is none", async () => {
  const { gates, clock, events } = await openGatesDesk(newLogFile());
  const one = await gates.deposits.add(given, operator);
  expect(one).toMatchObject({ state: "held", dueAtMs: clock.nowMs() + 24 * hour, areaId: "ed", depositedBy: operator });
  await expect(
    gates.deposits.giveBack({ depositId: one.id, signature: null, note: "" }, operator),
  ).rejects.toMatchObject({
    code: "deposit.note_missing",
  });
  const script = "<svg><script>1</script></svg>";
  await expect(
    gates.deposits.giveBack({ depositId: one.id, signature: script, note: "" }, operator),
  ).rejects.toMatchObject({
    code: "deposit.bad_signature",
  });
  const [first, other] = await Promise.allSettled([
    gates.deposits.giveBack({ depositId: one.id, signature, note: "" }, operator),
    gates.deposits.giveBack({ depositId: one.id, signature, note: "" }, second),
  ]);
  expect(first).toMatchObject({ status: "fulfilled", value: { state: "returned", endedBy: operator } });
  expect(other).toMatchObject({
    status: "rejected",
    reason: { code: "deposit.wrong_state", params: { state: "returned" } },
  });
  expect(await gates.deposits.signature(one.id)).toContain('<path d="M1 2L3 4"');
  expect(await events("deposit.returned")).toMatchObject([
    {
      actor: operator,
      data: { number: one.number, record: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string } },
    },
  ]);
  const two = await gates.deposits.add(given, operator);
  const handed = await gates.deposits.handOver(
    { depositId: two.id, to: "海淀分局 民警王某", note: "收据 12 号" },
    operator,
  );
  expect(handed).toMatchObject({ state: "handed_over", handedTo: "海淀分局 民警王某" });
  expect(gates.deposits.held()).toEqual([]);
  expect(await gates.deposits.get(one.id)).toMatchObject({ state: "returned" });
});

test("what is prohibited is never taken in, and a time gone by is no due time", async () => {
  const { gates, clock } = await openGatesDesk(newLogFile());
  await expect(gates.deposits.add({ ...given, items: [found("guns")] }, operator)).rejects.toMatchObject({
    code: "deposit.prohibited_item",
  });
  await expect(gates.deposits.add({ ...given, dueAtMs: clock.nowMs() }, operator)).rejects.toMatchObject({
    code: "deposit.wrong_time",
  });
  await expect(gates.deposits.add({ ...given, gateId: "gate9" }, operator)).rejects.toMatchObject({
    code: "device.not_found",
  });
  const check = await gates.entries.open(opening(), operator);
  await gates.entries.act({ type: "abandon", entryId: check.id, reason: "误开" }, operator);
  await expect(gates.deposits.add({ ...given, entryId: check.id }, operator)).rejects.toMatchObject({
    code: "entry.wrong_state",
  });
  // No number was lost over it.
  expect((await gates.deposits.add(given, operator)).number).toBe("JC20260309-001");
});

test("overdue: told once at its time, also when the station was down then; overdue ones come first", async () => {
  const file = newLogFile();
  const first = await openGatesDesk(file);
  const soon = first.clock.nowMs() + 2 * hour;
  const late = await first.gates.deposits.add({ ...given, dueAtMs: soon + 5 * hour }, operator);
  const due = await first.gates.deposits.add({ ...given, dueAtMs: soon }, operator);
  const back = await first.gates.deposits.add({ ...given, dueAtMs: soon }, operator);
  await first.gates.deposits.giveBack({ depositId: back.id, signature: null, note: "签名板坏" }, operator);
  first.clock.advance(2 * hour - 1);
  await first.settle();
  expect(await first.events("deposit.overdue")).toEqual([]);
  first.clock.advance(1);
  await first.settle();
  expect(await first.events("deposit.overdue")).toMatchObject([{ data: { number: due.number, dueAtMs: soon } }]);
  expect(first.gates.deposits.held().map(({ id }) => id)).toEqual([due.id, late.id]);
  const page = (overdue: boolean) => first.gates.deposits.page({ filter: { overdue }, beforeNumber: null, limit: 9 });
  expect((await page(true)).deposits.map(({ id }) => id)).toEqual([due.id]);
  expect((await page(false)).deposits).toHaveLength(3);
  await first.close();
  for (const _ of [1, 2]) {
    const again = await openGatesDesk(file, heldClock(first.clock.nowMs() + 24 * hour));
    await again.settle();
    expect((await again.events("deposit.overdue")).map(({ data }) => "number" in data && data.number)).toEqual([
      due.number,
      late.number,
    ]);
    await again.close();
  }
});

test("the ledger: found by place and item, as CSV without whose it is", async () => {
  const { gates, settle } = await openGatesDesk(newLogFile());
  const subject = { name: "张伟", idNumber: "", telephone: "", remark: "" };
  const one = await gates.deposits.add({ ...given, place: "柜 7", subject, items: [found("clubs", "球棒")] }, operator);
  await gates.deposits.add(given, operator);
  await settle();
  const find = async (text: string) =>
    (await gates.deposits.page({ filter: { overdue: false, text }, beforeNumber: null, limit: 9 })).deposits;
  expect(await find("球棒")).toEqual([one]);
  expect(await find("柜 7")).toEqual([one]);
  expect(await find("张伟")).toEqual([]);
  const csv = await gates.deposits.csv({ overdue: false });
  expect(csv).toContain("棍棒 球棒 ×1");
  expect(csv).not.toContain("张伟");
  expect(await gates.deposits.subject(one.id, false, operator)).toEqual({ subject, masked: false });
  await gates.deposits.giveBack({ depositId: one.id, signature, note: "" }, operator);
  expect(await gates.deposits.subject(one.id, false, operator)).toMatchObject({
    subject: { name: "张*" },
    masked: true,
  });
  await expect(gates.deposits.subject(one.id, true, operator)).rejects.toMatchObject({ code: "rpc.not_permitted" });
});

const warning = {
  kind: "person" as const,
  areaIds: ["ed"],
  from: "急诊科 安全预防员",
  text: "扬言报复",
  visibleTo: ["operator" as const, "technician" as const],
};

test("warnings: in their area and their time, texts only for whom they are meant; over once", async () => {
  const file = newLogFile();
  const { gates, clock, events, settle, close } = await openGatesDesk(file);
  const list = (areaId: string | null, actor: typeof operator | null = operator, ended = false) =>
    gates.warnings.list({ areaId, ended }, actor);
  const ours = await gates.warnings.add({ ...warning, untilMs: clock.nowMs() + hour }, operator);
  expect(ours).toMatchObject({
    text: "扬言报复",
    record: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
  });
  const everywhere = await gates.warnings.add(
    {
      ...warning,
      kind: "department",
      areaIds: [],
      visibleTo: ["technician", "viewer"],
      untilMs: clock.nowMs() + 2 * hour,
    },
    chief,
  );
  expect(everywhere.text).toBe(null);
  expect((await list("ed")).map(({ id }) => id).toSorted()).toEqual([ours.id, everywhere.id].toSorted());
  expect((await list("ward")).map(({ id }) => id)).toEqual([everywhere.id]);
  const textsFor = async (actor: typeof operator | null) =>
    Object.fromEntries((await list(null, actor)).map(({ id, text }) => [id, text]));
  expect(await textsFor(null)).toEqual({ [ours.id]: null, [everywhere.id]: "扬言报复" });
  expect(await textsFor({ name: "赵工", role: "technician" })).toEqual({
    [ours.id]: null,
    [everywhere.id]: "扬言报复",
  });
  clock.advance(hour);
  await settle();
  expect((await list(null)).map(({ id }) => id)).toEqual([everywhere.id]);
  expect(await events("warning.expired")).toMatchObject([{ areaId: "ed", data: { warningId: ours.id } }]);
  expect(await gates.warnings.end(everywhere.id, "已解决", chief)).toMatchObject({ endedAtMs: clock.nowMs() });
  await expect(gates.warnings.end(ours.id, "x", chief)).rejects.toMatchObject({ code: "warning.wrong_state" });
  await settle();
  expect(await list(null)).toEqual([]);
  expect((await list(null, operator, true)).map(({ id, text }) => [id, text])).toEqual([
    [everywhere.id, null],
    [ours.id, "扬言报复"],
  ]);
  await close();
  const again = await openGatesDesk(file, heldClock(clock.nowMs() + 24 * hour));
  await again.settle();
  expect([(await again.events("warning.expired")).length, (await again.events("warning.ended")).length]).toEqual([
    1, 1,
  ]);
});

test("a warning ends while the station is down: told at the start; times and areas that cannot be are refused", async () => {
  const file = newLogFile();
  const first = await openGatesDesk(file);
  await first.gates.warnings.add({ ...warning, untilMs: first.clock.nowMs() + hour }, operator);
  for (const untilMs of [first.clock.nowMs(), first.clock.nowMs() + 91 * 24 * hour])
    await expect(first.gates.warnings.add({ ...warning, untilMs }, operator)).rejects.toMatchObject({
      code: "warning.wrong_time",
    });
  await expect(
    first.gates.warnings.add({ ...warning, areaIds: ["nowhere"], untilMs: first.clock.nowMs() + 1 }, operator),
  ).rejects.toMatchObject({
    code: "desk.unknown_area",
  });
  await first.close();
  const again = await openGatesDesk(file, heldClock(first.clock.nowMs() + 2 * hour));
  await again.settle();
  expect(await again.events("warning.expired")).toHaveLength(1);
  expect(await again.gates.warnings.list({ areaId: null, ended: false }, operator)).toEqual([]);
});
