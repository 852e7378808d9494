import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type CameraDevice, siteFileSchema, type SiteFile } from "../native/contract/site.ts";
import { demoSchedule, type Happening } from "./demo-schedule.ts";
import { type JsonLinesProcess, startJsonLinesProcess } from "./json-lines-process.ts";

export interface DemoHospitalOptions {
  readonly root: string;
  readonly seed: number;
  readonly everyMs: readonly [from: number, to: number];
  readonly say: (line: string) => void;
}

export interface DemoHospital {
  /** The site file with the addresses at which the simulators really listen. */
  readonly siteText: string;
  /** From now on something happens every while. */
  begin(): void;
  stop(): Promise<void>;
}

/** Cameras beyond these are on the wall only: one process plays them all, with small slow pictures. */
const fullCameras = 4;

/** Starts every device of resources/demo-site.json as a simulator on a free port. Rejects when one fails. */
export async function startDemoHospital(options: DemoHospitalOptions): Promise<DemoHospital> {
  const site = siteFileSchema.parse(
    JSON.parse(readFileSync(join(options.root, "resources", "demo-site.json"), "utf8")),
  );
  const grouped = site.devices.filter((device) => device.kind === "camera").slice(fullCameras);
  const alone = site.devices.filter((device) => !grouped.includes(device as CameraDevice));
  const simulators = new Map(
    alone.map((device) => [device.id, startSimulator(options.root, device, site.site.timeZone)]),
  );
  const group = grouped.length === 0 ? null : startGroup(options.root, grouped, site.site.timeZone);
  if (group !== null) simulators.set("cameras", group);
  const timers = new Set<NodeJS.Timeout>();
  let isStopping = false;

  async function stop(): Promise<void> {
    isStopping = true;
    for (const timer of timers) clearTimeout(timer);
    await Promise.all([...simulators.values()].map((simulator) => simulator.stop()));
  }

  let placed: SiteFile;
  try {
    const devices = await Promise.all(
      site.devices.map(async (device) => {
        const message = await (simulators.get(device.id) ?? group)?.ready;
        return placeDevice(device, message ?? {});
      }),
    );
    placed = { ...site, devices };
  } catch (error) {
    await stop();
    throw error;
  }
  for (const [id, simulator] of simulators)
    void simulator.ended.then((reason) => {
      if (!isStopping) options.say(`模拟设备已结束。 The simulated device ${id} ended (${reason}).`);
    });

  function later(delayMs: number, run: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, delayMs);
    timers.add(timer);
  }
  function perform(happening: Happening): void {
    options.say(`${new Date().toLocaleTimeString("zh-CN", { hour12: false })}  ${happening.title}`);
    for (const step of happening.steps) later(step.afterMs, () => simulators.get(step.device)?.send(step.line));
  }
  const schedule = demoSchedule(options.seed, options.everyMs);
  function next(): void {
    const { value } = schedule.next();
    later(value.waitMs, () => {
      perform(value);
      next();
    });
  }

  // The schema's address was for finding it among the shipped files.
  const { $schema: _shipped, ...content } = placed;
  return { siteText: JSON.stringify(content, null, 2), begin: next, stop };
}

type Device = SiteFile["devices"][number];

function startGroup(root: string, cameras: readonly CameraDevice[], timeZone: string): JsonLinesProcess {
  const [{ username, password } = { username: "", password: "" }] = cameras;
  return startJsonLinesProcess({
    name: "cameras",
    file: join(root, "test", "simulators", "camera", "group-main.ts"),
    args: [
      ...cameras.flatMap(({ id }) => ["--name", id.toUpperCase()]),
      "--username",
      username,
      "--password",
      password,
    ],
    cwd: root,
    env: { ...process.env, TZ: timeZone },
  });
}

function startSimulator(root: string, device: Device, timeZone: string): JsonLinesProcess {
  const isBoard = device.kind === "gate" && device.family === "frame-profile";
  const folder = join(root, "test", "simulators", isBoard ? "gate-board" : device.kind);
  return startJsonLinesProcess({
    name: device.id,
    file: join(folder, "main.ts"),
    args: simulatorArguments(device),
    cwd: root,
    // The clock in a camera's picture is the hospital's.
    env: { ...process.env, TZ: timeZone },
  });
}

function simulatorArguments(device: Device): readonly string[] {
  switch (device.kind) {
    case "panel":
      return ["--listen", "127.0.0.1:0", "--heartbeat", String(device.heartbeatSeconds)];
    case "gate":
      return ["--listen", "127.0.0.1:0", "--units", String(device.unit ?? 1), ...gateArguments(device)];
    case "camera": {
      const account = ["--username", device.username, "--password", device.password];
      return ["--name", device.id.toUpperCase(), "--port", "0", "--rtsp-port", "0", ...account];
    }
  }
}

function gateArguments(gate: Extract<Device, { kind: "gate" }>): readonly string[] {
  return gate.family === "modbus-io" ? ["--framing", gate.framing] : ["--board", gate.profile];
}

/** The device with the address at which its simulator said it listens. */
function placeDevice(device: Device, ready: Readonly<Record<string, unknown>>): Device {
  switch (device.kind) {
    case "panel":
      return { ...device, link: `tcp://127.0.0.1:${Number(ready["port"])}` };
    case "gate":
      return { ...device, link: `tcp://${String(ready["listen"])}` };
    case "camera":
      return { ...device, address: addressOf(device.id, ready) };
  }
}

/** A camera says its own address, the process of many says one for each. */
function addressOf(id: string, { address, addresses }: Readonly<Record<string, unknown>>): string {
  if (typeof addresses !== "object" || addresses === null) return String(address);
  return String(Reflect.get(addresses, id.toUpperCase()));
}
