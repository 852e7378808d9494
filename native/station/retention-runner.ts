import { AppError } from "../base/app-error.ts";
import { makeEvent } from "../base/make-event.ts";
import type { Actor } from "../contract/actor.ts";
import type { Clip } from "../contract/clips.ts";
import type { DeletedClip, Deletion } from "../contract/evidence.ts";
import { chooseDeletable, mayDelete } from "../evidence/choose-deletable.ts";
import { type RetentionRule, retentionRule } from "../evidence/retention-rule.ts";
import type { EvidenceParts, InTurn } from "./evidence-parts.ts";

const dayMs = 86_400_000;
/** Clips decided about at a time: one event, one piece of work. */
const atATime = 200;
/** Every file is read again once in so many runs. */
const checkedInRuns = 30;
/** Files read again at a time. */
const checkedTogether = 20;
const mostHolds = 10_000;
/** After so long without a run the clock may be wrong: that run only looks, the next one deletes. */
const longGapMs = 7 * dayMs;

/** Why clips go, and by whose word. */
interface Cause {
  readonly why: Deletion["why"];
  readonly reason: string;
  readonly actor: Actor | null;
}

/**
 * Deletes what is over the ceiling, and by hand what is over the floor. In this order, so that a death in between
 * is finished by the next start: the decision in the log (`clips.deleting`), the files, `clips.deleted`.
 */
export class RetentionRunner {
  readonly #parts: EvidenceParts;
  readonly #inTurn: InTurn;

  constructor(parts: EvidenceParts, inTurn: InTurn) {
    this.#parts = parts;
    this.#inTurn = inTurn;
  }

