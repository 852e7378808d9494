import { implement, ORPCError } from "@orpc/server";
import type { Actor } from "../../native/contract/actor.ts";
import type { Clip } from "../../native/contract/clips.ts";
import type { ErrorCode, ErrorParams } from "../../native/contract/errors.ts";
import type { Bookmark, Deletion, Hold, RetentionState } from "../../native/contract/evidence.ts";
import { contract } from "../../native/contract/rpc.ts";

function refuse(code: ErrorCode, params: ErrorParams = {}): never {
  throw new ORPCError("APP", { defined: true, data: { code, params } });
}

export interface EvidenceStation {
  readonly act: (name: string, input: unknown) => void;
  readonly actor: () => Actor | null;
}

/** Recordings in memory, by the contract; the real rules are the station's. */
export class FakeEvidence {
  clips: Clip[] = [];
  holds: Hold[] = [];
  bookmarks: Bookmark[] = [];
  records: Deletion[] = [];
  state: RetentionState = {
    floorDays: 30,
    ceilingDays: 90,
    keyTarget: false,
    quietHour: 3,
    lastRanAtMs: null,
    nextRunAtMs: null,
    error: null,
    storage: null,
    unsigned: 0,
  };
  readonly #station: EvidenceStation;

  constructor(station: EvidenceStation) {
    this.#station = station;
  }

  #clip(clipId: string): Clip {
    return this.clips.find((each) => each.clipId === clipId) ?? refuse("clip.not_found", { clipId });
  }

  #record(number: number): Deletion {
    return this.records.find((each) => each.number === number) ?? refuse("deletion.not_found", { number });
  }

  router() {
    const os = implement(contract);
    const { act, actor } = this.#station;
    return {
      clips: {
        list: os.clips.list.handler(({ input }) => {
          act("clips.list", input);
          const { cameraId, held, deleted } = input.filter;
          const found = this.clips.filter(
            (clip) =>
              (cameraId === undefined || clip.cameraId === cameraId) &&
              (!held || clip.holds > 0) &&
              (deleted || clip.state === "kept"),
          );
          return { clips: found.slice(0, input.limit), next: null };
        }),
        get: os.clips.get.handler(({ input }) => ({ clip: this.#clip(input.clipId), holds: this.holds })),
        view: os.clips.view.handler(({ input }) => {
          act("clips.view", input);
          return {};
        }),
        noteReplay: os.clips.noteReplay.handler(({ input }) => {
          act("clips.noteReplay", input);
          return {};
        }),
        delete: os.clips.delete.handler(({ input }) => {
          act("clips.delete", input);
          return this.records[0] ?? refuse("clip.too_young", { days: 30 });
        }),
      },
      bookmarks: {
        add: os.bookmarks.add.handler(({ input }) => {
          act("bookmarks.add", input);
          const { cameraId, atMs, note } = input;
          const bookmark = { bookmarkId: `b${this.bookmarks.length}`, cameraId, atMs, note, name: null, areaId: null };
          const added = { ...bookmark, addedAtMs: atMs, by: actor(), clipId: null };
          this.bookmarks.unshift(added);
          return added;
        }),
        list: os.bookmarks.list.handler(() => this.bookmarks),
      },
      holds: {
        list: os.holds.list.handler(() => this.holds),
        get: os.holds.get.handler(({ input }) => ({
          hold: this.holds.find(({ holdId }) => holdId === input.holdId) ?? refuse("hold.not_found"),
          clips: this.clips,
        })),
        place: os.holds.place.handler(({ input }) => {
          act("holds.place", input);
          const hold: Hold = {
            holdId: `h${this.holds.length + 1}`,
            number: this.holds.length + 1,
            reason: input.reason,
            untilMs: input.untilMs,
            alarmId: input.alarmId,
            placedAtMs: Date.now(),
            placedBy: actor(),
            ending: false,
            endedAtMs: null,
            endedBy: null,
            endReason: null,
            clips: input.clipIds.length,
            bytes: 0,
          };
          this.holds.unshift(hold);
          return hold;
        }),
        release: os.holds.release.handler(({ input }) => {
          act("holds.release", input);
          const at = this.holds.findIndex(({ holdId }) => holdId === input.holdId);
          const hold = this.holds[at] ?? refuse("hold.not_found");
          const ended = { ...hold, endedAtMs: Date.now(), endedBy: actor(), endReason: input.reason };
          this.holds[at] = ended;
          return ended;
        }),
      },
      retention: {
        state: os.retention.state.handler(() => this.state),
        records: os.retention.records.handler(() => this.records),
        record: os.retention.record.handler(({ input }) => ({
          record: this.#record(input.number),
          clips: this.clips,
          signature: null,
        })),
        sign: os.retention.sign.handler(({ input }) => {
          act("retention.sign", input);
          return input.numbers.map((number) => this.#record(number));
        }),
      },
    };
  }
}
