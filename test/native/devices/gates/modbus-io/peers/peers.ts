import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { vi } from "vitest";
import { systemClock } from "../../../../../../native/base/clock.ts";
import { silentLogger } from "../../../../../../native/base/logger.ts";
import type { DeviceReport } from "../../../../../../native/contract/reports.ts";
import type { ModbusGate } from "../../../../../../native/contract/site.ts";
import { openModbusLine } from "../../../../../../native/devices/gates/modbus-io/driver.ts";
import type { Driver } from "../../../../../../native/devices/driver.ts";
import { openLink } from "../../../../../../native/link/open-link.ts";
import { closing } from "../../../../../set-up.ts";
import { inShort } from "../wired.ts";

type Process = ChildProcessByStdio<Writable, Readable, Readable>;

/** Starts another program; it is ended after the test. */
export function run(program: string, args: readonly string[]): Process {
  const child = spawn(program, args, { stdio: "pipe" });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  closing(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return child;
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "wardwatch-gate-"));
  closing(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Two serial ports joined by a cable. */
export async function openCable(
  folder: string,
): Promise<{ readonly ours: string; readonly theirs: string; pull(): Promise<void> }> {
  const [ours, theirs] = [join(folder, "ours"), join(folder, "theirs")];
  const socat = run("socat", [`pty,raw,echo=0,link=${ours}`, `pty,raw,echo=0,link=${theirs}`]);
  await vi.waitUntil(() => existsSync(ours) && existsSync(theirs), { timeout: 10_000 });
  return {
    ours,
    theirs,
    pull: async () => {
      const ended = new Promise<void>((resolve) => socat.once("close", () => resolve()));
      socat.kill("SIGTERM");
      await ended;
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

export interface Slave {
  setInput(unit: number, input: number, isClosed: boolean): void;
  setCounter(unit: number, register: number, value: number): void;
  setCoil(unit: number, coil: number, isOn: boolean): void;
  /** Coils that were written over the line, as `coil UNIT NUMBER 0|1`. */
  readonly written: readonly string[];
}

/** Debian's python3-pymodbus, on a serial port or a TCP port. */
export async function startPymodbus(medium: "serial" | "tcp", where: string, units: readonly number[]): Promise<Slave> {
  const script = new URL("pymodbus-slave.py", import.meta.url).pathname;
  const child = run("/usr/bin/python3", ["-u", script, medium, where, ...units.map(String)]);
  let complaints = "";
  child.stderr.on("data", (text: Buffer) => {
    complaints += text.toString();
  });
  const written: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line.startsWith("coil ")) written.push(line);
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    child.once("close", () => reject(new Error(`pymodbus ended: ${complaints}`)));
  });
  return {
    setInput: (unit, input, isClosed) => child.stdin.write(`input ${unit} ${input} ${isClosed ? 1 : 0}\n`),
    written,
    setCoil: (unit, coil, isOn) => child.stdin.write(`coil ${unit} ${coil} ${isOn ? 1 : 0}\n`),
    setCounter: (unit, register, value) => child.stdin.write(`counter ${unit} ${register} ${value}\n`),
  };
}

/** ser2net: a transparent serial server in front of a serial port. */
export async function startSer2net(folder: string, serialPath: string): Promise<number> {
  const port = await freePort();
  const settings = join(folder, "ser2net.yaml");
  writeFileSync(
    settings,
    `connection: &gate\n  accepter: tcp,127.0.0.1,${port}\n  connector: serialdev,${serialPath},9600n81,local\n`,
  );
  run("/usr/sbin/ser2net", ["-n", "-c", settings, "-P", join(folder, "ser2net.pid")]);
  return port;
}

/** The driver on real links, with what it told. */
export function openGates(...devices: readonly ModbusGate[]): {
  readonly drivers: readonly Driver[];
  /** Resolves when everything given has been told, in this order but for what lies between. */
  told(...expected: readonly string[]): Promise<void>;
  /** The same in any order, counted from the beginning. */
  all(...expected: readonly string[]): Promise<void>;
  readonly reports: readonly DeviceReport[];
} {
  const reports: DeviceReport[] = [];
  const parts = { clock: systemClock, logger: silentLogger };
  const drivers = openModbusLine(devices, {
    ...parts,
    report: async (report) => void reports.push(report),
    openLink: (address, listener) => openLink(address, listener, parts),
  });
  closing(async () => {
    for (const driver of drivers) await driver.close();
  });
  let taken = 0;
  return {
    drivers,
    reports,
    all: async (...expected) => {
      const missing = (): readonly string[] => expected.filter((wanted) => !reports.map(inShort).includes(wanted));
      await vi
        .waitUntil(() => missing().length === 0, { timeout: 20_000, interval: 10 })
        .catch((error: unknown) => {
          throw new Error(`not told: ${missing().join(", ")}`, { cause: error });
        });
    },
    told: async (...expected) => {
      for (const wanted of expected) {
        await vi
          .waitUntil(
            () => {
              const found = reports.findIndex((report, index) => index >= taken && inShort(report) === wanted);
              if (found >= 0) taken = found + 1;
              return found >= 0;
            },
            { timeout: 15_000, interval: 10 },
          )
          .catch((error: unknown) => {
            throw new Error(`not told: ${wanted}; told: ${reports.map(inShort).join(", ")}`, { cause: error });
          });
      }
    },
  };
}
