import { toErrorData } from "../base/app-error.ts";
import { makeEvent } from "../base/make-event.ts";
import type { ErrorData } from "../contract/errors.ts";
import type { StorageState } from "../contract/evidence.ts";
import { forecastStorage } from "../evidence/forecast-storage.ts";
import { type RetentionRule, retentionRule } from "../evidence/retention-rule.ts";
import type { EvidenceParts } from "./evidence-parts.ts";

/** Below this no clip is begun (native/cameras/clips/clip-recorder.ts): it is no room for recordings. */
const reserveBytes = 2_000_000_000;
/** Below this it is an alarm. */
const lowBytes = 5_000_000_000;
type Fault = "space" | "forecast" | "write";

/** Watches the disk that recordings lie on, and says so loudly before they cannot be kept. */
export class StorageWatch {
  readonly #parts: EvidenceParts;
  #state: StorageState | null = null;
  #fault: Fault | null = null;
  /** A clip could not be written; until one is written whole. */
  #refused = false;

  constructor(parts: EvidenceParts) {
    this.#parts = parts;
  }

  /** As last looked at; null before the first time. */
  get state(): StorageState | null {
    return this.#state;
  }

  /** What became of a clip: that the disk refuses is told at once. */
  onOutcome(why: ErrorData | null): void {
    const wasRefused = this.#refused;
    if (why === null) this.#refused = false;
    else if (isDiskFault(why)) this.#refused = true;
    if (this.#refused !== wasRefused) this.#lookSoon();
  }

  /** Asks for the disk, works out the forecast, tells what changed. */
  async look(): Promise<StorageState> {
    const { log, clock, site } = this.#parts;
    const rule = retentionRule(site().video);
    const days = await log.clips.clipDays();
    const clips = days.reduce((sum, day) => sum + day.clips, 0);
    let disk: { freeBytes: number; totalBytes: number } | null = null;
    let error: ErrorData | null = null;
    try {
      // Where nothing is recorded no process is started for it.
      if (site().hasCameras || clips > 0) {
        const { freeBytes, totalBytes } = await this.#parts.clipWork({ of: "storage" });
        disk = { freeBytes, totalBytes };
      }
    } catch (failure) {
      error = toErrorData(failure);
    }
    const room = disk === null ? 0 : disk.freeBytes - reserveBytes;
    const forecast = forecastStorage(days, room, rule, clock.nowMs());
    const known = { ...forecast, daysLeft: disk === null ? null : forecast.daysLeft };
    const fault = this.#judge(disk?.freeBytes ?? null, forecast.floorKept);
    const state: StorageState = { ...known, clips, disk, error, fault, lookedAtMs: clock.nowMs() };
    await this.#tell(state, rule);
    this.#state = state;
    return state;
  }

  #judge(freeBytes: number | null, floorKept: boolean): Fault | null {
    if (this.#refused) return "write";
    // Without an answer nothing is known: what was told before stands.
    if (freeBytes === null) return this.#fault;
    if (freeBytes < lowBytes) return "space";
    return floorKept ? null : "forecast";
  }

  async #tell({ fault, disk, daysLeft }: StorageState, rule: RetentionRule): Promise<void> {
    if (fault === this.#fault) return;
    this.#fault = fault;
    const { log, clock, newId } = this.#parts;
    const place = { key: `storage:${newId()}`, atMs: clock.nowMs() };
    const event =
      fault === null
        ? makeEvent("storage.ok", { ...place, severity: "information" }, { freeBytes: disk?.freeBytes ?? 0, daysLeft })
        : makeEvent(
            "storage.low",
            { ...place, severity: "fault" },
            { fault, freeBytes: disk?.freeBytes ?? null, daysLeft, floorDays: rule.floorDays },
          );
    await log.append({ events: [event], alarms: [] });
    await this.#parts.fault({ kind: "storage", code: fault === null ? null : `evidence.faults:${fault}` });
  }

  #lookSoon(): void {
    this.look().catch((failure: unknown) =>
      this.#parts.logger.error({ failure: String(failure) }, "the disk of recordings was not looked at"),
    );
  }
}

/** Ended on purpose, or by the camera: nothing that the disk is to blame for. */
const harmless = new Set(["stopped", "interrupted", "picture size changed", "no parameter sets"]);

function isDiskFault({ code, params }: ErrorData): boolean {
  if (code === "clip.no_space") return true;
  return code === "clip.write_failed" && !harmless.has(String(params["reason"]));
}
