import { implement } from "@orpc/server";
import type { Actor } from "../../native/contract/actor.ts";
import type { Deposit } from "../../native/contract/deposits.ts";
import { type EntryCheck, type EntryFilter, refusalOutcomes, type Subject } from "../../native/contract/entries.ts";
import type { StoredEvent } from "../../native/contract/events.ts";
import type { GateOutputState } from "../../native/contract/gates.ts";
import type { ItemListState } from "../../native/contract/items.ts";
import { contract, type StationInfo } from "../../native/contract/rpc.ts";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { Warning } from "../../native/contract/warnings.ts";
import { depositsRouter, hashOf, refuse } from "./fake-deposits.ts";
import { sampleGateCounts, sampleLists, sampleRules, sampleWarning } from "./sample-gates.ts";

/** What the played gates need of the played station. */
export interface GatesStation {
  readonly act: (name: string, input: unknown) => void;
  readonly actor: () => Actor | null;
  readonly alarm: (alarmId: string) => Alarm | undefined;
  readonly info: () => StationInfo;
  readonly seq: () => number;
  readonly tell: (events: readonly StoredEvent[]) => void;
}

/** Entry checks, deposits and warnings in memory, by the contract; the real rules are the station's. */
export class FakeGates {
  readonly entries = new Map<string, EntryCheck>();
  readonly subjects = new Map<string, Subject>();
  readonly deposits = new Map<string, Deposit>();
  readonly signatures = new Map<string, string>();
  /** Whose a deposit is, by the deposit's id. */
  readonly owners = new Map<string, Subject>();
  lists: readonly ItemListState[] = sampleLists;
  /** A hospital's list with a class of this name is refused. */
  badClassName = "";
  warnings: Warning[] = [];
  outputs: GateOutputState[] = [
    { gateId: "gate1", outputId: "lamp1", means: "lamp", isOn: false },
    { gateId: "gate1", outputId: "siren1", means: "siren", isOn: null },
  ];
  readonly #station: GatesStation;
  #count = 0;

  constructor(station: GatesStation) {
    this.#station = station;
  }

