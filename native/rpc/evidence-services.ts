import type { Actor } from "../contract/actor.ts";
import type { Clip, ClipCursor } from "../contract/clips.ts";
import type { Bookmark, Deletion, Hold, RetentionState, Viewing } from "../contract/evidence.ts";
import type { bookmarksContract, clipsContract, holdsContract } from "../contract/evidence-rpc.ts";
import type { InputOf } from "./gate-services.ts";

export type ListClipsInput = InputOf<typeof clipsContract.list>;
export type NoteReplayInput = InputOf<typeof clipsContract.noteReplay>;
export type AddBookmarkInput = InputOf<typeof bookmarksContract.add>;
export type ListBookmarksInput = InputOf<typeof bookmarksContract.list>;
export type PlaceHoldInput = InputOf<typeof holdsContract.place>;

/** What the handlers of recordings, bookmarks, holds and retention ask of the station. */
export interface EvidenceServices {
  readonly clips: {
    list(input: ListClipsInput): Promise<{ clips: Clip[]; next: ClipCursor | null }>;
    get(clipId: string): Promise<{ clip: Clip; holds: Hold[] }>;
    view(clipId: string, viewing: Viewing, actor: Actor): Promise<void>;
    /** `actor` null: nobody has signed on. */
    noteReplay(input: NoteReplayInput, actor: Actor | null): Promise<void>;
    delete(clipIds: readonly string[], reason: string, actor: Actor): Promise<Deletion>;
  };
  readonly bookmarks: {
    add(input: AddBookmarkInput, actor: Actor): Promise<Bookmark>;
    list(input: ListBookmarksInput): Promise<Bookmark[]>;
  };
  readonly holds: {
    list(): Promise<Hold[]>;
    get(holdId: string): Promise<{ hold: Hold; clips: Clip[] }>;
    place(input: PlaceHoldInput, actor: Actor): Promise<Hold>;
    release(holdId: string, reason: string, actor: Actor): Promise<Hold>;
  };
  readonly retention: {
    state(): Promise<RetentionState>;
    records(): Promise<Deletion[]>;
    record(number: number): Promise<{ record: Deletion; clips: Clip[]; signature: string | null }>;
    sign(numbers: readonly number[], signature: string, note: string, actor: Actor): Promise<Deletion[]>;
  };
}
