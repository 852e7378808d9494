import type { Clock } from "../base/clock.ts";
import { AppError, reasonOf } from "../base/app-error.ts";
import type { Device } from "../contract/site.ts";
import type { SiteLinkChange } from "../contract/site-edit.ts";
import type { DeviceReport } from "../contract/reports.ts";
import type { Driver, DriverContext } from "../devices/driver.ts";

/** What is known of a receiver's last message, so that its repetition is no second alarm. */
export type LastSignal = { readonly raw: string; readonly atMs: number };

export interface AttachParts {
  readonly context: Omit<DriverContext, "lastSignal">;
  readonly clock: Clock;
  readonly openDrivers: (devices: readonly Device[], context: DriverContext) => readonly Driver[];
  readonly lastSignal: (deviceId: string) => Promise<LastSignal | null>;
}

/** How long the reports of a line that is being closed may take to be stored, ms: a full disk must not stop a change. */
const mostStoringMs = 2_000;

/** Devices on one link, and what their drivers were opened with. */
interface Line {
  readonly address: string;
  /** By device id. */
  readonly settings: ReadonlyMap<string, string>;
  readonly drivers: readonly Driver[];
}

type WiredDevice = Exclude<Device, { kind: "camera" }>;
interface WantedLine {
  readonly address: string;
  readonly devices: readonly WiredDevice[];
  readonly settings: ReadonlyMap<string, string>;
}

/** Names, places and points belong to the alarm rules: a driver never sees them. */
const rulesFields = ["name", "area", "cameras", "points"];

