import { describe, expect, test } from "vitest";
import { collectShift, shiftKinds } from "../../../../native/alarms/load/collect-shift.ts";
import { loadCsv } from "../../../../native/alarms/load/load-csv.ts";
import { loadKinds, measureLoad } from "../../../../native/alarms/load/measure-load.ts";
import { makeEvent } from "../../../../native/base/make-event.ts";
import { alarmLoadSchema } from "../../../../native/contract/alarm-load.ts";
import type { EntryOutcome } from "../../../../native/contract/entries.ts";
import { type EventKind, eventKinds, type StoredEvent } from "../../../../native/contract/events.ts";
import { paperCode } from "../../../../native/contract/shift.ts";
import { door, signal } from "../signals.ts";
import { operator, second, tryDesk, type TriedDesk } from "../try-desk.ts";

const hour = 3_600_000;
const stored = (desk: TriedDesk): StoredEvent[] =>
  desk.events.map((event, at) => ({ ...event, seq: at + 1, hash: "0".repeat(64) }));
const span = { fromMs: 0, toMs: hour };

function signOn(
  desk: TriedDesk,
  kind: "operator.signed_on" | "operator.signed_off",
  atMs: number,
  actor = operator,
): void {
  desk.events.push(makeEvent(kind, { key: `k${desk.events.length}`, atMs, severity: "information", actor }, {}));
}

/** Raised at `atMs`, then each act at its time. */
function lived(
  desk: TriedDesk,
  zone: string,
  atMs: number,
  times: { ack?: number; send?: number; come?: number; end?: number },
) {
  desk.set({ nowMs: atMs });
  const { id } = desk.report(signal({ zone, code: "130", atMs })).alarms[0]!;
  const at = (nowMs: number | undefined, work: () => unknown): void => {
    if (nowMs === undefined) return;
    desk.set({ nowMs });
    work();
  };
  at(times.ack, () => desk.command({ type: "acknowledge", alarmId: id, note: "" }));
  at(times.send, () => desk.command({ type: "dispatch", alarmId: id, callSigns: ["02"], note: "" }));
  at(times.come, () => desk.command({ type: "arrive", alarmId: id, callSign: "", note: "" }));
  at(times.end, () => desk.command({ type: "close", alarmId: id, cause: "false", reason: "environment", note: "风" }));
  return id;
}

describe("the alarm load", () => {
  test("is nothing of nothing: every ten minutes stands there, calm", () => {
    const load = measureLoad([], span, hour);
    alarmLoadSchema.parse(load);
    expect(load.tenMinutes.map((each) => each.startMs)).toEqual([0, 1, 2, 3, 4, 5].map((at) => at * 600_000));
    expect(load).toMatchObject({ raised: 0, calmShare: 1, floodShare: 0, floods: [], standing: [], causes: [] });
    expect(load.responses[0]).toMatchObject({ class: "life", acknowledged: { count: 0, medianMs: null } });
  });

  test("per ten minutes and operator: two who watch bear half each, one at two desks bears it alone", () => {
    const desk = tryDesk();
    signOn(desk, "operator.signed_on", 0);
    signOn(desk, "operator.signed_on", 1000);
    signOn(desk, "operator.signed_on", 600_000, second);
    signOn(desk, "operator.signed_off", 700_000);
    signOn(desk, "operator.signed_off", 1_200_000, second);
    for (let at = 0; at < 12; at++) {
      lived(desk, `1${String(at).padStart(2, "0")}`, at * 1000, {});
      lived(desk, `2${String(at).padStart(2, "0")}`, 600_000 + at * 1000, {});
    }
    const load = measureLoad(
      stored(desk).toSorted((a, b) => a.atMs - b.atMs),
      span,
      hour,
    );
    expect(load.tenMinutes.slice(0, 3)).toEqual([
      { startMs: 0, raised: 12, operators: 1, perOperator: 12 },
      { startMs: 600_000, raised: 12, operators: 2, perOperator: 6 },
      { startMs: 1_200_000, raised: 0, operators: 1, perOperator: 0 },
    ]);
    expect([load.calmShare, load.floodShare]).toEqual([4 / 6, 1 / 6]);
    expect(load.floods).toMatchObject([{ fromMs: 5000, toMs: null, most: 11 }]);
  });

  test("response times by step, causes, top points, who did it", () => {
    const desk = tryDesk();
    lived(desk, "101", 1000, { ack: 3000, send: 11_000, come: 61_000, end: 121_000 });
    lived(desk, "101", 200_000, { ack: 210_000, end: 300_000 });
    lived(desk, "102", 400_000, { ack: 404_000 });
    const load = measureLoad(stored(desk), span, hour);
    alarmLoadSchema.parse(load);
    const security = load.responses.find((each) => each.class === "security");
    expect(security).toEqual({
      class: "security",
      acknowledged: { count: 3, medianMs: 4000, p90Ms: 10_000, mostMs: 10_000 },
      dispatched: { count: 1, medianMs: 10_000, p90Ms: 10_000, mostMs: 10_000 },
      arrived: { count: 1, medianMs: 60_000, p90Ms: 60_000, mostMs: 60_000 },
      closed: { count: 2, medianMs: 100_000, p90Ms: 120_000, mostMs: 120_000 },
    });
    expect(load.causes).toEqual([{ cause: "false", reason: "environment", alarms: 2 }]);
    expect(load.topPoints.map(({ pointId, raised }) => [pointId, raised])).toEqual([
      ["1234-101", 2],
      ["1234-102", 1],
    ]);
    expect(load.byOperator).toEqual([{ operator: "王芳", acknowledged: 3, closed: 2 }]);
    expect(load.byClass).toMatchObject({ security: 3, life: 0 });
    const asked = stored(desk).filter((event) => loadKinds.includes(event.kind));
    expect(measureLoad(asked, span, hour)).toEqual(load);
  });

  test("drills and tests are left out, but not what was made real", () => {
    const desk = tryDesk({ nowMs: 0 });
    desk.mode({ type: "startDrill", areaIds: [], untilMs: 600_000, note: "" });
    desk.report(signal());
    const { id } = desk.report(door()).alarms[0]!;
    desk.command({ type: "makeReal", alarmId: id, note: "" });
    expect(measureLoad(stored(desk), span, hour)).toMatchObject({ raised: 1, byClass: { life: 0, security: 1 } });
  });

  test("standing: open for more than a day, also when it was raised before the span", () => {
    const desk = tryDesk();
    lived(desk, "101", 1000, {});
    lived(desk, "102", 2000, { ack: 3000, end: 30 * hour });
    lived(desk, "103", 3000, { ack: 4000, end: 5000 });
    const load = measureLoad(stored(desk), { fromMs: 20 * hour, toMs: 40 * hour }, 40 * hour);
    expect(load.standing.map(({ pointId, openMs }) => [pointId, openMs])).toEqual([
      ["1234-101", 40 * hour - 1000],
      ["1234-102", 30 * hour - 2000],
    ]);
    expect(load.raised).toBe(0);
  });

  test("a clock that was set back makes no time negative", () => {
    const desk = tryDesk();
    lived(desk, "101", 500_000, { ack: 100_000 });
    const load = measureLoad(stored(desk), span, hour);
    expect(load.responses[1]?.acknowledged).toMatchObject({ count: 1, mostMs: 0 });
  });
});

