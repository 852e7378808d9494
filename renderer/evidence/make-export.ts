import type { ExportRow } from "../../native/contract/exports.ts";
import type { Formats } from "../i18n/formats.ts";
import type { CallResult } from "../rpc/call-result.ts";
import type { StationSession } from "../rpc/station-session.ts";
import { drawWatermark } from "./watermark.ts";

/** Lets the station make an export that was asked for, with the watermark where one is wanted. */
export function makeExport(
  session: StationSession,
  { exportId, ask }: Pick<ExportRow, "exportId" | "ask">,
  formats: Formats,
  nowMs: number,
): Promise<CallResult<ExportRow>> {
  const { unit, person } = ask.recipient;
  const lines = [`${unit} ${person}`.slice(0, 40), `${exportId}  ${formats.dateTime(nowMs).slice(0, 16)}`];
  const watermark = ask.watermark ? drawWatermark(lines) : null;
  return session.call((client) => client.exports.run({ exportId, watermark }));
}
