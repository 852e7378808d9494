import { createHash, randomBytes, randomUUID } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { AppError, reasonOf } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { makeEvent } from "../base/make-event.ts";
import type { Actor } from "../contract/actor.ts";
import type { Alarm } from "../contract/alarms.ts";
import type { CamerasQuestion, ExportOrder, FromCameras, TakenStill, ToCameras } from "../contract/cameras-protocol.ts";
import { clipPlaceInFolder } from "../contract/clips.ts";
import type { ErrorData } from "../contract/errors.ts";
import type { NewEvent, StoredEvent } from "../contract/events.ts";
import { type ExportAsk, type ExportProgress, type ExportRow, exportIdSchema } from "../contract/exports.ts";
import type { SiteFile } from "../contract/site.ts";
import { makeRegister, registerKinds } from "../evidence/export-register.ts";
import { extractPath, formManifest, momentOf } from "../evidence/manifest.ts";
import type { Log } from "../log/log.ts";
import type { ExportsServices } from "../rpc/exports-services.ts";
import { findCase, type FoundCase, previewOf } from "./evidence-case.ts";
import { type EvidenceKey, openEvidenceKey } from "./evidence-key.ts";
import { orderExport, planManifest, type PlannedExport } from "./evidence-order.ts";
import { readEvidenceTemplates } from "./evidence-templates.ts";

export interface EvidenceDeskParts {
  readonly dataFolder: string;
  readonly clipsFolder: string;
  /** Set where the station is started; never by a page. */
  readonly exportsFolder: string;
  readonly version: string;
  readonly simulated: boolean;
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly site: () => SiteFile | null;
  readonly alarm: (alarmId: string) => Promise<Alarm | null>;
  readonly note: (event: NewEvent) => Promise<void>;
  readonly askStill: (question: ClipStillQuestion) => Promise<TakenStill>;
  /** False: the cameras process is not there. */
  readonly send: (
    message: Extract<ToCameras, { readonly type: "export" | "seal-export" | "cancel-export" }>,
  ) => boolean;
}

type ClipStillQuestion = Extract<CamerasQuestion, { readonly question: "clip-still" }>;

export type ExportMessage = Extract<FromCameras, { readonly type: `export-${string}` }>;

export interface EvidenceDesk {
  readonly services: ExportsServices;
  /** The zip of an export that is done, for its download. */
  zipOf(exportId: string): Promise<string | null>;
  onMessage(message: ExportMessage): void;
  onCamerasDown(reason: string): void;
  /** Tells of what an earlier life left unfinished, and takes it away. */
  start(): void;
}

interface Running {
  readonly exportId: string;
  readonly actor: Actor;
  progress: ExportProgress;
  planned: PlannedExport | null;
  order: ExportOrder | null;
  manifestSha256: string | null;
  isCancelled: boolean;
}

const pageRows = 500;
const waiting: ExportProgress = { stage: "waiting", doneBytes: 0, totalBytes: 0 };

