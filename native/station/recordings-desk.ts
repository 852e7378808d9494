import { AppError, toErrorData } from "../base/app-error.ts";
import { makeEvent } from "../base/make-event.ts";
import type { Actor } from "../contract/actor.ts";
import type { ErrorData } from "../contract/errors.ts";
import type { Bookmark, Deletion, RetentionState, Viewing } from "../contract/evidence.ts";
import { atWall, wallMs } from "../contract/wall-clock.ts";
import { cleanSignature } from "../entries/clean-signature.ts";
import { openPrivate, sealPrivate } from "../log/private-record.ts";
import { type EvidenceParts, makeInTurn } from "./evidence-parts.ts";
import { HoldBook } from "./hold-book.ts";
import { RetentionRunner } from "./retention-runner.ts";
import { StorageWatch } from "./storage-watch.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Holds and the quiet hour are looked at this often, ms. */
const lookMs = 30_000;
/** The disk, ms. */
const storageMs = 5 * 60_000;
/** A run that failed is tried again after this, ms. */
const runAgainMs = 15 * 60_000;
/** A station that was down at the quiet hour makes up for it at its start. */
const overdueMs = 26 * hourMs;
/** What an operator marks is what he saw just now, not last week. */
const bookmarkAgeMs = 3_600_000;
const mostUnsigned = 10_000;

/** What happens to recordings after they were written (0019). */
export class RecordingsDesk {
  readonly holds: HoldBook;
  readonly retention: RetentionRunner;
  readonly storage: StorageWatch;
  readonly #parts: EvidenceParts;
  #nextRunAtMs: number | null = null;
  #runError: ErrorData | null = null;
  #storageDueMs = 0;
  #cancel: (() => void) | null = null;
  /** What is under way, each kind once: a cameras process that hangs must not hold up the holds. */
  readonly #working = new Map<"storage" | "run", Promise<void>>();

  constructor(parts: EvidenceParts) {
    this.#parts = parts;
    const inTurn = makeInTurn();
    this.holds = new HoldBook(parts, inTurn);
    this.retention = new RetentionRunner(parts, inTurn);
    this.storage = new StorageWatch(parts);
  }

  /** Reads back what is in force, and from then on does what time brings. */
  async start(): Promise<void> {
    await this.holds.recall();
    const lastMs = await this.retention.lastRanAtMs();
    const nowMs = this.#parts.clock.nowMs();
    const isOverdue = lastMs === null || nowMs - lastMs > overdueMs;
    this.#nextRunAtMs = isOverdue ? nowMs + lookMs : this.#quietHourAfter(nowMs);
    this.#look();
  }