  #by(): Actor {
    return this.#station.actor() ?? refuse("rpc.no_operator");
  }

  /** Every page asks again. */
  #news(kind: "entry.step_back" | "deposit.overdue" | "warning.expired" | "items.changed"): void {
    const seq = this.#station.seq() + 1;
    const common = {
      key: `g${seq}`,
      seq,
      hash: "0".repeat(64),
      severity: "information" as const,
      atMs: Date.now(),
      deviceAtMs: null,
      deviceId: null,
      pointId: null,
      areaId: null,
      alarmId: null,
      actor: this.#station.actor(),
    };
    // The page looks only at the kind: one event of each part stands for all of it.
    const data = {
      "entry.step_back": { name: null, entryId: "e", number: "AJ", stepId: "what" },
      "deposit.overdue": { depositId: "d", number: "JC", place: "", dueAtMs: 0 },
      "items.changed": { old: null, new: sampleLists[0]?.list, reason: "" },
      "warning.expired": { warningId: "w", kind: "department", areaIds: [], from: "", untilMs: 0 },
    }[kind];
    this.#station.tell([{ ...common, kind, data } as StoredEvent]);
  }

  put(check: EntryCheck): EntryCheck {
    this.entries.set(check.id, check);
    this.#news("entry.step_back");
    return check;
  }

  putDeposit(deposit: Deposit): Deposit {
    this.deposits.set(deposit.id, deposit);
    this.#news("deposit.overdue");
    return deposit;
  }

  putWarning(warning: Warning): Warning {
    this.warnings = [...this.warnings.filter((each) => each.id !== warning.id), warning];
    this.#news("warning.expired");
    return warning;
  }

  get(entryId: string): EntryCheck {
    return this.entries.get(entryId) ?? refuse("entry.not_found");
  }

  /** A new check, at the first step. */
  open(change: Partial<EntryCheck>): EntryCheck {
    this.#count += 1;
    const nowMs = Date.now();
    return this.put({
      id: `e${this.#count}`,
      number: `AJ20261122-${String(this.#count).padStart(3, "0")}`,
      state: "open",
      gateId: null,
      gateName: null,
      areaId: null,
      alarmId: null,
      cameraIds: [],
      happenedAtMs: nowMs,
      openedAtMs: nowMs,
      openedBy: this.#station.actor() ?? { name: "?", role: "operator" },
      rulesId: sampleRules.id,
      rulesVersion: sampleRules.version,
      stepId: sampleRules.firstStepId,
      done: [],
      items: [],
      outcome: null,
      decidedAtMs: null,
      decidedBy: null,
      note: "",
      subject: null,
      stills: [],
      depositNumbers: [],
      mark: null,
      corrects: null,
      correctedBy: null,
      correctionReason: "",
      ...change,
    });
  }

  #fits(check: EntryCheck, filter: EntryFilter): boolean {
    return (
      (filter.states === undefined || filter.states.includes(check.state)) &&
      (filter.outcomes === undefined || (check.outcome !== null && filter.outcomes.includes(check.outcome))) &&
      (filter.gateId === undefined || filter.gateId === check.gateId) &&
      (filter.itemClassId === undefined || check.items.some((item) => item.classId === filter.itemClassId)) &&
      (filter.fromMs === undefined || check.happenedAtMs >= filter.fromMs) &&
      (filter.toMs === undefined || check.happenedAtMs < filter.toMs) &&
      (filter.text === undefined || JSON.stringify(check).includes(filter.text)) &&
      (filter.marked || check.mark === null)
    );
  }

  router() {
    const os = implement(contract);
    const { act } = this.#station;
    return {
      gates: {
        today: os.gates.today.handler(() =>
          sampleGateCounts(Date.now(), 1).map((counts) => ({ ...counts, resets: counts.gateId === "gate2" ? 1 : 0 })),
        ),
        counts: os.gates.counts.handler(({ input }) => {
          act("gates.counts", input);
          return sampleGateCounts(input.toMs - 1, 24).filter(
            (counts) => input.gateId === undefined || counts.gateId === input.gateId,
          );
        }),
        outputs: os.gates.outputs.handler(() => this.outputs),
        setOutput: os.gates.setOutput.handler(({ input }) => {
          act("gates.setOutput", input);
          const output = this.outputs.find((each) => each.outputId === input.outputId);
          if (!output) return refuse("gate.unknown_output");
          const next = { ...output, isOn: input.on };
          this.outputs = this.outputs.map((each) => (each === output ? next : each));
          return next;
        }),
      },
      items: {
        list: os.items.list.handler(() => ({ lists: [...this.lists], refused: [] })),
        setHospital: os.items.setHospital.handler(({ input }) => {
          act("items.setHospital", input);
          const { list } = input;
          if (list.classes.some(({ name }) => name["zh-CN"] === this.badClassName))
            return refuse("items.invalid", { path: "classes[0].id", problem: "duplicate_class" });
          const state = { list, inUse: true, changedAtMs: Date.now() };
          this.lists = [...this.lists.filter((each) => each.list.id !== list.id), state];
          this.#news("items.changed");
          return state;
        }),
      },
      entries: this.#entriesRouter(),
      deposits: depositsRouter(this, act, () => this.#by()),
      warnings: {
        list: os.warnings.list.handler(({ input }) =>
          this.warnings.filter((warning) => input.ended || warning.endedAtMs === null),
        ),
        add: os.warnings.add.handler(({ input }) => {
          act("warnings.add", input);
          return this.putWarning(sampleWarning(`w${this.warnings.length + 1}`, { ...input, addedBy: this.#by() }));
        }),
        end: os.warnings.end.handler(({ input }) => {
          act("warnings.end", input);
          const warning = this.warnings.find((each) => each.id === input.warningId) ?? refuse("warning.not_found");
          return this.putWarning({ ...warning, endedAtMs: Date.now(), endedBy: this.#by() });
        }),
      },
    };
  }

  #entriesRouter() {
    const os = implement(contract).entries;
    const { act } = this.#station;
    return {
      rules: os.rules.handler(() => ({ rules: sampleRules, refused: [] })),
      rulesOf: os.rulesOf.handler(() => sampleRules),
      open: os.open.handler(({ input }) => {
        act("entries.open", input);
        this.#by();
        const alarm = input.alarmId === null ? undefined : this.#station.alarm(input.alarmId);
        const before = [...this.entries.values()].find(
          (each) => each.state === "open" && each.alarmId === input.alarmId,
        );
        if (alarm && before) return before;
        const gateId = alarm?.deviceId ?? input.gateId;
        const gate = this.#station.info().devices.find((device) => device.id === gateId && device.kind === "gate");
        return this.open({
          alarmId: input.alarmId,
          gateId: gate?.id ?? null,
          gateName: gate?.name ?? null,
          areaId: alarm?.areaId ?? gate?.areaId ?? null,
          cameraIds: [...(alarm?.cameraIds ?? (gate ? ["cam1", "cam2"] : []))],
          happenedAtMs: alarm?.raisedAtMs ?? Date.now(),
          mark: alarm?.mark ?? null,
        });
      }),
      answer: os.answer.handler(({ input }) => {
        act("entries.answer", input);
        const check = this.get(input.entryId);
        if (check.stepId !== input.stepId) return refuse("entry.wrong_step", { stepId: check.stepId ?? "" });
        const step = sampleRules.steps.find((each) => each.id === input.stepId);
        const next = step?.answers.find((answer) => answer.id === input.answerId)?.next ?? step?.next ?? null;
        const { stepId, answerId, data } = input;
        return this.put({
          ...check,
          stepId: next,
          items: [...check.items, ...(data.items ?? [])],
          done: [...check.done, { stepId, answerId, data, atMs: Date.now(), by: this.#by() }],
        });
      }),
      back: os.back.handler(({ input }) => {
        act("entries.back", input);
        const check = this.get(input.entryId);
        const last = check.done.at(-1) ?? refuse("entry.nothing_to_take_back");
        const done = check.done.slice(0, -1);
        return this.put({ ...check, done, stepId: last.stepId, items: done.flatMap((each) => each.data.items ?? []) });
      }),
      decide: os.decide.handler(({ input }) => {
        act("entries.decide", input);
        const check = this.get(input.entryId);
        const outcome =
          sampleRules.steps.find((each) => each.id === check.stepId)?.outcome ?? refuse("entry.not_at_end");
        const decided = { decidedAtMs: Date.now(), decidedBy: this.#by() };
        return this.put({ ...check, state: "decided", outcome, stepId: null, note: input.note, ...decided });
      }),
      abandon: os.abandon.handler(({ input }) => {
        act("entries.abandon", input);
        return this.put({
          ...this.get(input.entryId),
          state: "abandoned",
          stepId: null,
          note: input.reason,
          decidedBy: this.#by(),
        });
      }),
      setHappened: os.setHappened.handler(({ input }) =>
        this.put({ ...this.get(input.entryId), happenedAtMs: input.happenedAtMs }),
      ),
      setSubject: os.setSubject.handler(({ input }) => {
        act("entries.setSubject", input);
        this.subjects.set(input.entryId, input.subject);
        const sha256 = hashOf(JSON.stringify(input.subject));
        return this.put({ ...this.get(input.entryId), subject: { id: "p", sha256, erasedAtMs: null } });
      }),
      subject: os.subject.handler(({ input }) => {
        act("entries.subject", input);
        const subject = this.subjects.get(input.entryId) ?? null;
        const masked = this.get(input.entryId).state !== "open" && !input.whole;
        return { subject: subject && masked ? { ...subject, name: `${subject.name.slice(0, 1)}**` } : subject, masked };
      }),
      eraseSubject: os.eraseSubject.handler(({ input }) => {
        act("entries.eraseSubject", input);
        this.subjects.delete(input.entryId);
        const check = this.get(input.entryId);
        return this.put({ ...check, subject: check.subject && { ...check.subject, erasedAtMs: Date.now() } });
      }),
      correct: os.correct.handler(({ input }) => {
        act("entries.correct", input);
        const old = this.get(input.entryId);
        const { outcome, items, happenedAtMs, note, reason } = input;
        const fresh = this.open({
          ...old,
          id: `${old.id}c`,
          number: `AJ20261122-${String(this.#count + 1).padStart(3, "0")}`,
          outcome,
          items,
          happenedAtMs,
          note,
          corrects: old.id,
          correctionReason: reason,
        });
        this.put({ ...old, correctedBy: fresh.id });
        return fresh;
      }),
      get: os.get.handler(({ input }) => this.get(input.entryId)),
      page: os.page.handler(({ input: { filter, limit } }) => {
        act("entries.page", filter);
        const found = [...this.entries.values()]
          .filter((check) => this.#fits(check, filter))
          .sort((a, b) => (a.number < b.number ? 1 : -1));
        return { entries: found.slice(0, limit), nextBeforeNumber: found[limit]?.number ?? null };
      }),
      csv: os.csv.handler(() => ({ csv: "number,outcome\r\n" })),
      counts: os.counts.handler(({ input }) => {
        const found = [...this.entries.values()].filter((check) => check.state === "decided");
        const refusals = found.filter((check) => check.outcome && refusalOutcomes.includes(check.outcome)).length;
        return {
          total: found.length,
          refusals,
          byGate: [{ gateId: "gate1", total: found.length, refusals }],
          byOutcome: [...new Set(found.flatMap(({ outcome }) => outcome ?? []))].map((outcome) => ({
            outcome,
            total: found.filter((check) => check.outcome === outcome).length,
          })),
          byItemClass: [{ classId: "knives", className: { "zh-CN": "一般刀具", en: "Knives" }, total: 1 }],
          byShift: [{ startMs: input.fromMs, endMs: input.toMs, total: found.length, refusals }],
        };
      }),
      still: os.still.handler(() => refuse("entry.no_still")),
    };
  }
}
