import { AppError } from "../base/app-error.ts";
import { toErrorData } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { makeEvent } from "../base/make-event.ts";
import type { Actor, Role } from "../contract/actor.ts";
import type { EventData, EventKind, NewEvent } from "../contract/events.ts";
import { type PtzAct, ptzHoldMs, type PtzPreset } from "../contract/ptz.ts";
import type { CameraDevice } from "../contract/site.ts";
import type { PtzServices } from "../rpc/services.ts";

interface PtzDeskParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: () => string;
  readonly camera: (cameraId: string) => CameraDevice | undefined;
  /** One act on the wire; its presets, if it was about them. */
  readonly act: (cameraId: string, act: PtzAct) => Promise<readonly PtzPreset[] | null>;
  readonly note: (event: NewEvent) => Promise<void>;
}

export interface PtzDesk extends PtzServices {
  close(): void;
}

interface Hold {
  readonly by: Actor;
  readonly cancel: () => void;
}

const rank: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, technician: 1, chief: 2 };

/** Who moves which camera: one at a time, for 30 s after the last act; a higher role takes over (0014). */
export function makePtzDesk({ clock, logger, newId, camera, act, note }: PtzDeskParts): PtzDesk {
  const holds = new Map<string, Hold>();
  /** Cameras on their way back to a place of their own, or that will go. */
  const returns = new Map<string, () => void>();

  function tell<K extends EventKind>(kind: K, cameraId: string, data: EventData<K>, actor: Actor | null): void {
    const severity = kind === "ptz.return_failed" ? "fault" : "information";
    const areaId = camera(cameraId)?.area ?? null;
    const place = { key: `ptz:${newId()}`, severity, atMs: clock.nowMs(), deviceId: cameraId, areaId, actor } as const;
    note(makeEvent(kind, place, data)).catch((error: unknown) =>
      logger.error({ kind, error: String(error) }, "not stored"),
    );
  }

  function nameOf(cameraId: string) {
    return camera(cameraId)?.name ?? null;
  }

  function release(cameraId: string, why: EventData<"ptz.released">["why"]): void {
    const hold = holds.get(cameraId);
    if (hold === undefined) return;
    hold.cancel();
    holds.delete(cameraId);
    tell("ptz.released", cameraId, { name: nameOf(cameraId), why }, hold.by);
  }

  function hold(cameraId: string, by: Actor): void {
    const cancel = clock.after(ptzHoldMs, () => release(cameraId, "expired"));
    holds.set(cameraId, { by, cancel });
  }

  /** The hold is this actor's from now on, or it throws. */
  function need(cameraId: string, actor: Actor): void {
    if (camera(cameraId) === undefined) throw new AppError("camera.not_found", { id: cameraId });
    const before = holds.get(cameraId);
    const isOwn = before?.by.name === actor.name && before.by.role === actor.role;
    if (before !== undefined && !isOwn && rank[actor.role] <= rank[before.by.role])
      throw new AppError("camera.ptz_held", { by: before.by.name, role: before.by.role });
    before?.cancel();
    if (before !== undefined && !isOwn) release(cameraId, "taken_over");
    hold(cameraId, actor);
    if (!isOwn)
      tell(
        "ptz.taken",
        cameraId,
        { name: nameOf(cameraId), from: before === undefined ? null : before.by.name },
        actor,
      );
  }

  /** The camera was moved: it goes back by itself, some time after the last act. */
  function returnLater(cameraId: string): void {
    returns.get(cameraId)?.();
    returns.delete(cameraId);
    const back = camera(cameraId)?.ptzReturn;
    if (back === undefined) return;
    const { preset, afterSeconds } = back;
    const cancel = clock.after(afterSeconds * 1000, () => {
      returns.delete(cameraId);
      act(cameraId, { type: "goTo", preset }).catch((error: unknown) =>
        tell("ptz.return_failed", cameraId, { name: nameOf(cameraId), preset, error: toErrorData(error) }, null),
      );
    });
    returns.set(cameraId, cancel);
  }

  async function perform(cameraId: string, wanted: PtzAct, actor: Actor): Promise<readonly PtzPreset[]> {
    need(cameraId, actor);
    if (wanted.type === "move" || wanted.type === "goTo" || wanted.type === "goHome") returnLater(cameraId);
    return (await act(cameraId, wanted)) ?? [];
  }

  return {
    async take(cameraId, actor) {
      const isNew = holds.get(cameraId)?.by.name !== actor.name;
      need(cameraId, actor);
      try {
        return { by: actor, presets: [...((await act(cameraId, { type: "presets" })) ?? [])] };
      } catch (error) {
        // Nobody holds what cannot be moved.
        if (isNew) release(cameraId, "camera_gone");
        throw error;
      }
    },
    release(cameraId, actor) {
      const held = holds.get(cameraId);
      if (held?.by.name === actor.name && held.by.role === actor.role) release(cameraId, "released");
    },
    perform,
    close() {
      for (const { cancel } of holds.values()) cancel();
      for (const cancel of returns.values()) cancel();
    },
  };
}
