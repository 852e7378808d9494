import { AppError } from "../base/app-error.ts";
import type { Clip, ClipCause, ClipCursor, ClipFilter } from "../contract/clips.ts";
import type { Bookmark, Deletion, Hold } from "../contract/evidence.ts";
import type { ClipBody } from "./clip-rows.ts";
import type { ReadableDatabase } from "./database.ts";

/** Newest beginning first; `before` is the last one that the caller has. */
export interface ClipQuery {
  readonly filter: ClipFilter;
  readonly before: ClipCursor | null;
  readonly limit: number;
}

export interface ClipPage {
  readonly clips: readonly Clip[];
  /** There are older ones. */
  readonly hasMore: boolean;
}

/** What is kept of one UTC day's clips. */
export interface ClipDay {
  /** UTC ms of the day's beginning. */
  readonly dayMs: number;
  readonly clips: number;
  readonly bytes: number;
  /** Of them, what holds protect. */
  readonly heldBytes: number;
}

export interface ClipReads {
  clip(id: string): Clip | null;
  clipPage(query: ClipQuery): ClipPage;
  /** All clips of a hold, oldest first. */
  clipsOfHold(holdId: string): readonly Clip[];
  /** Kept, held by nobody, ended before this, oldest end first. */
  deletableClips(beforeMs: number, limit: number): readonly Clip[];
  /** Decided, and not told as gone. */
  clipsBeingDeleted(): readonly Clip[];
  clipsOfDeletion(number: number): readonly Clip[];
  /** Those whose file was looked at longest ago. */
  uncheckedClips(limit: number): readonly Clip[];
  clipDays(): readonly ClipDay[];
  /** In force first, newest number first. */
  holds(limit: number): readonly Hold[];
  hold(id: string): Hold | null;
  holdsOfClip(clipId: string): readonly Hold[];
  bookmarks(before: { readonly atMs: number; readonly id: string } | null, limit: number): readonly Bookmark[];
  /** Newest number first. */
  deletions(limit: number): readonly Deletion[];
  deletion(number: number): Deletion | null;
  /** The highest number given so far; 0 for none. */
  lastNumbers(): { readonly hold: number; readonly deletion: number };
}

const clipColumns =
  "clip.id, clip.camera_id, clip.area_id, clip.from_ms, clip.to_ms, clip.bytes, clip.seq, clip.state, clip.holds, " +
  "clip.deletion, clip.deleted_at_ms, clip.damage, clip.body";
/** No more than a clip is long, ms: a clip that overlaps a span begins no earlier before it. */
const mostClipMs = 660_000;
const older = "(clip.from_ms, clip.id) < (:beforeMs, :beforeId)";
const filters =
  "and (:areaId is null or clip.area_id = :areaId) and clip.to_ms > :fromMs and (:deleted or clip.state = 'kept')";
const ordered = "order by clip.from_ms desc, clip.id desc limit :limit";
const holdFacts =
  "select hold.id, number, alarm_id, until_ms, placed_at_ms, is_ending_told, ended_at_ms, body, " +
  "(select count(*) from hold_clip where hold_id = hold.id) as clips, " +
  "(select coalesce(sum(bytes), 0) from hold_clip join clip on clip.id = clip_id where hold_id = hold.id) as bytes from hold";
const deletionFacts =
  "select number, id, at_ms, signed_at_ms, body, " +
  "(select count(*) from clip where deletion = deletion.number) as clips, " +
  "(select coalesce(sum(bytes), 0) from clip where deletion = deletion.number) as bytes, " +
  "(select coalesce(min(from_ms), 0) from clip where deletion = deletion.number) as from_ms, " +
  "(select coalesce(max(from_ms), 0) from clip where deletion = deletion.number) as to_ms, " +
  "(select count(*) from clip where deletion = deletion.number and state = 'deleting') as pending from deletion";