  async close(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    // What is under way ends by itself, or is finished by the next start.
    await Promise.race([Promise.all(this.#working.values()), this.#parts.clock.sleep(1000)]);
  }

  async state(): Promise<RetentionState> {
    const { log, site } = this.#parts;
    return {
      ...this.retention.rule(),
      quietHour: site().video.quietHour,
      lastRanAtMs: await this.retention.lastRanAtMs(),
      nextRunAtMs: this.#nextRunAtMs,
      error: this.#runError,
      storage: this.storage.state,
      unsigned: (await log.clips.deletions(mostUnsigned)).filter(({ signedAtMs }) => signedAtMs === null).length,
    };
  }

  /** Registers that a stored clip is looked at. Throws `clip.not_found`, `clip.wrong_state`. */
  async view(clipId: string, viewing: Viewing, actor: Actor): Promise<void> {
    const clip = await this.#parts.log.clips.clip(clipId);
    if (clip === null) throw new AppError("clip.not_found", { clipId });
    if (clip.state !== "kept") throw new AppError("clip.wrong_state", { clipId, state: clip.state });
    const { cameraId, areaId, name } = clip;
    const place = { ...this.#place("view", actor), deviceId: cameraId, areaId };
    await this.#append(makeEvent("clip.viewed", place, { name, clipId, ...viewing }));
  }

  /** Registers a replay from the desk, about an alarm or none. */
  async noteReplay(
    given: { cameraIds: readonly string[]; fromMs: number; toMs: number; alarmId: string | null },
    actor: Actor | null,
  ): Promise<void> {
    const { cameraIds, fromMs, toMs, alarmId } = given;
    const place = { ...this.#place("replay", actor), alarmId };
    await this.#append(makeEvent("replay.viewed", place, { cameraIds: [...cameraIds], fromMs, toMs }));
  }

  /** Its clip is ordered by the event (alarm-clips.ts). Throws `camera.not_found`, `bookmark.wrong_time`. */
  async bookmark(given: { cameraId: string; atMs: number; note: string }, actor: Actor): Promise<Bookmark> {
    const { clock, newId, site } = this.#parts;
    const { cameraId, atMs, note } = given;
    const camera = site().camera(cameraId);
    if (camera === null) throw new AppError("camera.not_found", { id: cameraId });
    const nowMs = clock.nowMs();
    if (atMs > nowMs + 5000 || atMs < nowMs - bookmarkAgeMs) throw new AppError("bookmark.wrong_time");
    const bookmarkId = newId();
    const { name, areaId } = camera;
    const place = { ...this.#place("bookmark", actor), deviceId: cameraId, areaId };
    await this.#append(makeEvent("bookmark.added", place, { name, bookmarkId, atMs, note }));
    return { bookmarkId, cameraId, name, areaId, atMs, note, addedAtMs: nowMs, by: actor, clipId: null };
  }

  /** One signature for several records. Throws `deletion.not_found`, `deletion.wrong_state`, `deposit.bad_signature`. */
  async sign(numbers: readonly number[], svg: string, note: string, actor: Actor): Promise<Deletion[]> {
    const { log, clock, newId } = this.#parts;
    for (const number of numbers) {
      const found = await log.clips.deletion(number);
      if (found === null) throw new AppError("deletion.not_found", { number });
      if (found.signedAtMs !== null || found.pending > 0) throw new AppError("deletion.wrong_state", { number });
    }
    const record = sealPrivate(newId(), "signature", { svg: cleanSignature(svg) }, clock.nowMs());
    const data = { numbers: [...numbers], note, record: { id: record.id, sha256: record.sha256 } };
    this.#requireLog();
    await log.append({
      events: [makeEvent("deletion.signed", this.#place("sign", actor), data)],
      alarms: [],
      gates: { privateRecords: [record] },
    });
    const signed = await Promise.all(numbers.map((number) => log.clips.deletion(number)));
    return signed.filter((each) => each !== null);
  }

  /** The SVG under a record; null: not signed. */
  async signature(number: number): Promise<string | null> {
    const { log } = this.#parts;
    const query = { filter: { kinds: ["deletion.signed" as const] }, beforeSeq: null, limit: 5000 };
    const { events } = await log.page(query);
    const event = events.find((each) => each.kind === "deletion.signed" && each.data.numbers.includes(number));
    if (event?.kind !== "deletion.signed") return null;
    const record = await log.gates.privateRecord(event.data.record.id);
    const kept = record === null ? null : openPrivate(record, event.data.record.sha256);
    if (typeof kept !== "object" || kept === null || !("svg" in kept)) return null;
    return typeof kept.svg === "string" ? kept.svg : null;
  }

  #place(what: string, actor: Actor | null) {
    const { newId, clock } = this.#parts;
    return { key: `${what}:${newId()}`, atMs: clock.nowMs(), severity: "information" as const, actor };
  }

  #requireLog(): void {
    if (this.#parts.log.condition.state !== "ok") throw new AppError("log.unavailable");
  }

  async #append(event: Parameters<EvidenceParts["log"]["append"]>[0]["events"][number]): Promise<void> {
    this.#requireLog();
    await this.#parts.log.append({ events: [event], alarms: [] });
  }

  #look(): void {
    this.#cancel = this.#parts.clock.after(lookMs, () => {
      this.#takeDue();
      this.#look();
    });
  }

  #takeDue(): void {
    const { clock, logger } = this.#parts;
    this.holds
      .takeDue()
      .catch((error: unknown) => logger.error({ error: String(error) }, "the end of a hold was not stored"));
    if (clock.monotonicMs() >= this.#storageDueMs) {
      this.#storageDueMs = clock.monotonicMs() + storageMs;
      this.#begin("storage", async () => void (await this.storage.look()));
    }
    if (this.#nextRunAtMs !== null && clock.nowMs() >= this.#nextRunAtMs) this.#begin("run", () => this.#run());
  }

  #begin(what: "storage" | "run", work: () => Promise<void>): void {
    if (this.#working.has(what)) return;
    const done = work()
      .catch((error: unknown) => this.#parts.logger.error({ what, error: String(error) }, "work on recordings failed"))
      .finally(() => this.#working.delete(what));
    this.#working.set(what, done);
  }

  async #run(): Promise<void> {
    const { clock } = this.#parts;
    try {
      await this.retention.run();
      this.#runError = null;
      this.#nextRunAtMs = this.#quietHourAfter(clock.nowMs());
      this.#storageDueMs = 0;
    } catch (error) {
      this.#runError = toErrorData(error);
      this.#nextRunAtMs = clock.nowMs() + runAgainMs;
    }
  }

  /** The next quiet hour of the site's clock, UTC ms. */
  #quietHourAfter(nowMs: number): number {
    const { timeZone, video } = this.#parts.site();
    const wall = wallMs(nowMs, timeZone);
    const today = wall - (wall % dayMs) + video.quietHour * hourMs;
    const atMs = atWall(today, timeZone);
    return atMs > nowMs ? atMs : atWall(today + dayMs, timeZone);
  }
}
