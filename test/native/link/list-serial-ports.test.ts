import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Device } from "../../../native/contract/site.ts";
import { listSerialPorts } from "../../../native/link/list-serial-ports.ts";
import { removeFolder, temporaryFolder } from "../../harness/station-process.ts";
import { closing } from "../../set-up.ts";
import { testSite } from "../test-site.ts";

function openFolder() {
  const folder = temporaryFolder();
  closing(() => removeFolder(folder));
  const byIdFolder = join(folder, "by-id");
  mkdirSync(byIdFolder);
  const converter = join(folder, "ttyUSB0");
  writeFileSync(converter, "");
  const link = join(byIdFolder, "usb-FTDI_FT232R-port0");
  symlinkSync(converter, link);
  return { byIdFolder, converter, link };
}

function gateOn(link: string): Device[] {
  return testSite.devices.map((device) => (device.kind === "gate" ? { ...device, link } : device));
}

test("a converter is offered by the name that it keeps, with who uses it by either name", async () => {
  const { byIdFolder, converter, link } = openFolder();
  const list = async () => [
    { path: "/dev/ttyS0" },
    { path: "/dev/ttyACM0", manufacturer: "Maker" },
    { path: converter, manufacturer: "FTDI", serialNumber: "A1" },
  ];
  const sources = { list, byIdFolder };
  const kept = { path: link, device: converter, manufacturer: "FTDI", serialNumber: "A1" };
  for (const used of [link, converter])
    expect(await listSerialPorts(gateOn(`serial:${used}?baudRate=9600`), sources)).toEqual([
      { ...kept, usedBy: ["gate1"] },
      { path: "/dev/ttyACM0", device: "/dev/ttyACM0", manufacturer: "Maker", serialNumber: null, usedBy: [] },
      { path: "/dev/ttyS0", device: "/dev/ttyS0", manufacturer: null, serialNumber: null, usedBy: [] },
    ]);
});

test("without the system's list the links by id are what there is; without both there is none", async () => {
  const { byIdFolder, link } = openFolder();
  const list = () => Promise.reject(new Error("no udevadm"));
  expect(await listSerialPorts([], { list, byIdFolder })).toMatchObject([{ path: link, usedBy: [] }]);
  expect(await listSerialPorts([], { list, byIdFolder: "/nowhere" })).toEqual([]);
});

test("this machine's own list can be asked for", async () => {
  for (const port of await listSerialPorts(testSite.devices)) expect(port.path).toMatch(/^\S+$/);
});
