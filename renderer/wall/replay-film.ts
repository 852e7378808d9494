import type { ErrorData } from "../../native/contract/errors.ts";
import type { ReplaySource } from "../../native/contract/video.ts";
import type { VideoChannel } from "../rpc/video-channel.ts";

/** One picture of a replay, still encoded. */
export interface FilmPicture {
  /** When it was received, UTC ms. */
  readonly atMs: number;
  readonly key: boolean;
  readonly codec: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What one camera sent in a span of time, as far as it has come here. */
export interface Film {
  readonly pictures: () => readonly FilmPicture[];
  /** `loading` until all has come; `failed` with the reason when nothing or not all came. */
  readonly state: () => FilmState;
  readonly close: () => void;
}

export type FilmState =
  | { readonly is: "loading" }
  | { readonly is: "whole" }
  | { readonly is: "failed"; readonly error: ErrorData | "down" };

export function openFilm(channel: VideoChannel, source: ReplaySource, onChange: () => void): Film {
  const pictures: FilmPicture[] = [];
  let codec = "";
  let state: FilmState = { is: "loading" };
  const close = channel.replay(source, {
    config(config) {
      ({ codec } = config);
    },
    picture({ receivedAtMs, key }, bytes) {
      pictures.push({ atMs: receivedAtMs, key, codec, bytes });
      if (pictures.length === 1) onChange();
    },
    end(error) {
      state = error === null ? { is: "whole" } : { is: "failed", error };
      onChange();
    },
  });
  return { pictures: () => pictures, state: () => state, close };
}

/** The picture that stands at this moment: the last at or before it; -1 before the first. */
export function pictureAt(pictures: readonly FilmPicture[], atMs: number): number {
  let low = 0;
  let high = pictures.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pictures[middle]?.atMs ?? Infinity) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Where decoding must begin for this picture: its key picture, or -1 when there is none. */
export function keyBefore(pictures: readonly FilmPicture[], index: number): number {
  for (let at = index; at >= 0; at--) if (pictures[at]?.key === true) return at;
  return -1;
}
