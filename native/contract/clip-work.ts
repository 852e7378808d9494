/** Work on the files of clips: asked by the station, done in the cameras process. */
export type ClipWork =
  | { readonly of: "storage" }
  /** Nothing that began at or after `endedBeforeMs` is touched, whatever is asked. */
  | { readonly of: "remove"; readonly clipIds: readonly string[]; readonly endedBeforeMs: number }
  | {
      readonly of: "check";
      readonly clips: readonly { readonly clipId: string; readonly bytes: number; readonly sha256: string }[];
    };

export interface RemovedClip {
  readonly clipId: string;
  /** `missing`: it was gone already; `refused`: too young; `failed`: the disk said no. */
  readonly result: "removed" | "missing" | "refused" | "failed";
}

export interface CheckedClip {
  readonly clipId: string;
  readonly result: "same" | "missing" | "changed" | "unreadable";
  /** Of the file as it is now; null where it could not be read. */
  readonly bytes: number | null;
  readonly sha256: string | null;
}

export type ClipWorkResult =
  | { readonly of: "storage"; readonly freeBytes: number; readonly totalBytes: number }
  | { readonly of: "remove"; readonly clips: readonly RemovedClip[] }
  | { readonly of: "check"; readonly clips: readonly CheckedClip[] };
