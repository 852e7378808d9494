import { type CoverageCause, type CoverageRecord, minuteMs } from "../../contract/coverage.ts";

/** A span of whole minutes of one camera: covered, or why not. */
export interface CoveragePiece {
  readonly cameraId: string;
  readonly areaId: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Null: covered. */
  readonly cause: CoverageCause | null;
}

/**
 * What was wanted of each camera, whole, in pieces that do not overlap: what its records say, and
 * `console_down` for what lies between two of them, or after the last one until `untilMs`, while it was
 * wanted (`isWanted`: it is so now, and nothing was written without it). A minute of which several records tell is as
 * the first of them says. Pure.
 */
export function coveragePieces(
  records: readonly CoverageRecord[],
  untilMs: number,
  isWanted: (cameraId: string) => boolean,
): readonly CoveragePiece[] {
  const byCamera = Map.groupBy(records, (record) => record.cameraId);
  /** Who was wanted still when nothing more was written. */
  let lastWrittenMs = 0;
  for (const record of records) if (record.left !== true) lastWrittenMs = Math.max(lastWrittenMs, endOf(record));
  return Array.from(byCamera.values(), (ofCamera) => piecesOf(ofCamera, lastWrittenMs, untilMs, isWanted)).flat();
}

function endOf({ fromMs, minutes }: CoverageRecord): number {
  return fromMs + minutes * minuteMs;
}

function piecesOf(
  records: readonly CoverageRecord[],
  lastWrittenMs: number,
  untilMs: number,
  isWanted: (cameraId: string) => boolean,
): CoveragePiece[] {
  const pieces: CoveragePiece[] = [];
  let before: CoverageRecord | null = null;
  let cursorMs = 0;
  const push = ({ cameraId, areaId }: CoverageRecord, toMs: number, cause: CoverageCause | null): void => {
    const endMs = Math.min(toMs, untilMs);
    if (endMs <= cursorMs) return;
    const last = pieces.at(-1);
    if (last?.toMs === cursorMs && last.cause === cause && last.areaId === areaId)
      pieces[pieces.length - 1] = { ...last, toMs: endMs };
    else pieces.push({ cameraId, areaId, fromMs: cursorMs, toMs: endMs, cause });
    cursorMs = endMs;
  };
  // Of two that begin together the longer knows more.
  for (const record of records.toSorted((a, b) => a.fromMs - b.fromMs || b.minutes - a.minutes)) {
    if (before === null) cursorMs = record.fromMs;
    else if (before.left === true) cursorMs = Math.max(cursorMs, record.fromMs);
    else push(before, record.fromMs, "console_down");
    for (const [at, minutes, cause] of record.gaps) {
      push(record, record.fromMs + at * minuteMs, null);
      push(record, record.fromMs + (at + minutes) * minuteMs, cause);
    }
    push(record, endOf(record), null);
    if (before === null || endOf(record) >= endOf(before)) before = record;
  }
  const goesOn = before !== null && before.left !== true && isWanted(before.cameraId);
  if (before !== null && goesOn && endOf(before) >= lastWrittenMs) push(before, untilMs, "console_down");
  return pieces;
}

/** The part of a piece that lies in a span; null for none. */
export function clipPiece(piece: CoveragePiece, fromMs: number, toMs: number): CoveragePiece | null {
  const from = Math.max(piece.fromMs, fromMs);
  const to = Math.min(piece.toMs, toMs);
  return to <= from ? null : { ...piece, fromMs: from, toMs: to };
}

export interface CoverageSum {
  readonly wanted: number;
  readonly covered: number;
}

/** In minutes. */
export function sumPieces(pieces: readonly CoveragePiece[]): CoverageSum {
  let wanted = 0;
  let covered = 0;
  for (const { fromMs, toMs, cause } of pieces) {
    wanted += (toMs - fromMs) / minuteMs;
    if (cause === null) covered += (toMs - fromMs) / minuteMs;
  }
  return { wanted, covered };
}
