/** What can be wrong with an export; `npm run evidence -- verify` puts each into words. */
export const findingCodes = [
  "manifest.missing",
  "manifest.invalid",
  "manifest.rewritten",
  "signature.missing",
  "signature.wrong",
  "key.missing",
  "key.other",
  "file.missing",
  "file.changed",
  "file.swapped",
  "file.extra",
  "file.twice",
  "file.no_file",
  "sums.wrong",
  "clip.not_as_stored",
  "extract.unreadable",
  "extract.line_changed",
  "extract.line_missing",
  "extract.line_extra",
  "log.damaged",
  "log.line_differs",
  "log.head_differs",
  "log.not_exported",
  "log.other_manifest",
  "log.other_key",
] as const;
export type FindingCode = (typeof findingCodes)[number];

export interface Finding {
  readonly code: FindingCode;
  /** The file it is about. */
  readonly path?: string;
  /** The event it is about. */
  readonly seq?: number;
  /** What should be there, and what is. */
  readonly expected?: string;
  readonly found?: string;
}