describe("as a spreadsheet", () => {
  test("RFC 4180: quotes, commas, lines; no name becomes a formula", () => {
    const desk = tryDesk();
    lived(desk, "101", 1000, {});
    const load = measureLoad(stored(desk), span, hour);
    const evil = { ...load.topPoints[0]!, name: { "zh-CN": '=HYPERLINK("x","y")', en: "a,\nb" } };
    const csv = loadCsv({ ...load, topPoints: [evil] });
    expect(csv.startsWith("\uFEFFspan\r\n")).toBe(true);
    expect(csv).toContain(`rx1,1234-101,intrusion,"'=HYPERLINK(""x"",""y"")","a,\nb",1,1\r\n`);
    expect(csv.endsWith("\r\n")).toBe(true);
    expect(csv).toContain("1970-01-01T00:10:00.000Z,0,0,0");
  });
});

describe("the shift log", () => {
  test("every alarm with its own events, oldest first; duty, refusals and faults apart", () => {
    const desk = tryDesk();
    signOn(desk, "operator.signed_on", 0);
    const first = lived(desk, "101", 1000, { ack: 3000, end: 4000 });
    desk.report({ type: "link.down", deviceId: "gate1", atMs: 5000, error: null });
    const log = collectShift(stored(desk), [
      ...desk.book.list(),
      { ...desk.book.list()[0]!, id: first, raisedAtMs: 1 },
    ]);
    expect(log.alarms.map(({ alarm, events }) => [alarm.id === first, events.map((event) => event.kind)])).toEqual([
      [true, ["alarm.raised", "alarm.acknowledged", "alarm.closed"]],
      [false, ["alarm.raised"]],
    ]);
    expect(log.duty.map((event) => event.kind)).toEqual(["operator.signed_on"]);
    expect(log.faults.map((event) => event.kind)).toEqual(["link.down"]);
  });

  test("a check that ended in a refusal or with the police stands among the refusals, one that passed in the register", () => {
    const decided = (outcome: EntryOutcome, at: number): StoredEvent => ({
      ...makeEvent(
        "entry.decided",
        { key: `k${at}`, atMs: at, severity: "information" },
        {
          name: null,
          entryId: `e${at}`,
          number: `AJ20261122-00${at}`,
          outcome,
          items: [],
          happenedAtMs: at,
          depositNumbers: [],
          note: "",
        },
      ),
      seq: at,
      hash: "0".repeat(64),
    });
    const log = collectShift([decided("passed", 1), decided("refused_check", 2), decided("prohibited_police", 3)], []);
    expect(log.refusals.map(({ seq }) => seq)).toEqual([2, 3]);
    expect(log.gates).toEqual([]);
  });

  test("leaves out only what is the alarm's cause or a device's everyday", () => {
    const left: EventKind[] = eventKinds.filter((kind) => !shiftKinds.includes(kind));
    expect(left.toSorted()).toEqual([
      "camera.event",
      "camera.events_limited",
      "camera.input",
      "clip.stored",
      "clips.checked",
      "clips.deleting",
      "coverage.measured",
      "entry.happened_set",
      "entry.opened",
      "entry.step_back",
      "entry.step_done",
      "entry.still_added",
      "entry.subject_set",
      "evidence.key_made",
      "gate.input",
      "panel.signal",
      "ptz.released",
      "ptz.taken",
      "replay.viewed",
      "retention.ran",
      "site.exported",
    ]);
  });

  test("its code has the number of the last event and 40 bits of its hash", () => {
    expect(paperCode({ seq: 1234, hash: "ff".repeat(32) })).toBe("1234-ZZZZ-ZZZZ");
    expect(paperCode({ seq: 1, hash: "0000000001".padEnd(64, "a") })).toBe("1-0000-0001");
    expect(paperCode({ seq: 1, hash: "8000000000".padEnd(64, "a") })).toBe("1-G000-0000");
  });
});
