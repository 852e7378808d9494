import { AppError } from "../../../../../native/base/app-error.ts";
import { silentLogger } from "../../../../../native/base/logger.ts";
import type { GateProfile } from "../../../../../native/contract/gate-profile.ts";
import type { DeviceReport } from "../../../../../native/contract/reports.ts";
import { type ProfileGate, profileGateSchema } from "../../../../../native/contract/site.ts";
import type { Driver } from "../../../../../native/devices/driver.ts";
import { openProfileLine } from "../../../../../native/devices/gates/frame-profile/driver.ts";
import type { Link, LinkListener } from "../../../../../native/link/link.ts";
import { closing } from "../../../../set-up.ts";
import { type HeldClock, heldClock } from "../../../held-clock.ts";

export function profileGate(settings: object = {}): ProfileGate {
  return profileGateSchema.parse({
    id: "gate1",
    kind: "gate",
    family: "frame-profile",
    link: "serial:/dev/ttyUSB0?baudRate=9600",
    area: "ed",
    ...settings,
  });
}

export interface WiredProfile {
  readonly clock: HeldClock;
  readonly drivers: readonly Driver[];
  readonly reports: readonly DeviceReport[];
  /** Reports in short: `gate1 metal on`, `gate1 gate.module_lost device.time_out`. */
  told(): readonly string[];
  /** What was sent, hex. */
  readonly sent: readonly string[];
  readonly reconnects: readonly string[];
  readonly isPaused: boolean;
  /** What the far side says to what was sent, after `latencyMs`; null = nothing. */
  answer: (sent: Buffer) => Uint8Array | null;
  latencyMs: number;
  /** How long a connection that the driver dropped takes to come back; null = the test does it. */
  reconnectMs: number | null;
  up(): void;
  down(): void;
  say(bytes: Uint8Array): void;
  readonly isClosed: boolean;
}

/** Gates with a profile on a wire of the test's own, with time standing still; the link is up. */
export function wiredProfile(profile: GateProfile | null, ...devices: readonly ProfileGate[]): WiredProfile {
  const clock = heldClock();
  const reports: DeviceReport[] = [];
  const sent: string[] = [];
  const reconnects: string[] = [];
  let listener: LinkListener | null = null;
  let isUp = false;
  let isClosed = false;
  let isPaused = false;
  const counts = { bytesIn: 0, bytesOut: 0, reconnects: 0 };
  const link: Link = {
    address: devices[0]?.link ?? "",
    get state() {
      return isClosed ? "closed" : isUp ? "up" : "down";
    },
    counts,
    write: async (bytes) => {
      if (!isUp) throw new AppError("link.not_open");
      counts.bytesOut += bytes.length;
      const copy = Buffer.from(bytes);
      sent.push(copy.toString("hex").toUpperCase());
      clock.after(wire.latencyMs, () => {
        const answer = wire.answer(copy);
        if (answer) wire.say(answer);
      });
    },
    pause: () => {
      isPaused = true;
    },
    resume: () => {
      isPaused = false;
    },
    reconnect: (reason) => {
      reconnects.push(reason);
      wire.down();
      if (wire.reconnectMs !== null) clock.after(wire.reconnectMs, () => wire.up());
    },
    close: async () => {
      isClosed = true;
      isUp = false;
    },
  };
  const wire: WiredProfile = {
    clock,
    reports,
    sent,
    reconnects,
    answer: () => null,
    latencyMs: 5,
    reconnectMs: null,
    told: () => reports.map(inShort),
    up: () => {
      isUp = true;
      listener?.onUp();
    },
    down: () => {
      isUp = false;
      listener?.onDown(new AppError("link.closed", { address: link.address, reason: "ended" }));
    },
    say: (bytes) => {
      if (!isUp || isPaused) return;
      counts.bytesIn += bytes.length;
      listener?.onBytes(Uint8Array.from(bytes));
    },
    get isClosed() {
      return isClosed;
    },
    get isPaused() {
      return isPaused;
    },
    drivers: openProfileLine(devices, {
      clock,
      logger: silentLogger,
      report: async (report) => void reports.push(report),
      openLink: (_, given) => {
        listener = given;
        return link;
      },
      gateProfile: () => profile,
    }),
  };
  closing(async () => {
    for (const driver of wire.drivers) await driver.close();
  });
  wire.up();
  return wire;
}

export function inShort(report: DeviceReport): string {
  switch (report.type) {
    case "gate.input":
      return `${report.deviceId} ${report.pointId} ${report.change}${report.count === 1 ? "" : ` ${report.count}`}`;
    case "gate.counter_reset":
      return `${report.deviceId} ${report.pointId} reset ${report.from} ${report.to}`;
    case "gate.module_lost":
    case "gate.module_back":
    case "link.up":
    case "link.down":
      return `${report.deviceId} ${report.type}${report.error ? ` ${report.error.code}` : ""}`;
    default:
      return report.type;
  }
}