/** The statements of the recordings page; tests pin their plans. */
export const clipStatements = {
  byTime: `select ${clipColumns} from clip where ${older} and clip.from_ms >= :leastMs ${filters} ${ordered}`,
  byCamera:
    `select ${clipColumns} from clip where clip.camera_id = :cameraId and ${older} ` +
    `and clip.from_ms >= :leastMs ${filters} ${ordered}`,
  // A condition that the partial index has: SQLite then walks only what is held.
  held:
    `select ${clipColumns} from clip where holds > 0 and ${older} and clip.from_ms >= :leastMs ${filters} ` +
    `and (:cameraId is null or clip.camera_id = :cameraId) ${ordered}`,
  byAlarm:
    `select ${clipColumns} from clip_cause cross join clip on clip.id = clip_cause.clip_id ` +
    `where what = 'alarm' and cause_id = :alarmId and ${older} and clip.from_ms >= :leastMs ${filters} ` +
    "and (:cameraId is null or clip.camera_id = :cameraId) and (not :held or clip.holds > 0) " +
    ordered,
  deletable:
    `select ${clipColumns} from clip where state = 'kept' and holds = 0 and to_ms < :beforeMs ` +
    "order by to_ms limit :limit",
  unchecked: `select ${clipColumns} from clip where state = 'kept' order by checked_at_ms, from_ms limit :limit`,
  deleting: `select ${clipColumns} from clip where state = 'deleting' order by deletion, seq`,
  ofDeletion: `select ${clipColumns} from clip where deletion = :number order by from_ms, id`,
} as const;

interface ClipRow {
  readonly id: string;
  readonly camera_id: string;
  readonly area_id: string | null;
  readonly from_ms: number;
  readonly to_ms: number;
  readonly bytes: number;
  readonly seq: number;
  readonly state: Clip["state"];
  readonly holds: number;
  readonly deletion: number | null;
  readonly deleted_at_ms: number | null;
  readonly damage: Clip["damage"];
  readonly body: string;
}

interface HoldRow {
  readonly id: string;
  readonly number: number;
  readonly alarm_id: string | null;
  readonly until_ms: number | null;
  readonly placed_at_ms: number;
  readonly is_ending_told: number;
  readonly ended_at_ms: number | null;
  readonly body: string;
  readonly clips: number;
  readonly bytes: number;
}

interface DeletionRow {
  readonly number: number;
  readonly id: string;
  readonly at_ms: number;
  readonly signed_at_ms: number | null;
  readonly body: string;
  readonly clips: number;
  readonly bytes: number;
  readonly from_ms: number;
  readonly to_ms: number;
  readonly pending: number;
}

/** Rows are taken at their word: they were made from typed events. */
function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new AppError("log.damaged", { reason: "row is not JSON" }, error);
  }
}

function toHold(row: HoldRow): Hold {
  return {
    holdId: row.id,
    number: row.number,
    untilMs: row.until_ms,
    alarmId: row.alarm_id,
    placedAtMs: row.placed_at_ms,
    ending: row.is_ending_told === 1,
    endedAtMs: row.ended_at_ms,
    clips: row.clips,
    bytes: row.bytes,
    ...(parse(row.body) as Pick<Hold, "reason" | "placedBy" | "endedBy" | "endReason">),
  };
}

type DeletionBody = Pick<
  Deletion,
  "why" | "reason" | "floorDays" | "ceilingDays" | "keyTarget" | "configured" | "by" | "signedBy"
>;

function toDeletion(row: DeletionRow): Deletion {
  return {
    recordId: row.id,
    number: row.number,
    atMs: row.at_ms,
    clips: row.clips,
    bytes: row.bytes,
    fromMs: row.from_ms,
    toMs: row.to_ms,
    pending: row.pending,
    signedAtMs: row.signed_at_ms,
    ...(parse(row.body) as DeletionBody),
  };
}

