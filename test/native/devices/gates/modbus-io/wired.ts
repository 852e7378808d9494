import { AppError } from "../../../../../native/base/app-error.ts";
import { silentLogger } from "../../../../../native/base/logger.ts";
import type { KeptFrame } from "../../../../../native/contract/health.ts";
import type { DeviceReport } from "../../../../../native/contract/reports.ts";
import { type ModbusGate, modbusGateSchema } from "../../../../../native/contract/site.ts";
import { openModbusLine } from "../../../../../native/devices/gates/modbus-io/driver.ts";
import type { Driver } from "../../../../../native/devices/driver.ts";
import type { Link, LinkListener } from "../../../../../native/link/link.ts";
import { closing } from "../../../../set-up.ts";
import { frameAnswer, type Request, takeRequests } from "../../../../simulators/gate/framing.ts";
import { InputModule } from "../../../../simulators/gate/module.ts";
import { type HeldClock, heldClock } from "../../../held-clock.ts";

export function gate(settings: object = {}): ModbusGate {
  return modbusGateSchema.parse({
    id: "gate1",
    kind: "gate",
    family: "modbus-io",
    link: "serial:/dev/ttyUSB0?baudRate=9600",
    unit: 1,
    area: "ed",
    inputs: [
      { input: 0, means: "metal" },
      { input: 1, means: "passage" },
      { inputs: [2, 3], means: "tamper", wiring: "no-nc" },
    ],
    ...settings,
  });
}

export interface Wired {
  readonly clock: HeldClock;
  readonly drivers: readonly Driver[];
  readonly modules: readonly InputModule[];
  readonly reports: DeviceReport[];
  /** The reports in short: `gate1 in0 on`, `gate1 gate.module_lost device.time_out`. */
  told(): readonly string[];
  /** Ms between a request and its answer. */
  latencyMs: number;
  /** How long a connection that the driver dropped takes to come back; null = the test does it. */
  reconnectMs: number | null;
  /** What answers a unit instead of its module; null = nothing. */
  answers: Map<number, (request: Request) => Uint8Array | null>;
  /** What `report` answers; stored at once unless a test says otherwise. */
  store: () => Promise<void>;
  readonly requests: readonly { readonly unit: number; readonly code: number; readonly atMs: number }[];
  readonly reconnects: readonly string[];
  up(): void;
  down(): void;
  send(bytes: Uint8Array): void;
  frames(): readonly KeptFrame[];
  readonly isClosed: boolean;
}

/** Gates on a wire of the test's own, with a module for each, and time standing still; the link is up. */
export function wired(...devices: readonly ModbusGate[]): Wired {
  const clock = heldClock();
  const startMs = clock.monotonicMs();
  const framing = devices[0]?.framing ?? "rtu";
  const modules = devices.map((device) => new InputModule(device.unit, device.firstInput));
  const reports: DeviceReport[] = [];
  const requests: { unit: number; code: number; atMs: number }[] = [];
  const reconnects: string[] = [];
  let listener: LinkListener | null = null;
  let isUp = false;
  let isClosed = false;
  let isPaused = false;
  const counts = { bytesIn: 0, bytesOut: 0, reconnects: 0 };

  const answer = (request: Request): Uint8Array | null => {
    const instead = wire.answers.get(request.unit);
    if (instead) return instead(request);
    const module = modules.find(({ unit }) => unit === request.unit);
    return module ? frameAnswer(framing, request, request.unit, module.answer(request.body)) : null;
  };
  const link: Link = {
    address: devices[0]?.link ?? "",
    get state() {
      return isClosed ? "closed" : isUp ? "up" : "down";
    },
    counts,
    write: async (bytes) => {
      if (!isUp) throw new AppError("link.not_open");
      counts.bytesOut += bytes.length;
      for (const request of takeRequests(framing, bytes).requests) {
        requests.push({ unit: request.unit, code: request.body[0] ?? 0, atMs: clock.monotonicMs() - startMs });
        clock.after(wire.latencyMs, () => {
          const frame = answer(request);
          if (frame) wire.send(frame);
        });
      }
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
  const wire: Wired = {
    clock,
    modules,
    reports,
    requests,
    reconnects,
    latencyMs: 5,
    reconnectMs: null,
    answers: new Map(),
    store: async () => undefined,
    told: () => reports.map(inShort),
    up: () => {
      isUp = true;
      listener?.onUp();
    },
    down: () => {
      isUp = false;
      listener?.onDown(new AppError("link.closed", { address: link.address, reason: "ended" }));
    },
    send: (bytes) => {
      // A far side that is held back waits; here what it would have sent is gone.
      if (!isUp || isPaused) return;
      counts.bytesIn += bytes.length;
      listener?.onBytes(bytes);
    },
    frames: () => wire.drivers[0]?.frames() ?? [],
    get isClosed() {
      return isClosed;
    },
    drivers: openModbusLine(devices, {
      clock,
      logger: silentLogger,
      report: (report) => {
        reports.push(report);
        return wire.store();
      },
      openLink: (_, given) => {
        listener = given;
        return link;
      },
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
    case "gate.line_fault":
    case "gate.line_ok":
    case "gate.counter_reset":
      return `${report.deviceId} ${report.pointId} ${report.type}`;
    case "gate.module_lost":
    case "gate.module_back":
    case "link.up":
    case "link.down":
      return `${report.deviceId} ${report.type}${report.error ? ` ${report.error.code}` : ""}`;
    default:
      return report.type;
  }
}
