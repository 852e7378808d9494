import { readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { SerialPort } from "serialport";
import type { SerialPortInfo } from "../contract/site-edit.ts";
import type { Device } from "../contract/site.ts";
import { parseLinkAddress } from "./link-address.ts";

/** What the system says of a port; its maker's words, if it has any. */
interface FoundPort {
  readonly path: string;
  readonly manufacturer?: string | undefined;
  readonly serialNumber?: string | undefined;
}

export interface SerialPortSources {
  readonly list: () => Promise<readonly FoundPort[]>;
  /** Where names that survive a replug are links to the ports: `/dev/serial/by-id`. */
  readonly byIdFolder: string;
}

const system: SerialPortSources = { list: () => SerialPort.list(), byIdFolder: "/dev/serial/by-id" };

/**
 * The machine's serial ports, converters first. On Linux the path is the one that a converter keeps when
 * it is plugged in again (`/dev/serial/by-id/…`), because `/dev/ttyUSB0` may be another one tomorrow.
 * Where the system's list cannot be had (no udevadm) the links by id are all there is.
 */
export async function listSerialPorts(
  devices: readonly Device[],
  sources: SerialPortSources = system,
): Promise<SerialPortInfo[]> {
  const byId = await readLinks(sources.byIdFolder);
  const listed = await askSystem(sources);
  const ports = [...listed, ...[...byId.keys()].filter(isMissingIn(listed)).map((path) => ({ path }))];
  const inUse = await portsInUse(devices);
  return ports
    .map(({ path, manufacturer, serialNumber }: FoundPort) => {
      const kept = byId.get(path) ?? null;
      return {
        path: kept ?? path,
        device: path,
        manufacturer: manufacturer ?? null,
        serialNumber: serialNumber ?? null,
        usedBy: inUse.filter((used) => [path, kept].includes(used.path) || used.real === path).map(({ id }) => id),
      };
    })
    .toSorted((a, b) => rank(a) - rank(b) || a.device.localeCompare(b.device, "en", { numeric: true }));
}

function isMissingIn(ports: readonly FoundPort[]): (path: string) => boolean {
  return (path) => !ports.some((port) => port.path === path);
}

/** What somebody plugged in comes before the board's own ports, of which most lead nowhere. */
function rank(port: SerialPortInfo): number {
  if (port.path !== port.device) return 0;
  return port.manufacturer === null ? 2 : 1;
}

async function askSystem({ list }: SerialPortSources): Promise<readonly FoundPort[]> {
  try {
    return await list();
  } catch {
    // Without udevadm there is no list; the links by id still name what is plugged in.
    return [];
  }
}

/** Path of the port → its name by id. */
async function readLinks(folder: string): Promise<Map<string, string>> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch {
    // The folder is there only while a converter is plugged in, and only on Linux.
    return new Map();
  }
  const links = await Promise.all(
    names.map(async (name) => [await realpath(join(folder, name)).catch(() => ""), join(folder, name)] as const),
  );
  return new Map(links.filter(([target]) => target !== ""));
}

async function portsInUse(devices: readonly Device[]): Promise<{ id: string; path: string; real: string }[]> {
  const used = devices.flatMap((device) => {
    if (device.kind === "camera") return [];
    const target = parseLinkAddress(device.link);
    return target.type === "serial" ? [{ id: device.id, path: target.path }] : [];
  });
  return Promise.all(
    // A port that is not there now has no other name.
    used.map(async ({ id, path }) => ({ id, path, real: await realpath(path).catch(() => path) })),
  );
}