export function openClipReads(database: ReadableDatabase): ClipReads {
  const { handle } = database;
  const clips = (sql: string) => handle.prepare<unknown[], ClipRow>(sql);
  const byId = clips(`select ${clipColumns} from clip where id = ?`);
  const ofHold = clips(
    `select ${clipColumns} from hold_clip join clip on clip.id = clip_id where hold_id = ? order by from_ms, clip.id`,
  );
  const statements = {
    byTime: clips(clipStatements.byTime),
    byCamera: clips(clipStatements.byCamera),
    held: clips(clipStatements.held),
    byAlarm: clips(clipStatements.byAlarm),
    deletable: clips(clipStatements.deletable),
    unchecked: clips(clipStatements.unchecked),
    deleting: clips(clipStatements.deleting),
    ofDeletion: clips(clipStatements.ofDeletion),
  };
  const causes = handle.prepare<[string], ClipCause>(
    "select what as of, cause_id as id from clip_cause where clip_id = ? order by what, cause_id",
  );
  const days = handle.prepare<[], ClipDay>(
    `select from_ms / 86400000 * 86400000 as dayMs, count(*) as clips, sum(bytes) as bytes,
       sum(iif(holds > 0, bytes, 0)) as heldBytes from clip where state = 'kept' group by 1 order by 1`,
  );
  const holds = handle.prepare<[number], HoldRow>(`${holdFacts} order by ended_at_ms is not null, number desc limit ?`);
  const holdById = handle.prepare<[string], HoldRow>(`${holdFacts} where hold.id = ?`);
  const holdsOf = handle.prepare<[string], HoldRow>(
    `${holdFacts} where hold.id in (select hold_id from hold_clip where clip_id = ?) order by number`,
  );
  const bookmarks = handle.prepare<
    [number, string, number],
    { id: string; camera_id: string; at_ms: number; body: string; clip_id: string | null }
  >(
    `select id, camera_id, at_ms, body,
       (select clip_id from clip_cause where what = 'bookmark' and cause_id = bookmark.id limit 1) as clip_id
     from bookmark where (at_ms, id) < (?, ?) order by at_ms desc, id desc limit ?`,
  );
  const deletions = handle.prepare<[number], DeletionRow>(`${deletionFacts} order by number desc limit ?`);
  const deletionByNumber = handle.prepare<[number], DeletionRow>(`${deletionFacts} where number = ?`);
  const lastNumbers = handle.prepare<[], { hold: number; deletion: number }>(
    `select coalesce((select max(number) from hold), 0) as hold,
       coalesce((select max(number) from deletion), 0) as deletion`,
  );

  function toClip(row: ClipRow): Clip {
    return {
      clipId: row.id,
      cameraId: row.camera_id,
      areaId: row.area_id,
      fromMs: row.from_ms,
      toMs: row.to_ms,
      bytes: row.bytes,
      seq: row.seq,
      state: row.state,
      holds: row.holds,
      deletion: row.deletion,
      deletedAtMs: row.deleted_at_ms,
      damage: row.damage,
      causes: causes.all(row.id),
      ...(parse(row.body) as ClipBody),
    };
  }

  function statementOf({ alarmId, held, cameraId }: ClipFilter) {
    if (alarmId !== undefined) return statements.byAlarm;
    if (held) return statements.held;
    return cameraId === undefined ? statements.byTime : statements.byCamera;
  }

  return {
    clip(id) {
      const row = byId.get(id);
      return row === undefined ? null : toClip(row);
    },
    clipPage({ filter, before, limit }) {
      const { fromMs = 0, toMs = Number.MAX_SAFE_INTEGER } = filter;
      // The span's end and the cursor bound the same walk: whichever comes first.
      const isInSpan = before !== null && before.fromMs < toMs;
      const found = statementOf(filter).all({
        beforeMs: isInSpan ? before.fromMs : toMs,
        beforeId: isInSpan ? before.clipId : "",
        leastMs: fromMs - mostClipMs,
        fromMs,
        cameraId: filter.cameraId ?? null,
        areaId: filter.areaId ?? null,
        alarmId: filter.alarmId ?? null,
        held: filter.held ? 1 : 0,
        deleted: filter.deleted ? 1 : 0,
        limit: limit + 1,
      });
      return { clips: found.slice(0, limit).map(toClip), hasMore: found.length > limit };
    },
    clipsOfHold: (holdId) => ofHold.all(holdId).map(toClip),
    deletableClips: (beforeMs, limit) => statements.deletable.all({ beforeMs, limit }).map(toClip),
    clipsBeingDeleted: () => statements.deleting.all().map(toClip),
    clipsOfDeletion: (number) => statements.ofDeletion.all({ number }).map(toClip),
    uncheckedClips: (limit) => statements.unchecked.all({ limit }).map(toClip),
    clipDays: () => days.all(),
    holds: (limit) => holds.all(limit).map(toHold),
    hold(id) {
      const row = holdById.get(id);
      return row === undefined ? null : toHold(row);
    },
    holdsOfClip: (clipId) => holdsOf.all(clipId).map(toHold),
    bookmarks: (before, limit) =>
      bookmarks.all(before?.atMs ?? Number.MAX_SAFE_INTEGER, before?.id ?? "", limit).map((row) => ({
        bookmarkId: row.id,
        cameraId: row.camera_id,
        atMs: row.at_ms,
        clipId: row.clip_id,
        ...(parse(row.body) as Pick<Bookmark, "name" | "areaId" | "note" | "addedAtMs" | "by">),
      })),
    deletions: (limit) => deletions.all(limit).map(toDeletion),
    deletion(number) {
      const row = deletionByNumber.get(number);
      return row === undefined ? null : toDeletion(row);
    },
    lastNumbers: () => lastNumbers.get() ?? { hold: 0, deletion: 0 },
  };
}
