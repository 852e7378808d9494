import type { ErrorData } from "../contract/errors.ts";
import type { tileStates, VideoEncoding } from "../contract/video.ts";
import type { ContentVerdict } from "./content/judge-content.ts";
import { makeKeptPictures } from "./h264/kept-pictures.ts";
import type { Picture } from "./h264/picture-assembler.ts";
import type { SequenceParameters } from "./h264/sequence-parameters.ts";
import { makeReencodedView } from "./reencode/reencoded-view.ts";
import type { ReencodedViewParts } from "./reencode/reencoded-view.ts";

export type TileState = (typeof tileStates)[number];

/** A tile that looks at a camera. Called in the order config, pictures; state at any time. */
export interface Viewer {
  /** What it can show; a camera that sends something else is re-encoded for it. */
  decodes(encoding: VideoEncoding): boolean;
  onState(state: TileState, error: ErrorData | null): void;
  /** `reencodedPerSecond`: at most so many pictures, made of what the camera sends; null: its own. */
  onConfig(config: SequenceParameters, reencodedPerSecond: number | null): void;
  /** What the pictures show changed. */
  onContent(verdict: ContentVerdict): void;
  /** `kept`: from before the tile was opened, shown to bridge the wait for the next key picture. */
  onPicture(picture: Picture, kept: boolean): void;
}

/** All tiles that look at one camera. */
export interface Audience {
  /** Tells the viewer at once what is known, pictures since the last key picture included; returns how to leave. */
  view(viewer: Viewer): () => void;
  readonly state: TileState;
  readonly error: ErrorData | null;
  readonly config: SequenceParameters | null;
  setState(state: TileState, error: ErrorData | null): void;
  setConfig(config: SequenceParameters): void;
  setContent(verdict: ContentVerdict): void;
  push(picture: Picture): void;
  /** The connection was lost: a later tile must not take what was kept for a beginning. */
  forget(): void;
  close(): void;
}

interface Seat {
  leaveReencoded: (() => void) | null;
  /** Why this viewer gets nothing though the camera sends. */
  trouble: ErrorData | null;
}

export function makeAudience(parts: Omit<ReencodedViewParts, "kept"> & { readonly perSecond: number }): Audience {
  const seats = new Map<Viewer, Seat>();
  const kept = makeKeptPictures();
  const reencoded = makeReencodedView({ ...parts, kept: () => kept.all() });
  let state: TileState = "connecting";
  let error: ErrorData | null = null;
  let config: SequenceParameters | null = null;
  let content: ContentVerdict | null = null;

  function tellState(viewer: Viewer, seat: Seat): void {
    // A camera that streams is of no use to a tile that cannot show it.
    if (state === "streaming" && seat.trouble !== null) viewer.onState("unsupported", seat.trouble);
    else viewer.onState(state, error);
  }

  /** Gives the viewer the camera's own pictures, or those that are made of them for it. */
  function seatAt(viewer: Viewer, seat: Seat): void {
    if (config === null) return;
    if (viewer.decodes(config.encoding)) {
      leaveReencoded(seat);
      viewer.onConfig(config, null);
      for (const picture of kept.all()) viewer.onPicture(picture, true);
      return;
    }
    seat.leaveReencoded ??= reencoded.join({
      onConfig: (next) => viewer.onConfig(next, parts.perSecond),
      onPicture: (picture, isKept) => viewer.onPicture(picture, isKept),
      onTrouble(trouble) {
        seat.trouble = trouble;
        tellState(viewer, seat);
      },
    });
  }

  function leaveReencoded(seat: Seat): void {
    seat.leaveReencoded?.();
    seat.leaveReencoded = null;
    seat.trouble = null;
  }

  return {
    view(viewer) {
      const seat: Seat = { leaveReencoded: null, trouble: null };
      seats.set(viewer, seat);
      tellState(viewer, seat);
      seatAt(viewer, seat);
      if (content !== null && content.content !== "seen") viewer.onContent(content);
      return () => {
        seats.delete(viewer);
        leaveReencoded(seat);
      };
    },
    get state() {
      return state;
    },
    get error() {
      return error;
    },
    get config() {
      return config;
    },
    setState(next, why) {
      error = why;
      if (state === next && why === null) return;
      state = next;
      for (const [viewer, seat] of seats) tellState(viewer, seat);
    },
    setConfig(next) {
      config = next;
      kept.clear();
      reencoded.begin();
      for (const [viewer, seat] of seats) seatAt(viewer, seat);
    },
    setContent(verdict) {
      content = verdict;
      for (const viewer of seats.keys()) viewer.onContent(verdict);
    },
    push(picture) {
      kept.push(picture);
      for (const [viewer, seat] of seats) if (seat.leaveReencoded === null) viewer.onPicture(picture, false);
      reencoded.onPicture(picture);
    },
    forget() {
      kept.clear();
      reencoded.begin();
    },
    close() {
      for (const seat of seats.values()) leaveReencoded(seat);
      seats.clear();
    },
  };
}