  rule(): RetentionRule {
    return retentionRule(this.#parts.site().video);
  }

  /** When the rule last ran, UTC ms; null for never. */
  async lastRanAtMs(): Promise<number | null> {
    const query = { filter: { kinds: ["retention.ran" as const] }, beforeSeq: null, limit: 1 };
    return (await this.#parts.log.page(query)).events[0]?.atMs ?? null;
  }

  /** Finishes what a death left, deletes what is due, looks at some files. Rejects with `cameras.process_down`. */
  async run(): Promise<void> {
    const { log, clock, newId } = this.#parts;
    await this.finishLeft();
    const rule = this.rule();
    const lastMs = await this.lastRanAtMs();
    const mayTrustClock = lastMs === null || clock.nowMs() - lastMs <= longGapMs;
    const done = mayTrustClock ? await this.#deleteDue(rule) : { deleted: 0, bytes: 0 };
    const held = (await log.clips.holds(mostHolds)).filter(({ endedAtMs }) => endedAtMs === null).length;
    const place = { key: `retention:${newId()}`, atMs: clock.nowMs(), severity: "information" as const };
    await log.append({ events: [makeEvent("retention.ran", place, { ...rule, ...done, held })], alarms: [] });
    await this.#checkShare();
  }

  async #checkShare(): Promise<void> {
    const kept = (await this.#parts.log.clips.clipDays()).reduce((sum, { clips }) => sum + clips, 0);
    for (let left = Math.ceil(kept / checkedInRuns); left > 0; left -= checkedTogether)
      await this.checkSome(Math.min(left, checkedTogether));
  }

  async #deleteDue(rule: RetentionRule): Promise<{ deleted: number; bytes: number }> {
    const { log, clock } = this.#parts;
    let deleted = 0;
    let bytes = 0;
    const recordId = this.#parts.newId();
    for (;;) {
      const gone = await this.#inTurn(async () => {
        const nowMs = clock.nowMs();
        const found = await log.clips.deletableClips(nowMs - rule.ceilingDays * dayMs, atATime);
        return await this.#delete(chooseDeletable(found, rule, nowMs), rule, recordId, {
          why: "ceiling",
          reason: "",
          actor: null,
        });
      });
      deleted += gone.length;
      bytes += gone.reduce((sum, clip) => sum + clip.bytes, 0);
      // What the disk refused stays `deleting` and is tried again at the next run.
      if (gone.length < atATime) return { deleted, bytes };
    }
  }

  /** Throws `clip.not_found`, `clip.held`, `clip.too_young` {days}, `clip.wrong_state`; nothing is deleted then. */
  async deleteByHand(clipIds: readonly string[], reason: string, actor: Actor): Promise<Deletion> {
    const { log, clock, newId } = this.#parts;
    const recordId = newId();
    const rule = this.rule();
    await this.#inTurn(async () => {
      const clips: Clip[] = [];
      for (const clipId of clipIds) {
        const clip = await log.clips.clip(clipId);
        if (clip === null) throw new AppError("clip.not_found", { clipId });
        if (clip.state !== "kept") throw new AppError("clip.wrong_state", { clipId, state: clip.state });
        if (clip.holds > 0) throw new AppError("clip.held", { clipId });
        if (!mayDelete(clip, rule, clock.nowMs()))
          throw new AppError("clip.too_young", { clipId, days: rule.floorDays });
        clips.push(clip);
      }
      await this.#delete(clips, rule, recordId, { why: "by_hand", reason, actor });
    });
    const [found] = (await log.clips.deletions(50)).filter((each) => each.recordId === recordId);
    if (found === undefined) throw new AppError("deletion.not_found", { number: 0 });
    return found;
  }

  /** Files that were decided about and are not told as gone. */
  async finishLeft(): Promise<void> {
    await this.#inTurn(async () => {
      const left = await this.#parts.log.clips.clipsBeingDeleted();
      for (const number of new Set(left.map(({ deletion }) => deletion))) {
        const deletion = number === null ? null : await this.#parts.log.clips.deletion(number);
        if (deletion === null) continue;
        const clips = left.filter((clip) => clip.deletion === number);
        await this.#remove(clips, deletion, deletion.floorDays);
      }
    });
  }

  /** Reads the files again that were looked at longest ago; what is not what was written is an event and an alarm. */
  async checkSome(most: number): Promise<void> {
    const { log, clock, clipWork, newId, fault, site } = this.#parts;
    const clips = await log.clips.uncheckedClips(most);
    if (clips.length === 0) return;
    const asked = clips.map(({ clipId, bytes, sha256 }) => ({ clipId, bytes, sha256 }));
    const { clips: found } = await clipWork({ of: "check", clips: asked });
    // One that the disk could not read is looked at again at the next run.
    const judged = found.filter(({ result }) => result !== "unreadable");
    const atMs = clock.nowMs();
    const damaged = judged.flatMap((each) => {
      const clip = clips.find(({ clipId }) => clipId === each.clipId);
      if ((each.result !== "missing" && each.result !== "changed") || clip === undefined) return [];
      const { name, cameraId, areaId, damage } = clip;
      const place = { key: `damage:${newId()}`, atMs, severity: "fault" as const, deviceId: cameraId, areaId };
      const data = { clipId: each.clipId, damage: each.result, bytes: each.bytes, sha256: each.sha256 };
      const event = makeEvent("clip.damaged", place, { name: name ?? site().camera(cameraId)?.name ?? null, ...data });
      return [{ event, damage: each.result, isNew: damage === null }];
    });
    const checked = {
      clipIds: judged.map(({ clipId }) => clipId),
      damaged: damaged.length,
      bytes: judged.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    };
    const place = { key: `check:${newId()}`, atMs, severity: "information" as const };
    const events = [makeEvent("clips.checked", place, checked), ...damaged.map(({ event }) => event)];
    await log.append({ events, alarms: [] });
    const [first] = damaged.filter(({ isNew }) => isNew);
    if (first !== undefined) await fault({ kind: "evidence_damaged", code: `evidence.clips:${first.damage}` });
  }

  /** Returns those whose file is gone. */
  async #delete(
    clips: readonly Clip[],
    rule: RetentionRule,
    recordId: string,
    { why, reason, actor }: Cause,
  ): Promise<readonly Clip[]> {
    if (clips.length === 0) return [];
    const { log, clock } = this.#parts;
    const known = (await log.clips.deletions(1)).find((each) => each.recordId === recordId);
    const number = known?.number ?? (await log.clips.lastNumbers()).deletion + 1;
    const listed = clips.map(({ clipId, name, fromMs, toMs, bytes, sha256 }): DeletedClip => {
      return { clipId, name, fromMs, toMs, bytes, sha256 };
    });
    const configured = await this.#configured();
    const data = { recordId, number, why, reason, ...rule, configured, clips: listed };
    const place = { key: `deleting:${recordId}:${clips[0]?.clipId ?? ""}`, atMs: clock.nowMs(), actor };
    await log.append({
      events: [makeEvent("clips.deleting", { ...place, severity: "information" }, data)],
      alarms: [],
    });
    return await this.#remove(clips, { recordId, number }, rule.floorDays);
  }

  async #remove(
    clips: readonly Clip[],
    { recordId, number }: Pick<Deletion, "recordId" | "number">,
    floorDays: number,
  ): Promise<readonly Clip[]> {
    const { log, clock, clipWork, newId, logger } = this.#parts;
    const endedBeforeMs = clock.nowMs() - floorDays * dayMs;
    const answer = await clipWork({ of: "remove", clipIds: clips.map(({ clipId }) => clipId), endedBeforeMs });
    const gone = answer.clips.flatMap(({ clipId, result }) =>
      result === "removed" || result === "missing" ? [{ clipId, result }] : [],
    );
    if (gone.length < clips.length)
      logger.error({ number, left: clips.length - gone.length }, "files of a deletion record are still there");
    if (gone.length > 0) {
      const place = { key: `deleted:${newId()}`, atMs: clock.nowMs(), severity: "information" as const };
      await log.append({ events: [makeEvent("clips.deleted", place, { recordId, number, clips: gone })], alarms: [] });
    }
    const ids = new Set(gone.map(({ clipId }) => clipId));
    return clips.filter(({ clipId }) => ids.has(clipId));
  }

  /** Who last changed how recordings are kept; else whoever last changed the site. */
  async #configured(): Promise<Deletion["configured"]> {
    const query = { filter: { kinds: ["site.changed" as const] }, beforeSeq: null, limit: 200 };
    const { events } = await this.#parts.log.page(query);
    const changes = events.flatMap((event) => (event.kind === "site.changed" ? [event] : []));
    const last = changes.find(({ data }) => data.what === "video") ?? changes[0];
    return last === undefined ? null : { by: last.actor, atMs: last.atMs, sha256: last.data.sha256After };
  }
}
