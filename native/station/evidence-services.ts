import { AppError } from "../base/app-error.ts";
import type { Log } from "../log/log.ts";
import type { EvidenceServices } from "../rpc/evidence-services.ts";

export interface EvidenceParts {
  readonly log: Log;
}

export function makeEvidenceServices({ log }: EvidenceParts): EvidenceServices {
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
    },
  };
}
