import { createHash } from "node:crypto";
import { AppError, toErrorData } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { type Actor, mayDo } from "../contract/actor.ts";
import type { Alarm } from "../contract/alarms.ts";
import type { TakenStill } from "../contract/cameras-protocol.ts";
import { type EntryCheck, type EntryRules, type Subject, subjectSchema } from "../contract/entries.ts";
import { dayOf } from "../entries/site-days.ts";
import type { DayNumbers } from "../entries/day-numbers.ts";
import {
  correctEntry,
  decideEntry,
  decideStill,
  decideSubject,
  type EntryAct,
  type EntryDecision,
  openEntry,
} from "../entries/decide-entry.ts";
import type { GateView } from "../entries/gate-decision.ts";
import { maskSubject } from "../entries/mask-subject.ts";
import type { Log } from "../log/log.ts";
import type { CorrectInput, OpenEntryInput, ShownSubject } from "../rpc/gate-services.ts";
import type { GateSite } from "./gate-site.ts";
import type { GateStore } from "./gate-store.ts";
import { KeptRows } from "./kept-rows.ts";
import { erasePrivate, notePrivateView } from "./private-acts.ts";

/** Takes the picture that was on a camera's line at a moment, UTC ms; rejects when there is none. */
export type TakeStill = (cameraId: string, atMs: number) => Promise<TakenStill>;

export interface EntryBookParts {
  readonly store: GateStore;
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly site: () => GateSite;
  readonly view: () => GateView;
  readonly numbers: DayNumbers;
  /** Open or closed; null when there is no such alarm. */
  readonly alarm: (alarmId: string) => Promise<Alarm | null>;
  /** The mark of what happens there now. */
  readonly markAt: (gateId: string | null, areaId: string | null) => EntryCheck["mark"];
  /** In force today; throws `entry.no_rules`. */
  readonly rulesInForce: () => EntryRules;
  readonly rulesOf: (check: Pick<EntryCheck, "rulesId" | "rulesVersion">) => EntryRules;
  readonly takeStill: TakeStill | null;
}

/** Pictures of one check. */
const mostStills = 4;
/** In base64; a picture of a hospital camera has a quarter of this. */
const mostStillLength = 4_000_000;

/** Entry checks: those open are in memory, moved on at once, so that the next act sees it; told after the commit. */
export class EntryBook {
  readonly #parts: EntryBookParts;
  readonly #checks: KeptRows<EntryCheck>;

