import { reasonOf } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { makeEvent } from "../base/make-event.ts";
import type { CoveredMinute } from "../contract/cameras-protocol.ts";
import { type CoverageCause, type CoverageRecord, minuteMs, mostCamerasOfEvent } from "../contract/coverage.ts";
import type { NewEvent } from "../contract/events.ts";
import type { SiteFile } from "../contract/site.ts";
import type { LocalizedText } from "../contract/text.ts";

export interface CoverageBookParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: () => string;
  readonly note: (event: NewEvent) => Promise<void>;
}

/** What cameras of key areas covered, minute by minute, until it stands in the log. */
export interface CoverageBook {
  /** The site as it is from now on; a camera counts from its first whole minute. */
  use(site: Pick<SiteFile, "areas" | "devices"> | null): void;
  onMinute(minute: CoveredMinute): void;
  /** What no event tells of yet. */
  pending(): readonly CoverageRecord[];
  /** Of which something is wanted now. */
  cameraIds(): readonly string[];
  /** Writes what is pending. */
  close(): Promise<void>;
}

interface Wanted {
  readonly name: LocalizedText | null;
  readonly areaId: string;
  /** The first minute that is not written yet, UTC ms. */
  fromMs: number;
  readonly minutes: Map<number, CoverageCause | null>;
}

const hourMs = 60 * minuteMs;
/** A minute's message has come so long after its end, or does not come. */
const graceMs = 5000;
/** A clock that was set further ahead leaves the hours between unwritten: nobody measured them. */
const mostBehindMs = 3 * hourMs;

export function openCoverageBook({ clock, logger, newId, note }: CoverageBookParts): CoverageBook {
  const wanted = new Map<string, Wanted>();
  let areaNames: ReadonlyMap<string, LocalizedText> = new Map();
  let isClosed = false;

  /** All that can be said for minutes before this one has been said. */
  const saidUntilMs = (): number => Math.floor((clock.nowMs() - graceMs) / minuteMs) * minuteMs;

  /** What is known of a camera up to a minute, as records of at most an hour. */
  function recordsOf(cameraId: string, camera: Wanted, toMs: number, left: boolean): CoverageRecord[] {
    const { name, areaId, minutes } = camera;
    const records: CoverageRecord[] = [];
    const lost = camera.fromMs > toMs + hourMs;
    let fromMs = toMs - camera.fromMs > mostBehindMs || lost ? Math.floor(toMs / hourMs) * hourMs : camera.fromMs;
    while (fromMs < toMs) {
      const endMs = Math.min(toMs, Math.floor(fromMs / hourMs) * hourMs + hourMs);
      const gaps: [number, number, CoverageCause][] = [];
      for (let atMs = fromMs; atMs < endMs; atMs += minuteMs) {
        const cause = minutes.has(atMs) ? (minutes.get(atMs) ?? null) : "process_down";
        if (cause === null) continue;
        const at = (atMs - fromMs) / minuteMs;
        const last = gaps.at(-1);
        if (last !== undefined && last[2] === cause && last[0] + last[1] === at) last[1] += 1;
        else gaps.push([at, 1, cause]);
      }
      records.push({ cameraId, name, areaId, fromMs, minutes: (endMs - fromMs) / minuteMs, gaps });
      fromMs = endMs;
    }
    const last = records.at(-1);
    if (!left) return records;
    if (last === undefined)
      return [{ cameraId, name, areaId, fromMs: camera.fromMs, minutes: 0, gaps: [], left: true }];
    return [...records.slice(0, -1), { ...last, left: true }];
  }

  /** Asked for in one turn, so that they are stored together. */
  async function write(records: readonly CoverageRecord[]): Promise<void> {
    const parts = Array.from({ length: Math.ceil(records.length / mostCamerasOfEvent) }, (_, at) =>
      records.slice(at * mostCamerasOfEvent, (at + 1) * mostCamerasOfEvent),
    );
    await Promise.all(
      parts.map((cameras) => {
        const areas = Array.from(new Set(cameras.map(({ areaId }) => areaId)), (areaId) => ({
          areaId,
          name: areaNames.get(areaId) ?? { "zh-CN": areaId },
        }));
        const place = { key: `coverage:${newId()}`, severity: "information", atMs: clock.nowMs() } as const;
        return note(makeEvent("coverage.measured", place, { areas, cameras }));
      }),
    );
  }

  /** Records up to this minute are on their way to the log from now on. */
  function take(toMs: number): CoverageRecord[] {
    const records = Array.from(wanted, ([cameraId, camera]) => {
      const taken = recordsOf(cameraId, camera, toMs, false);
      // A clock that was set back: what was written already is not written again.
      if (camera.fromMs > toMs + hourMs) camera.fromMs = toMs;
      camera.fromMs = Math.max(camera.fromMs, toMs);
      for (const atMs of camera.minutes.keys()) if (atMs < toMs) camera.minutes.delete(atMs);
      return taken;
    });
    return records.flat();
  }

  function writeSoon(records: readonly CoverageRecord[]): void {
    write(records).catch((error: unknown) =>
      logger.error({ reason: reasonOf(error), records: records.length }, "coverage was not stored"),
    );
  }

  function waitForHour(): () => void {
    const nowMs = clock.nowMs();
    const dueMs = Math.floor(nowMs / hourMs) * hourMs + hourMs + 2 * graceMs;
    return clock.after(dueMs - nowMs, () => {
      writeSoon(take(Math.floor((clock.nowMs() - graceMs) / hourMs) * hourMs));
      cancel = waitForHour();
    });
  }
  let cancel = waitForHour();

  return {
    use(site) {
      const keyAreas = new Map(
        (site?.areas ?? []).filter((each) => each.key).map((each) => [each.id, each.name] as const),
      );
      const cameras = new Map(
        (site?.devices ?? [])
          .filter((device) => device.kind === "camera" && keyAreas.has(device.area))
          .map((device) => [device.id, device] as const),
      );
      const leaving = Array.from(wanted).filter(([id, camera]) => cameras.get(id)?.area !== camera.areaId);
      const saidMs = saidUntilMs();
      const last = leaving.flatMap(([id, camera]) => recordsOf(id, camera, saidMs, true));
      for (const [id] of leaving) wanted.delete(id);
      areaNames = new Map([...areaNames, ...keyAreas]);
      if (last.length > 0) writeSoon(last);
      const firstMs = Math.ceil(clock.nowMs() / minuteMs) * minuteMs;
      for (const [id, device] of cameras) {
        const before = wanted.get(id);
        const { fromMs, minutes } = before ?? { fromMs: firstMs, minutes: new Map<number, CoverageCause | null>() };
        wanted.set(id, { name: device.name ?? null, areaId: device.area, fromMs, minutes });
      }
    },
    onMinute({ startMs, cameras }) {
      for (const { cameraId, cause } of cameras) {
        const camera = wanted.get(cameraId);
        // A minute that comes twice (the clock was set back) counts as it was first.
        if (camera !== undefined && startMs >= camera.fromMs && !camera.minutes.has(startMs))
          camera.minutes.set(startMs, cause);
      }
    },
    pending() {
      const saidMs = saidUntilMs();
      return Array.from(wanted, ([cameraId, camera]) => recordsOf(cameraId, camera, saidMs, false)).flat();
    },
    cameraIds: () => [...wanted.keys()],
    async close() {
      if (isClosed) return;
      isClosed = true;
      cancel();
      await write(take(saidUntilMs()));
    },
  };
}
