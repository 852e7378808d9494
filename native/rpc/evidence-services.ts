import type { Clip, ClipCursor } from "../contract/clips.ts";
import type { Hold } from "../contract/evidence.ts";
import type { clipsContract } from "../contract/evidence-rpc.ts";
import type { InputOf } from "./gate-services.ts";

export type ListClipsInput = InputOf<typeof clipsContract.list>;

/** What the handlers of recordings, bookmarks, holds and retention ask of the station. */
export interface EvidenceServices {
  readonly clips: {
    list(input: ListClipsInput): Promise<{ clips: Clip[]; next: ClipCursor | null }>;
    get(clipId: string): Promise<{ clip: Clip; holds: Hold[] }>;
  };
}
