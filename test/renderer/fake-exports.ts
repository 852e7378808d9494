import { implement, ORPCError } from "@orpc/server";
import type { Actor } from "../../native/contract/actor.ts";
import type { CasePreview, ExportRow } from "../../native/contract/exports.ts";
import { contract } from "../../native/contract/rpc.ts";

interface EvidenceStation {
  readonly act: (name: string, input: unknown) => void;
  readonly actor: () => Actor | null;
}

/** Exports in memory, by the contract; what a test puts into them is what the page is shown. */
export class FakeExports {
  preview: CasePreview = { fromMs: null, toMs: null, clips: [], moments: [], missing: [], bytes: 0 };
  readonly rows = new Map<string, ExportRow>();
  fingerprint: string | null = null;
  /** JPEG, base64. */
  still = "";
  readonly #station: EvidenceStation;

  constructor(station: EvidenceStation) {
    this.#station = station;
  }

  set(exportId: string, change: Partial<ExportRow>): ExportRow {
    const row = this.rows.get(exportId);
    if (row === undefined)
      throw new ORPCError("APP", { defined: true, data: { code: "evidence.not_found", params: { exportId } } });
    const next = { ...row, ...change };
    this.rows.set(exportId, next);
    return next;
  }

  router() {
    const os = implement(contract).exports;
    const { act, actor } = this.#station;
    return {
      exports: {
        preview: os.preview.handler(() => this.preview),
        still: os.still.handler(({ input }) => {
          act("exports.still", input);
          return { atMs: input.atMs, jpeg: this.still };
        }),
        ask: os.ask.handler(({ input }) => {
          act("exports.ask", input);
          const exportId = `EX-20261122-143005-000${this.rows.size}`;
          this.rows.set(exportId, {
            exportId,
            state: "asked",
            ask: input.ask,
            askedBy: actor()?.name ?? "",
            askedAtMs: Date.now(),
            doneBy: null,
            endedAtMs: null,
            manifestSha256: null,
            files: null,
            bytes: null,
            error: null,
            progress: null,
            fetchable: false,
            place: null,
          });
          return this.set(exportId, {});
        }),
        run: os.run.handler(({ input }) => {
          act("exports.run", input);
          return this.set(input.exportId, {
            state: "running",
            progress: { stage: "waiting", doneBytes: 0, totalBytes: 0 },
          });
        }),
        decline: os.decline.handler(({ input }) => {
          act("exports.decline", input);
          const error = { code: "evidence.declined" as const, params: { note: input.note } };
          return this.set(input.exportId, { state: "failed", error });
        }),
        cancel: os.cancel.handler(({ input }) => {
          act("exports.cancel", input);
          return this.set(input.exportId, { state: "failed", error: { code: "evidence.cancelled", params: {} } });
        }),
        get: os.get.handler(({ input }) => this.set(input.exportId, {})),
        list: os.list.handler(() => ({ rows: [...this.rows.values()].reverse(), fingerprint: this.fingerprint })),
      },
    };
  }
}
