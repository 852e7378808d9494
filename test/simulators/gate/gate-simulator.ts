import { createServer, type Socket } from "node:net";
import { SerialPort } from "serialport";
import { type Clock, systemClock } from "../../../native/base/clock.ts";
import { frameAnswer, takeRequests } from "./framing.ts";
import { type Fault, InputModule, wiring } from "./module.ts";

export interface GateSimulatorOptions {
  /** `HOST:PORT` to listen on; port 0 takes a free one. */
  readonly listen?: string;
  /** Or a serial port, for instance one end of a pseudo-terminal pair. */
  readonly serial?: { readonly path: string; readonly baudRate: number };
  readonly framing: "rtu" | "tcp";
  readonly units: readonly number[];
  readonly firstInput?: number;
  readonly clock?: Clock;
}

export interface GateSimulator {
  /** `HOST:PORT`; empty on a serial port. */
  readonly address: string;
  /** @throws RangeError for a unit that is not there. */
  module(unit: number): InputModule;
  setFault(unit: number, fault: Fault | null): void;
  /** Closes an input for a while. */
  pulse(unit: number, input: number, lastsMs: number): void;
  /** A person passes; with metal the alarm contact closes too. */
  pass(unit: number, hasMetal: boolean): void;
  /** The tamper contact of the housing: both its wires change over. */
  tamper(unit: number, isOpen: boolean): void;
  close(): Promise<void>;
}

/** One wire to a master, of either medium. */
interface Wire {
  write(bytes: Uint8Array): void;
  drop(): void;
}

/** How long the contacts of a passage and of a metal alarm stay closed, ms. */
const contactMs = 600;

/** One or more input modules on one line or behind one TCP server. */
export async function startGateSimulator(options: GateSimulatorOptions): Promise<GateSimulator> {
  const { framing, units, firstInput = 0, clock = systemClock } = options;
  const modules = new Map(units.map((unit) => [unit, new InputModule(unit, firstInput)]));
  const cancels = new Set<() => void>();

  const later = (delayMs: number, run: () => void): void => {
    const cancel = clock.after(delayMs, () => {
      cancels.delete(cancel);
      run();
    });
    cancels.add(cancel);
  };
  const attach = (wire: Wire): ((bytes: Uint8Array) => void) => {
    let rest: Uint8Array = new Uint8Array();
    return (bytes) => {
      const taken = takeRequests(framing, Uint8Array.of(...rest, ...bytes));
      rest = taken.rest;
      for (const request of taken.requests) {
        const module = modules.get(request.unit);
        if (!module) continue;
        const { fault } = module;
        const body = module.answer(request.body);
        const unit = fault?.name === "wrong-unit" ? (request.unit % 247) + 1 : request.unit;
        const frame = fault?.name === "garbage" ? body : frameAnswer(framing, request, unit, body);
        if (fault?.name === "drop") wire.drop();
        else if (fault?.name === "slow") later(fault.value, () => wire.write(frame));
        else if (fault?.name !== "silence") wire.write(frame);
      }
    };
  };
  const medium = options.serial ? await openSerial(options.serial, attach) : await listen(options.listen ?? "", attach);

  const moduleOf = (unit: number): InputModule => {
    const module = modules.get(unit);
    if (!module) throw new RangeError(`unit ${unit}`);
    return module;
  };
  const pulse = (unit: number, input: number, lastsMs: number): void => {
    moduleOf(unit).set(input, true);
    later(lastsMs, () => moduleOf(unit).set(input, false));
  };
  return {
    address: medium.address,
    module: moduleOf,
    setFault: (unit, fault) => {
      moduleOf(unit).fault = fault;
    },
    pulse,
    pass: (unit, hasMetal) => {
      pulse(unit, wiring.passage, contactMs);
      if (hasMetal) pulse(unit, wiring.metal, contactMs);
    },
    tamper: (unit, isOpen) => {
      moduleOf(unit).set(wiring.tamperOpen, isOpen);
      moduleOf(unit).set(wiring.tamperClosed, !isOpen);
    },
    close: async () => {
      for (const cancel of cancels) cancel();
      await medium.close();
    },
  };
}

interface Medium {
  readonly address: string;
  close(): Promise<void>;
}
type Attach = (wire: Wire) => (bytes: Uint8Array) => void;

async function listen(address: string, attach: Attach): Promise<Medium> {
  const colon = address.lastIndexOf(":");
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.setNoDelay(true));
    socket.on("close", () => sockets.delete(socket));
    // A master that goes away in the middle is no matter of the simulator's.
    socket.on("error", () => socket.destroy());
    const onBytes = attach({ write: (bytes) => socket.write(bytes), drop: () => socket.destroy() });
    socket.on("data", onBytes);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(Number(address.slice(colon + 1)), address.slice(0, colon), resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("no port");
  return {
    address: `${bound.address}:${bound.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function openSerial(options: { path: string; baudRate: number }, attach: Attach): Promise<Medium> {
  const port = new SerialPort({ ...options, autoOpen: false });
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  const onBytes = attach({
    write: (bytes) => port.write(Buffer.from(bytes)),
    drop: () => undefined,
  });
  port.on("data", onBytes);
  return {
    address: "",
    close: () => new Promise((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve())),
  };
}
