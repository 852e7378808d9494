import { AppError } from "../base/app-error.ts";
import type { Alarm } from "../contract/alarms.ts";
import { type Clip, clipAfterMs, clipBeforeMs, type ClipFilter } from "../contract/clips.ts";
import type { Case, CasePreview } from "../contract/exports.ts";
import type { Log } from "../log/log.ts";

/** A case with what the log knows of it. */
export interface FoundCase {
  readonly alarms: readonly Alarm[];
  /** Oldest first, each clip once; those that were deleted left out. */
  readonly clips: readonly Clip[];
  readonly cameraIds: readonly string[];
  /** From the first to the last moment of it, UTC ms; null when nothing belongs to it. */
  readonly span: { readonly fromMs: number; readonly toMs: number } | null;
}

/** More is no case: somebody has chosen a month. */
const mostClips = 300;

/** @throws AppError `alarm.not_found`, `evidence.too_much` {most} */
export async function findCase(
  { alarmIds, clipIds, span }: Case,
  log: Pick<Log, "clips">,
  alarmOf: (alarmId: string) => Promise<Alarm | null>,
): Promise<FoundCase> {
  const alarms = await Promise.all(
    alarmIds.map(async (alarmId) => {
      const alarm = await alarmOf(alarmId);
      if (alarm === null) throw new AppError("alarm.not_found", { alarmId });
      return alarm;
    }),
  );
  const found = new Map<string, Clip>();
  const add = (clip: Clip | null): void => {
    if (clip?.state === "kept") found.set(clip.clipId, clip);
  };
  const addAll = async (filter: Omit<ClipFilter, "held" | "deleted">): Promise<void> => {
    const whole = { held: false, deleted: false, ...filter };
    const { clips, hasMore } = await log.clips.clipPage({ filter: whole, before: null, limit: mostClips });
    for (const clip of clips) add(clip);
    if (hasMore) throw new AppError("evidence.too_much", { most: mostClips });
  };
  for (const clipId of clipIds) add(await log.clips.clip(clipId));
  for (const { id, cameraIds, raisedAtMs } of alarms) {
    await addAll({ alarmId: id });
    // A clip that another alarm asked for shows this one too.
    for (const cameraId of cameraIds) await addAll({ cameraId, fromMs: raisedAtMs, toMs: raisedAtMs + 1 });
  }
  for (const cameraId of span?.cameraIds ?? [])
    await addAll({ cameraId, fromMs: span?.fromMs ?? 0, toMs: span?.toMs ?? 0 });
  if (found.size > mostClips) throw new AppError("evidence.too_much", { most: mostClips });

  const clips = [...found.values()].toSorted((a, b) => a.fromMs - b.fromMs);
  const cameraIds = new Set([
    ...alarms.flatMap((alarm) => alarm.cameraIds),
    ...(span?.cameraIds ?? []),
    ...clips.map(({ cameraId }) => cameraId),
  ]);
  const moments = [
    ...alarms.flatMap(({ raisedAtMs }) => [raisedAtMs - clipBeforeMs, raisedAtMs + clipAfterMs]),
    ...clips.flatMap(({ fromMs, toMs }) => [fromMs, toMs]),
    ...(span === null ? [] : [span.fromMs, span.toMs]),
  ];
  return {
    alarms,
    clips,
    cameraIds: [...cameraIds],
    span: moments.length === 0 ? null : { fromMs: Math.max(0, Math.min(...moments)), toMs: Math.max(...moments) },
  };
}

export function previewOf({ alarms, clips, cameraIds, span }: FoundCase): CasePreview {
  return {
    fromMs: span?.fromMs ?? null,
    toMs: span?.toMs ?? null,
    clips: clips.map(({ clipId, cameraId, fromMs, toMs, bytes, whole, gaps }) => ({
      clipId,
      cameraId,
      fromMs,
      toMs,
      bytes,
      whole,
      gaps: gaps.length,
    })),
    moments: alarms.map(({ id, raisedAtMs }) => ({ alarmId: id, atMs: raisedAtMs })),
    missing: cameraIds.filter((cameraId) => !clips.some((clip) => clip.cameraId === cameraId)),
    bytes: clips.reduce((sum, clip) => sum + clip.bytes, 0),
  };
}