/** Exports of evidence (0018): asked for, put together by the cameras process, signed here, kept in the register. */
export function openEvidenceDesk(parts: EvidenceDeskParts): EvidenceDesk {
  const { log, clock, logger, exportsFolder } = parts;
  let running: Running | null = null;

  function noteOf(exportId: string, severity: "information" | "fault", actor: Actor | null, alarmId: string | null) {
    return { key: `evidence:${exportId}:${randomUUID()}`, atMs: clock.nowMs(), severity, actor, alarmId } as const;
  }

  async function registerRows(): Promise<ExportRow[]> {
    const events: StoredEvent[] = [];
    let beforeSeq: number | null = null;
    do {
      const page: Awaited<ReturnType<Log["page"]>> = await log.page({
        filter: { kinds: [...registerKinds] },
        beforeSeq,
        limit: pageRows,
      });
      events.push(...page.events);
      beforeSeq = page.nextBeforeSeq;
    } while (beforeSeq !== null);
    const names = await namesThere();
    return makeRegister(events.toReversed()).map((row) => {
      if (running?.exportId === row.exportId) return { ...row, state: "running" as const, progress: running.progress };
      const name = row.ask.form === "zip" ? `${row.exportId}.zip` : row.exportId;
      const isThere = row.state === "done" && names.has(name);
      return {
        ...row,
        place: isThere ? join(exportsFolder, name) : null,
        fetchable: isThere && row.ask.form === "zip",
      };
    });
  }

  async function namesThere(): Promise<ReadonlySet<string>> {
    try {
      return new Set(await readdir(exportsFolder));
    } catch (error) {
      // Nothing was ever exported.
      if (reasonOf(error) === "ENOENT") return new Set();
      throw new AppError("evidence.write_failed", { reason: reasonOf(error) }, error);
    }
  }

  async function rowOf(exportId: string): Promise<ExportRow> {
    const row = (await registerRows()).find((each) => each.exportId === exportId);
    if (row === undefined) throw new AppError("evidence.not_found", { exportId });
    return row;
  }

  function newExportId(): string {
    const digits = momentOf(clock.nowMs(), parts.site()?.site.timeZone ?? "Asia/Shanghai")
      .local.slice(0, 19)
      .replaceAll(/[-:]/g, "")
      .replace(" ", "-");
    return `EX-${digits}-${randomBytes(2).toString("hex").toUpperCase()}`;
  }

  const find = (ask: Parameters<typeof findCase>[0]): Promise<FoundCase> => findCase(ask, log, parts.alarm);

  async function ask(asked: ExportAsk, actor: Actor): Promise<ExportRow> {
    const found = await find(asked);
    if (found.clips.length === 0 && found.alarms.length === 0) throw new AppError("evidence.nothing");
    const exportId = newExportId();
    const place = noteOf(exportId, "information", actor, asked.alarmIds[0] ?? null);
    await parts.note(makeEvent("evidence.export_asked", place, { exportId, ask: asked }));
    return rowOf(exportId);
  }

  async function run(exportId: string, watermark: string | null, actor: Actor): Promise<ExportRow> {
    if (running !== null) throw new AppError("evidence.busy", { exportId: running.exportId });
    const mine: Running = {
      exportId,
      actor,
      progress: waiting,
      planned: null,
      order: null,
      manifestSha256: null,
      isCancelled: false,
    };
    // Taken before the first wait: of two desks that begin at once one is refused.
    running = mine;
    try {
      const row = (await registerRows()).find((each) => each.exportId === exportId);
      if (row === undefined) throw new AppError("evidence.not_found", { exportId });
      if (row.endedAtMs !== null && row.error === null) throw new AppError("evidence.wrong_state", { state: "done" });
      if (row.error?.code === "evidence.declined") throw new AppError("evidence.wrong_state", { state: "declined" });
      if (row.ask.watermark !== (watermark !== null))
        throw new AppError("rpc.malformed", { procedure: "evidence.run" });
      const key = await openKey();
      prepare(mine, row.ask, key, watermark).catch((error: unknown) => fail(mine, toFailure(error)));
    } catch (error) {
      running = null;
      throw error;
    }
    return rowOf(exportId);
  }

  /** The key stands in the log before anything is signed with it. */
  async function openKey(): Promise<EvidenceKey> {
    const key = openEvidenceKey(parts.dataFolder);
    const { fingerprint } = key;
    const place = { key: `evidence-key:${fingerprint}`, atMs: clock.nowMs(), severity: "information" } as const;
    await parts.note(makeEvent("evidence.key_made", place, { fingerprint }));
    return key;
  }

  async function prepare(mine: Running, asked: ExportAsk, key: EvidenceKey, watermark: string | null): Promise<void> {
    const { exportId, actor } = mine;
    const found = await find(asked);
    const templates = await readEvidenceTemplates();
    await mkdir(exportsFolder, { recursive: true, mode: 0o700 });
    await dropLeft(exportId);
    mine.progress = { stage: "log", doneBytes: 0, totalBytes: 0 };
    const extract = await log.extract({
      file: join(exportsFolder, `${exportId}.part`, extractPath),
      alarmIds: asked.alarmIds,
      deviceIds: found.cameraIds,
      fromMs: found.span?.fromMs ?? 0,
      toMs: found.span?.toMs ?? 0,
      seqs: found.clips.map(({ seq }) => seq),
    });
    const { version, simulated, clipsFolder } = parts;
    mine.planned = {
      exportId,
      ask: asked,
      found,
      actor,
      atMs: clock.nowMs(),
      site: parts.site(),
      version,
      simulated,
      key,
      extract,
    };
    mine.order = orderExport(mine.planned, { clipsFolder, exportsFolder }, templates, watermark);
    if (mine.isCancelled) throw new AppError("evidence.cancelled");
    if (!parts.send({ type: "export", order: mine.order }))
      throw new AppError("cameras.process_down", { reason: "not running" });
  }

  function onMessage(message: ExportMessage): void {
    const mine = running;
    if (mine === null || mine.exportId !== message.exportId) return;
    switch (message.type) {
      case "export-progress":
        mine.progress = message.progress;
        return;
      case "export-gathered":
        try {
          return seal(mine, message);
        } catch (error) {
          parts.send({ type: "cancel-export", exportId: mine.exportId });
          return fail(mine, toFailure(error));
        }
      case "export-done":
        return succeed(mine, message);
      case "export-failed":
        return fail(mine, message.error);
    }
  }

  function seal(mine: Running, gathered: Extract<ExportMessage, { readonly type: "export-gathered" }>): void {
    const { planned, order, exportId } = mine;
    if (planned === null || order === null) return;
    // Nothing is signed that the log does not bear out.
    for (const { kind, clipId, sha256, derivedFrom } of gathered.files) {
      const ordered = order.clips.find((clip) => clip.clipId === clipId);
      const original = kind === "clip" ? sha256 : derivedFrom;
      if (clipId !== null && ordered?.sha256 !== original) throw new AppError("evidence.clip_changed", { clipId });
    }
    const text = formManifest(planManifest(planned, order, gathered));
    mine.manifestSha256 = createHash("sha256").update(text).digest("hex");
    const signature = openEvidenceKey(parts.dataFolder).sign(text).toString("base64");
    parts.send({ type: "seal-export", exportId, manifest: text, signature });
  }

  function succeed(mine: Running, { files, bytes }: { readonly files: number; readonly bytes: number }): void {
    const { exportId, actor, order, planned, manifestSha256 } = mine;
    if (planned === null || order === null || manifestSha256 === null) return;
    const { reason, recipient, approver, alarmIds, form } = planned.ask;
    const place = noteOf(exportId, "information", actor, alarmIds[0] ?? null);
    const data = {
      exportId,
      manifestSha256,
      reason,
      recipient,
      approver,
      alarmIds,
      clipIds: order.clips.map(({ clipId }) => clipId),
      form,
      treated: order.treatment !== null,
      files,
      bytes,
    };
    // Done is what the log says is done: until it does, it is still running.
    parts.note(makeEvent("evidence.exported", place, data)).then(
      () => release(mine),
      (error: unknown) => {
        logger.error({ exportId, reason: reasonOf(error) }, "an export was not stored");
        release(mine);
      },
    );
  }

  function fail(mine: Running, error: ErrorData): void {
    const { exportId, actor } = mine;
    noteFailure(exportId, actor, error)
      .catch((failure: unknown) => logger.error({ exportId, error, reason: reasonOf(failure) }, "not stored"))
      .then(() => dropLeft(exportId))
      .catch((failure: unknown) => logger.error({ exportId, reason: reasonOf(failure) }, "not taken away"))
      .finally(() => release(mine));
  }

  function noteFailure(exportId: string, actor: Actor | null, error: ErrorData): Promise<void> {
    const isWanted = error.code === "evidence.cancelled" || error.code === "evidence.declined";
    const place = noteOf(exportId, isWanted ? "information" : "fault", actor, null);
    return parts.note(makeEvent("evidence.export_failed", place, { exportId, error }));
  }

  function release(mine: Running): void {
    if (running === mine) running = null;
  }

  async function dropLeft(exportId: string): Promise<void> {
    for (const ending of [".part", ".zip.part"])
      await rm(join(exportsFolder, exportId + ending), { recursive: true, force: true });
  }

  /** What lies there and is not done: cut off by a crash, or finished and never registered. */
  async function tellLeft(): Promise<void> {
    const names = [...(await namesThere())];
    const ids = new Set(names.map((name) => name.replace(/(\.zip)?(\.part)?$/, "")));
    const left = [...ids].filter((id) => exportIdSchema.safeParse(id).success);
    if (left.length === 0) return;
    const rows = new Map((await registerRows()).map((row) => [row.exportId, row]));
    for (const exportId of left) {
      const row = rows.get(exportId);
      if (row === undefined || row.state === "done" || running?.exportId === exportId) {
        if (row?.state === "done") await dropLeft(exportId);
        continue;
      }
      await noteFailure(exportId, null, new AppError("evidence.interrupted").toData());
      await dropLeft(exportId);
      for (const ending of ["", ".zip"])
        await rm(join(exportsFolder, exportId + ending), { recursive: true, force: true });
    }
  }

  return {
    services: {
      preview: async (asked) => previewOf(await find(asked)),
      async still(clipId, atMs) {
        const clip = await log.clips.clip(clipId);
        if (clip?.state !== "kept") throw new AppError("evidence.clip_missing", { clipId, reason: "deleted" });
        const path = join(parts.clipsFolder, clipPlaceInFolder(clipId));
        return parts.askStill({ question: "clip-still", path, fromMs: clip.fromMs, atMs });
      },
      ask,
      run,
      async decline(exportId, note, actor) {
        const { state } = await rowOf(exportId);
        if (state !== "asked") throw new AppError("evidence.wrong_state", { state });
        await noteFailure(exportId, actor, new AppError("evidence.declined", { note }).toData());
        return rowOf(exportId);
      },
      async cancel(exportId) {
        if (running?.exportId !== exportId) throw new AppError("evidence.wrong_state", { state: "ended" });
        running.isCancelled = true;
        parts.send({ type: "cancel-export", exportId });
        return rowOf(exportId);
      },
      get: rowOf,
      async list() {
        const rows = await registerRows();
        const [made] = (await log.page({ filter: { kinds: ["evidence.key_made"] }, beforeSeq: null, limit: 1 })).events;
        return { rows, fingerprint: made?.kind === "evidence.key_made" ? made.data.fingerprint : null };
      },
    },
    async zipOf(exportId) {
      if (!exportIdSchema.safeParse(exportId).success) return null;
      const row = (await registerRows()).find((each) => each.exportId === exportId);
      return row?.fetchable === true ? row.place : null;
    },
    onMessage,
    onCamerasDown(reason) {
      // Before the order was sent the process is not needed; afterwards nobody works on it any more.
      if (running?.order !== null && running !== null)
        fail(running, new AppError("cameras.process_down", { reason }).toData());
    },
    start() {
      tellLeft().catch((error: unknown) =>
        logger.error({ reason: reasonOf(error) }, "unfinished exports were not looked through"),
      );
    },
  };
}

function toFailure(error: unknown): ErrorData {
  return error instanceof AppError
    ? error.toData()
    : new AppError("evidence.write_failed", { reason: reasonOf(error) }).toData();
}