/** What a driver, or the camera's connection, is opened with: another text is another connection. */
export function wireSettings(device: Device): string {
  return JSON.stringify(
    Object.entries(device)
      .filter(([name]) => !rulesFields.includes(name))
      .toSorted(byName),
  );
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

function linesOf(devices: readonly Device[], settingsOf = wireSettings): Map<string, WantedLine> {
  const wired = devices.filter((device) => device.kind !== "camera");
  const groups = Map.groupBy(wired, (device) => `${device.family} ${device.link}`);
  return new Map(
    [...groups].map(([key, members]) => [
      key,
      {
        address: members[0]?.link ?? "",
        devices: members,
        settings: new Map(members.map((device) => [device.id, settingsOf(device)])),
      },
    ]),
  );
}

/** Devices may go from a line while it runs; one that is new or different needs the line opened anew. */
function isKept(line: { readonly settings: ReadonlyMap<string, string> }, wanted: WantedLine | undefined): boolean {
  return wanted !== undefined && [...wanted.settings].every(([id, settings]) => line.settings.get(id) === settings);
}

/** Which connections end and begin when one list of devices takes the place of another. Pure. */
export function changedLinks(before: readonly Device[], after: readonly Device[]): SiteLinkChange[] {
  const old = linesOf(before);
  const fresh = linesOf(after);
  const changes: SiteLinkChange[] = [];
  for (const [key, { address, settings }] of old) {
    const wanted = fresh.get(key);
    if (wanted === undefined) changes.push({ address, action: "closed", deviceIds: [...settings.keys()] });
    else if (!isKept({ settings }, wanted))
      changes.push({ address, action: "reopened", deviceIds: [...wanted.settings.keys()] });
  }
  for (const [key, { address, settings }] of fresh)
    if (!old.has(key)) changes.push({ address, action: "opened", deviceIds: [...settings.keys()] });
  const cameras = (devices: readonly Device[]) =>
    new Map(devices.filter((device) => device.kind === "camera").map((device) => [device.id, device]));
  const oldCameras = cameras(before);
  const freshCameras = cameras(after);
  for (const [id, { address }] of oldCameras)
    if (!freshCameras.has(id)) changes.push({ address, action: "closed", deviceIds: [id] });
  for (const [id, camera] of freshCameras) {
    const was = oldCameras.get(id);
    if (was !== undefined && wireSettings(was) === wireSettings(camera)) continue;
    changes.push({ address: camera.address, action: was === undefined ? "opened" : "reopened", deviceIds: [id] });
  }
  return changes;
}

/** The drivers in operation, line by line; a change of the site touches only the lines that it changes. */
export class AttachedDevices {
  readonly #parts: AttachParts;
  /** Reports on their way into the log, by device. */
  readonly #storing = new Map<string, Set<Promise<void>>>();
  #lines = new Map<string, Line>();
  /** Changes run one after the other: a profile may be read anew while the site is being changed. */
  #turn: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(parts: AttachParts) {
    this.#parts = parts;
  }

  get drivers(): readonly Driver[] {
    return [...this.#lines.values()].flatMap((line) => line.drivers);
  }

  /**
   * Closes what is no longer wanted, then opens what is missing.
   * @throws AppError `site.line_failed` {address, reason}, of the first line that no driver could take;
   * the others are open.
   */
  change(devices: readonly Device[]): Promise<void> {
    const mine = this.#turn.then(() => this.#change(devices));
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#turn;
    const { drivers } = this;
    this.#lines = new Map();
    await Promise.all(drivers.map((driver) => driver.close()));
  }

  async #change(devices: readonly Device[]): Promise<void> {
    const wanted = linesOf(devices, (device) => wireSettings(device) + this.#profileOf(device));
    const closing: Driver[] = [];
    for (const [key, line] of this.#lines) {
      const next = wanted.get(key);
      const kept = isKept(line, next) ? line.drivers.filter(({ deviceId }) => next?.settings.has(deviceId)) : [];
      closing.push(...line.drivers.filter((driver) => !kept.includes(driver)));
      if (kept.length === 0 || next === undefined) this.#lines.delete(key);
      else this.#lines.set(key, { ...line, settings: next.settings, drivers: kept });
    }
    await Promise.all(closing.map((driver) => driver.close()));
    await this.#stored(closing.map((driver) => driver.deviceId));
    let failure: AppError | null = null;
    for (const [key, line] of wanted) {
      if (this.#isClosed) return;
      if (this.#lines.has(key)) continue;
      try {
        this.#lines.set(key, await this.#open(line));
      } catch (error) {
        const { address } = line;
        failure ??= new AppError("site.line_failed", { address, reason: reasonOf(error) }, error);
      }
    }
    if (failure !== null) throw failure;
  }

  /** A gate whose profile was rewritten is another device to its driver. */
  #profileOf(device: Device): string {
    const isProfile = device.kind === "gate" && device.family === "frame-profile";
    return isProfile ? JSON.stringify(this.#parts.context.gateProfile?.(device.profile) ?? null) : "";
  }

  async #open({ address, devices, settings }: WantedLine): Promise<Line> {
    const lastSignals = new Map<string, LastSignal | null>();
    for (const { id, kind } of devices) if (kind === "panel") lastSignals.set(id, await this.#parts.lastSignal(id));
    const drivers = this.#parts.openDrivers(devices, {
      ...this.#parts.context,
      report: (report) => this.#report(report),
      lastSignal: (deviceId) => lastSignals.get(deviceId) ?? null,
    });
    return { address, settings, drivers };
  }

  #report(report: DeviceReport): Promise<void> {
    const stored = this.#parts.context.report(report);
    const underWay = this.#storing.get(report.deviceId) ?? new Set();
    this.#storing.set(report.deviceId, underWay);
    underWay.add(stored);
    void this.#forget(stored, underWay);
    return stored;
  }

  /** A refusal is the driver's business. */
  async #forget(stored: Promise<void>, underWay: Set<Promise<void>>): Promise<void> {
    await Promise.allSettled([stored]);
    underWay.delete(stored);
  }

  /** What these devices reported is stored, or the time for it is up. */
  async #stored(deviceIds: readonly string[]): Promise<void> {
    const underWay = deviceIds.flatMap((id) => [...(this.#storing.get(id) ?? [])]);
    if (underWay.length === 0) return;
    const enough = new AbortController();
    const tooLong = this.#parts.clock.sleep(mostStoringMs, enough.signal).catch((error: unknown) => {
      if (!enough.signal.aborted) throw error;
    });
    await Promise.race([Promise.allSettled(underWay), tooLong]);
    enough.abort();
  }
}
