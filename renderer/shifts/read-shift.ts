import type { StationInfo } from "../../native/contract/rpc.ts";
import type { ShiftLog, Span } from "../../native/contract/shift.ts";
import type { StationClient } from "../rpc/transport.ts";

/** What the paper is made of: the log of the span, and the site's names as they stand now. */
export interface Shift {
  readonly log: ShiftLog;
  readonly info: StationInfo;
}

/** Reading a month takes a while, ms. */
export const shiftTimeoutMs = 120_000;

/** Asks for the shift log piece by piece. Rejects with the station's refusal. */
export async function readShift(client: StationClient, span: Span): Promise<Shift> {
  const info = await client.station.info();
  const pieces: string[] = [];
  let reportId: string | null = null;
  let at = 0;
  let length = 0;
  do {
    const piece: { reportId: string; text: string; length: number } = await client.reports.shift({
      ...span,
      reportId,
      at,
    });
    if (piece.text === "") throw new Error("a piece of the shift log is empty");
    pieces.push(piece.text);
    ({ reportId, length } = piece);
    at += piece.text.length;
  } while (at < length);
  return { log: JSON.parse(pieces.join("")) as ShiftLog, info };
}
