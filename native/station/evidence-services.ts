import { AppError } from "../base/app-error.ts";
import type { Log } from "../log/log.ts";
import type { EvidenceServices } from "../rpc/evidence-services.ts";
import type { RecordingsDesk } from "./recordings-desk.ts";

const mostHolds = 1000;
const mostRecords = 500;

export function makeEvidenceServices(log: Log, desk: RecordingsDesk): EvidenceServices {
  return {
    clips: {
      async list({ filter, before, limit }) {
        const { clips, hasMore } = await log.clips.clipPage({ filter, before, limit });
        const last = clips.at(-1);
        const next = hasMore && last !== undefined ? { fromMs: last.fromMs, clipId: last.clipId } : null;
        return { clips: [...clips], next };
      },
      async get(clipId) {
        const clip = await log.clips.clip(clipId);
        if (clip === null) throw new AppError("clip.not_found", { clipId });
        return { clip, holds: [...(await log.clips.holdsOfClip(clipId))] };
      },
      view: (clipId, viewing, actor) => desk.view(clipId, viewing, actor),
      noteReplay: (input, actor) => desk.noteReplay(input, actor),
      delete: (clipIds, reason, actor) => desk.retention.deleteByHand(clipIds, reason, actor),
    },
    bookmarks: {
      add: (input, actor) => desk.bookmark(input, actor),
      list: async ({ before, limit }) => [...(await log.clips.bookmarks(before, limit))],
    },
    holds: {
      list: async () => [...(await log.clips.holds(mostHolds))],
      async get(holdId) {
        const hold = await log.clips.hold(holdId);
        if (hold === null) throw new AppError("hold.not_found", { holdId });
        return { hold, clips: [...(await log.clips.clipsOfHold(holdId))] };
      },
      place: (input, actor) => desk.holds.place(input, actor),
      release: (holdId, reason, actor) => desk.holds.release(holdId, reason, actor),
    },
    retention: {
      state: () => desk.state(),
      records: async () => [...(await log.clips.deletions(mostRecords))],
      async record(number) {
        const record = await log.clips.deletion(number);
        if (record === null) throw new AppError("deletion.not_found", { number });
        return {
          record,
          clips: [...(await log.clips.clipsOfDeletion(number))],
          signature: await desk.signature(number),
        };
      },
      sign: (numbers, signature, note, actor) => desk.sign(numbers, signature, note, actor),
    },
  };
}