  constructor(open: readonly EntryCheck[], parts: EntryBookParts) {
    this.#parts = parts;
    this.#checks = new KeptRows(
      open,
      (check) => check.state !== "open",
      (id) => parts.log.gates.entry(id),
    );
  }

  /** Throws `entry.not_found`. */
  async get(entryId: string): Promise<EntryCheck> {
    const check = await this.#checks.find(entryId);
    if (check === null) throw new AppError("entry.not_found", { entryId });
    return check;
  }

  /** As decided by now; null for one that is only in the log. */
  now(entryId: string): EntryCheck | null {
    return this.#checks.now(entryId);
  }

  async rulesOf(entryId: string): Promise<EntryRules> {
    return this.#parts.rulesOf(await this.get(entryId));
  }

  /** Takes over what another book decided with it: a deposit that belongs to the check. */
  apply(check: EntryCheck): void {
    this.#checks.apply(check);
  }

  /** Throws `alarm.not_found`, `device.not_found`, `desk.unknown_area`, `entry.wrong_time`, `entry.no_rules`. */
  async open(input: OpenEntryInput, actor: Actor): Promise<EntryCheck> {
    const { site, view, clock } = this.#parts;
    const { alarmId } = input;
    const alarm = alarmId === null ? null : await this.#parts.alarm(alarmId);
    if (alarmId !== null && alarm === null) throw new AppError("alarm.not_found", { alarmId });
    // From here to `#keep` nothing can come in between: two desks get one check.
    const standing = this.#checks.active().find((check) => check.alarmId !== null && check.alarmId === alarmId);
    if (standing !== undefined) return standing;
    const here = site();
    if (input.gateId !== null && here.gate(input.gateId) === null)
      throw new AppError("device.not_found", { deviceId: input.gateId });
    if (input.areaId !== null) here.checkArea(input.areaId);
    const ofAlarm = alarm?.deviceId ?? null;
    const gateId = input.gateId ?? (ofAlarm !== null && here.gate(ofAlarm) !== null ? ofAlarm : null);
    const gate = gateId === null ? null : here.gate(gateId);
    const areaId = input.areaId ?? alarm?.areaId ?? gate?.areaId ?? null;
    const opening = {
      gateId,
      gateName: gate?.name ?? null,
      areaId,
      alarmId,
      cameraIds: [...new Set([...(alarm?.cameraIds ?? []), ...(gate?.cameraIds ?? [])])],
      mark: alarm === null ? this.#parts.markAt(gateId, areaId) : alarm.mark,
      happenedAtMs: input.happenedAtMs ?? alarm?.lastReportAtMs ?? clock.nowMs(),
    };
    const rules = this.#parts.rulesInForce();
    const opened = openEntry(view(), rules, opening, () => this.#takeNumber(), actor);
    this.#checks.apply(opened.check);
    const kept = this.#keep(opened);
    this.#takeStills(opened.check);
    return await kept;
  }

  /** Throws `entry.not_found`, and what `decideEntry` refuses. */
  async act(act: EntryAct, actor: Actor): Promise<EntryCheck> {
    return await this.#change(act.entryId, (check) =>
      decideEntry(this.#parts.view(), this.#parts.rulesOf(check), check, act, actor),
    );
  }

  async setSubject(entryId: string, subject: Subject, actor: Actor): Promise<EntryCheck> {
    return await this.#change(entryId, (check) => decideSubject(this.#parts.view(), check, subject, actor));
  }

  /**
   * Whole while the check is open and nobody asked for more; then masked, unless the chief asks for the whole,
   * which is written down. Throws `rpc.not_permitted`.
   */
  async subject(entryId: string, whole: boolean, actor: Actor): Promise<ShownSubject> {
    const { store, view } = this.#parts;
    const check = await this.get(entryId);
    const isOpen = check.state === "open";
    if (whole && !isOpen && !mayDo(actor.role, "private.view"))
      throw new AppError("rpc.not_permitted", { right: "private.view", role: actor.role });
    const found = check.subject === null ? null : await store.read(check.subject);
    if (found === null || check.subject === null) return { subject: null, masked: false };
    const subject = subjectSchema.parse(found);
    if (isOpen) return { subject, masked: false };
    if (!whole) return { subject: maskSubject(subject), masked: true };
    await store.store(notePrivateView(view(), check, "entry_subject", check.subject.id, actor));
    return { subject, masked: false };
  }

  /** Also of the records that it corrects or that correct it: they speak of the same person. */
  async eraseSubject(entryId: string, reason: string, actor: Actor): Promise<EntryCheck> {
    const first = await this.get(entryId);
    const chain = new Map([[first.id, first]]);
    for (const follow of ["corrects", "correctedBy"] as const)
      for (let id = first[follow]; id !== null && !chain.has(id);) {
        const other = await this.get(id);
        chain.set(id, other);
        id = other[follow];
      }
    const { view, store } = this.#parts;
    const { nowMs } = view();
    // What was decided while the log was asked counts.
    const now = [...chain.keys()].map((id) => this.#checks.now(id) ?? chain.get(id) ?? first);
    const ref = (this.#checks.now(first.id) ?? first).subject;
    if (ref === null || ref.erasedAtMs !== null) return this.#checks.now(first.id) ?? first;
    const entries = now
      .filter((check) => check.subject?.id === ref.id)
      .map((check): EntryCheck => ({ ...check, subject: { ...ref, erasedAtMs: nowMs } }));
    for (const check of entries) this.#checks.apply(check);
    const erased = erasePrivate(view(), first, [{ part: "entry_subject", ref }], reason, actor);
    await store.store({ ...erased, rows: { ...erased.rows, entries } });
    return this.get(entryId);
  }

  async correct(input: CorrectInput, actor: Actor): Promise<EntryCheck> {
    return await this.#change(input.entryId, (check) => {
      const decision = correctEntry(this.#parts.view(), check, input, () => this.#takeNumber(), actor);
      this.#checks.apply(decision.before);
      return decision;
    });
  }

  /** Base64. Throws `entry.no_still`. */
  async still(entryId: string, stillId: string): Promise<string> {
    const check = await this.get(entryId);
    if (!check.stills.some(({ id }) => id === stillId)) throw new AppError("entry.no_still", { stillId });
    const record = await this.#parts.log.gates.privateRecord(stillId);
    const found = record === null ? null : await this.#parts.store.read(record);
    if (typeof found !== "object" || found === null || !("jpeg" in found) || typeof found.jpeg !== "string")
      throw new AppError("entry.no_still", { stillId });
    const { jpeg } = found;
    const sha256 = createHash("sha256").update(Buffer.from(jpeg, "base64")).digest("hex");
    if (check.stills.find(({ id }) => id === stillId)?.sha256 !== sha256)
      throw new AppError("log.damaged", { reason: "still changed" });
    return jpeg;
  }

  #takeNumber(): string {
    const { numbers, clock, site } = this.#parts;
    return numbers.take(dayOf(clock.nowMs(), site().timeZone));
  }

  /** Decides by the check as it is at that instant: nothing can come in between that and taking it over. */
  async #change(entryId: string, decide: (check: EntryCheck) => EntryDecision): Promise<EntryCheck> {
    const found = await this.get(entryId);
    return await this.#keep(decide(this.#checks.now(entryId) ?? found));
  }

  async #keep(decision: EntryDecision): Promise<EntryCheck> {
    const { check } = decision;
    this.#checks.apply(check);
    await this.#parts.store.store(decision);
    return this.#checks.now(check.id) ?? check;
  }

  /** Comes by itself later; a camera that has none is no reason to wait, nor an error of the check. */
  #takeStills(check: EntryCheck): void {
    const { takeStill, logger } = this.#parts;
    if (takeStill === null) return;
    for (const cameraId of check.cameraIds.slice(0, mostStills))
      takeStill(cameraId, check.happenedAtMs)
        .then((still) => this.#addStill(check.id, cameraId, still))
        .catch((error: unknown) => logger.info({ cameraId, error: toErrorData(error) }, "no still for an entry check"));
  }

  async #addStill(entryId: string, cameraId: string, { jpeg, atMs }: TakenStill): Promise<void> {
    if (jpeg.length > mostStillLength) throw new AppError("internal", { reason: "still too large" });
    const sha256 = createHash("sha256").update(Buffer.from(jpeg, "base64")).digest("hex");
    const still = { cameraId, takenAtMs: atMs, jpeg, sha256 };
    await this.#change(entryId, (check) => decideStill(this.#parts.view(), check, still));
  }
}
