import { setImmediate } from "node:timers/promises";
import {
  type CoverageDay,
  type CoverageGap,
  type CoverageMonth,
  type CoverageRecord,
  minuteMs,
} from "../../contract/coverage.ts";
import type { StoredEvent } from "../../contract/events.ts";
import type { LocalizedText } from "../../contract/text.ts";
import type { EventQueries } from "../event-query.ts";
import { clipPiece, type CoveragePiece, coveragePieces, sumPieces } from "./count-coverage.ts";

export interface CoverageSpan {
  /** Of the site's clock, `2026-11-22`; UTC ms, rising, each beginning where the one before ends. */
  readonly days: readonly { readonly day: string; readonly fromMs: number; readonly toMs: number }[];
  /** Whole minutes; what is later is not counted. */
  readonly untilMs: number;
  /** What is measured and not in the log yet. */
  readonly pending: readonly CoverageRecord[];
  /** The cameras of key areas that there are now. */
  readonly cameraIds: readonly string[];
}

type DayAreas = CoverageDay["areas"];

export interface CoverageReads {
  /** Areas in the order of their ids, each with the sums of the days. */
  coverageSums(span: CoverageSpan): Promise<CoverageMonth["areas"]>;
  /** For each day, areas with cameras and all their gaps. */
  coverageDetails(span: CoverageSpan): Promise<readonly { readonly day: string; readonly areas: DayAreas }[]>;
}

/** Events of the last writing before the span: one for 64 cameras, and some of cameras that left. */
const mostBefore = 100;
/** A record is written so long after its last minute at most, ms: an hour, and the grace. */
const writtenWithinMs = 2 * 60 * minuteMs;
/** Between two pages other questions to the reader are answered. */
const pageSize = 100;

/** Counts in the reader's thread: a month of a large hospital is some ten thousand records. */
export function openCoverageReads(queries: EventQueries): CoverageReads {
  async function eventsOf({ days }: CoverageSpan): Promise<StoredEvent[]> {
    const fromMs = days[0]?.fromMs ?? 0;
    const toMs = (days.at(-1)?.toMs ?? fromMs) + writtenWithinMs;
    const kinds = ["coverage.measured" as const];
    const found: StoredEvent[] = [];
    let beforeSeq: number | null = null;
    do {
      const read = queries.page({ filter: { kinds, fromMs, toMs }, beforeSeq, limit: pageSize });
      found.push(...read.events);
      beforeSeq = read.nextBeforeSeq;
      await setImmediate();
    } while (beforeSeq !== null);
    const before = queries.page({ filter: { kinds, toMs: fromMs }, beforeSeq: null, limit: mostBefore });
    return [...before.events, ...found];
  }

  async function read(span: CoverageSpan) {
    const records: CoverageRecord[] = [];
    const areaNames = new Map<string, LocalizedText>();
    const cameraNames = new Map<string, LocalizedText | null>();
    for (const event of (await eventsOf(span)).toSorted((a, b) => a.seq - b.seq)) {
      if (event.kind !== "coverage.measured") continue;
      records.push(...event.data.cameras);
      for (const { areaId, name } of event.data.areas) areaNames.set(areaId, name);
    }
    records.push(...span.pending);
    for (const { cameraId, name } of records) cameraNames.set(cameraId, name);
    const wanted = new Set(span.cameraIds);
    const pieces = coveragePieces(records, span.untilMs, (cameraId) => wanted.has(cameraId));
    return { pieces, areaNames, cameraNames };
  }

  return {
    async coverageSums(span) {
      const { pieces, areaNames } = await read(span);
      return byArea(within(pieces, span)).map(([areaId, ofArea]) => {
        const days = span.days.map(({ fromMs, toMs }) => sumPieces(clipAll(ofArea, fromMs, toMs)));
        return { areaId, name: areaNames.get(areaId) ?? null, ...sumPieces(ofArea), days };
      });
    },
    async coverageDetails(span) {
      const { pieces, areaNames, cameraNames } = await read(span);
      const inSpan = byArea(within(pieces, span));
      return span.days.map(({ day, fromMs, toMs }) => ({
        day,
        areas: inSpan.flatMap(([areaId, ofArea]) => {
          const ofDay = clipAll(ofArea, fromMs, toMs);
          if (ofDay.length === 0) return [];
          const cameras = Array.from(Map.groupBy(ofDay, (piece) => piece.cameraId))
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([cameraId, ofCamera]) => ({
              cameraId,
              name: cameraNames.get(cameraId) ?? null,
              ...sumPieces(ofCamera),
              fromMs: ofCamera[0]?.fromMs ?? fromMs,
              gaps: gapsOf(ofCamera),
            }));
          return [{ areaId, name: areaNames.get(areaId) ?? null, ...sumPieces(ofDay), cameras }];
        }),
      }));
    },
  };
}

function clipAll(pieces: readonly CoveragePiece[], fromMs: number, toMs: number): readonly CoveragePiece[] {
  return pieces.flatMap((piece) => clipPiece(piece, fromMs, toMs) ?? []);
}

function within(pieces: readonly CoveragePiece[], { days }: CoverageSpan): readonly CoveragePiece[] {
  return clipAll(pieces, days[0]?.fromMs ?? 0, days.at(-1)?.toMs ?? 0);
}

function byArea(pieces: readonly CoveragePiece[]): (readonly [string, readonly CoveragePiece[]])[] {
  return Array.from(Map.groupBy(pieces, (piece) => piece.areaId)).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Pieces of one camera, in order; gaps of one cause that meet are one gap. */
function gapsOf(pieces: readonly CoveragePiece[]): CoverageGap[] {
  const gaps: CoverageGap[] = [];
  for (const { fromMs, toMs, cause } of pieces) {
    const last = gaps.at(-1);
    if (cause === null) continue;
    if (last !== undefined && last.cause === cause && last.toMs === fromMs) gaps[gaps.length - 1] = { ...last, toMs };
    else gaps.push({ fromMs, toMs, cause });
  }
  return gaps;
}
