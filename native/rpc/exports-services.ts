import type { Actor } from "../contract/actor.ts";
import type { TakenStill } from "../contract/cameras-protocol.ts";
import type { Case, CasePreview, ExportAsk, ExportRow } from "../contract/exports.ts";

/** Export of evidence (0018). */
export interface ExportsServices {
  preview(asked: Case): Promise<CasePreview>;
  still(clipId: string, atMs: number): Promise<TakenStill>;
  ask(asked: ExportAsk, actor: Actor): Promise<ExportRow>;
  run(exportId: string, watermark: string | null, actor: Actor): Promise<ExportRow>;
  decline(exportId: string, note: string, actor: Actor): Promise<ExportRow>;
  cancel(exportId: string): Promise<ExportRow>;
  get(exportId: string): Promise<ExportRow>;
  list(): Promise<{ readonly rows: readonly ExportRow[]; readonly fingerprint: string | null }>;
}
