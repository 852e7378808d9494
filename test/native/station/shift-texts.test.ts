import { dirname, join } from "node:path";
import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { makeEvent } from "../../../native/base/make-event.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import type { ShiftLog, Span } from "../../../native/contract/shift.ts";
import { openShiftTexts, type ShiftTexts } from "../../../native/station/shift-texts.ts";
import { closing } from "../../set-up.ts";
import { door, signal } from "../alarms/signals.ts";
import { chief, operator } from "../alarms/try-desk.ts";
import { heldClock } from "../held-clock.ts";
import { newLogFile } from "../log/open-for-test.ts";
import { openDesk, type OpenedDesk } from "./opened-desk.ts";

const day = 86_400_000;

async function opened() {
  const file = newLogFile();
  const desk = await openDesk(file);
  const texts = openShiftTexts(file, { clock: desk.clock, logger: silentLogger });
  closing(() => texts.close());
  return { ...desk, texts };
}

/** As a page asks: the first question begins, the others go on where the text ended. */
async function readAll(texts: ShiftTexts, span: Span): Promise<{ log: ShiftLog; pieces: number }> {
  const pieces: string[] = [];
  let reportId: string | null = null;
  let at = 0;
  for (;;) {
    const piece = await texts.read({ ...span, reportId, at });
    pieces.push(piece.text);
    at += piece.text.length;
    if (at === piece.length) return { log: JSON.parse(pieces.join("")) as ShiftLog, pieces: pieces.length };
    reportId = piece.reportId;
  }
}

async function raise({ desk, clock }: OpenedDesk, report = door()): Promise<string> {
  await desk.report({ ...report, atMs: clock.nowMs() });
  return desk.openAlarms.at(-1)!.id;
}

async function close({ desk }: OpenedDesk, alarmId: string): Promise<void> {
  await desk.command({ type: "acknowledge", alarmId, note: "" }, operator);
  await desk.command({ type: "close", alarmId, cause: "test", reason: null, note: "" }, operator);
}

test("the shift log has the alarms of the span and those open when it began, and the head it was made from", async () => {
  const desk = await opened();
  const standing = await raise(desk);
  const closedBefore = await raise(desk, door({ zone: "003" }));
  await close(desk, closedBefore);
  desk.clock.advance(1000);
  const fromMs = desk.clock.nowMs();
  const within = await raise(desk, signal());
  await close(desk, within);
  const refused = { procedure: "site.install", error: { code: "rpc.not_permitted", params: {} } } as const;
  const about = { key: "r", atMs: desk.clock.nowMs(), severity: "information", actor: chief } as const;
  await desk.desk.note(makeEvent("rpc.refused", about, refused));
  const toMs = fromMs + 1000;
  desk.clock.advance(2000);
  // Closed after the span, and nothing of it happened within: it was open all the same.
  await close(desk, standing);
  await raise(desk, door({ zone: "004" }));
  await desk.settle();
  const { log } = await readAll(desk.texts, { fromMs, toMs });
  expect(log.alarms.map(({ alarm, events }) => [alarm.id, alarm.state, events.map((event) => event.kind)])).toEqual([
    [standing, "closed", []],
    [within, "closed", ["alarm.raised", "alarm.acknowledged", "alarm.closed"]],
  ]);
  expect(log.refusals).toHaveLength(1);
  expect(log).toMatchObject({ fromMs, toMs, truncated: false, head: desk.log.head, madeAtMs: desk.clock.nowMs() });
  expect(log.code.startsWith(`${desk.log.head.seq}-`)).toBe(true);
});

test("a long one comes in pieces that fit together, whatever its characters", async () => {
  const desk = await opened();
  const fromMs = desk.clock.nowMs();
  const alarmId = await raise(desk, signal());
  await desk.desk.command({ type: "acknowledge", alarmId, note: "" }, operator);
  const note = `说${"🚨".repeat(900)}`;
  for (let count = 0; count < 100; count++) await desk.desk.command({ type: "addNote", alarmId, note }, operator);
  await desk.settle();
  const { log, pieces } = await readAll(desk.texts, { fromMs, toMs: fromMs + 1000 });
  expect(pieces).toBeGreaterThan(2);
  const notes = log.alarms[0]!.events.flatMap((event) => (event.kind === "alarm.note_added" ? [event.data.note] : []));
  expect(notes).toEqual(Array.from({ length: 100 }, () => note));
});

test("refused: a span that is empty or too long, a report that is not kept, a log that is none", async () => {
  const desk = await opened();
  const { texts, clock } = desk;
  const badSpan = { code: "report.bad_span", params: { mostDays: 31 } };
  const ask = (toMs: number, reportId: string | null = null) => texts.read({ fromMs: 0, toMs, reportId, at: 0 });
  await expect(ask(0)).rejects.toMatchObject(badSpan);
  await expect(ask(32 * day)).rejects.toMatchObject(badSpan);
  await expect(ask(day, "nowhere")).rejects.toMatchObject({ code: "log.bad_cursor" });
  // The last piece of one report was its whole text: it is not kept.
  const { reportId } = await ask(day);
  await expect(ask(day, reportId)).rejects.toMatchObject({ code: "log.bad_cursor" });
  clock.advance(day);

  const file = join(dirname(newLogFile()), "other.db");
  writeFileSync(file, "no log at all, but text that is longer than the header of a database. ".repeat(10));
  const others = openShiftTexts(file, { clock: heldClock(), logger: silentLogger });
  closing(() => others.close());
  await expect(others.read({ fromMs: 0, toMs: day, reportId: null, at: 0 })).rejects.toMatchObject({
    code: "log.damaged",
  });
  await texts.close();
  await expect(ask(day)).rejects.toMatchObject({ code: "log.closed" });
});
