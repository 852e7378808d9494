import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { systemClock } from "../../../../../native/base/clock.ts";
import { silentLogger } from "../../../../../native/base/logger.ts";
import type { DeviceReport } from "../../../../../native/contract/reports.ts";
import { openProfileLine } from "../../../../../native/devices/gates/frame-profile/driver.ts";
import { openLink } from "../../../../../native/link/open-link.ts";
import { plugPtyPair } from "../../../../harness/pty-pair.ts";
import { removeFolder, startStation, temporaryFolder } from "../../../../harness/station-process.ts";
import { readStoredLog } from "../../../../harness/stored-log.ts";
import { waitUntil } from "../../../../harness/wait-until.ts";
import { closing } from "../../../../set-up.ts";
import { startGateBoard } from "../../../../simulators/gate-board/start-gate-board.ts";
import { profileNamed } from "./profiles.ts";
import { inShort, profileGate } from "./wired-profile.ts";

const fixtures = new URL("../../../../fixtures/", import.meta.url).pathname;

async function openCable(): Promise<{ readonly ours: string; readonly theirs: string }> {
  const folder = temporaryFolder();
  const cable = await plugPtyPair(folder);
  closing(async () => {
    await cable.unplug();
    removeFolder(folder);
  });
  return { ours: cable.stationPath, theirs: cable.peerPath };
}

async function openBoard(board: string, path: string, units: readonly number[], baudRate = 9600) {
  const opened = await startGateBoard({ board, units, serial: { path, baudRate } });
  closing(() => opened.close());
  return opened;
}

function openGates(profileId: string, link: string, units: readonly number[]) {
  const told: string[] = [];
  const drivers = openProfileLine(
    units.map((unit) => profileGate({ id: `gate${unit}`, profile: profileId, unit, link })),
    {
      clock: systemClock,
      logger: silentLogger,
      report: async (report: DeviceReport) => void told.push(inShort(report)),
      openLink: (address, listener) => openLink(address, listener, { clock: systemClock, logger: silentLogger }),
      gateProfile: () => profileNamed(profileId),
    },
  );
  closing(async () => {
    for (const driver of drivers) await driver.close();
  });
  const all = (...wanted: readonly string[]): Promise<unknown> =>
    vi.waitUntil(() => wanted.every((each) => told.includes(each)), { timeout: 120_000 });
  return { drivers, told, all };
}

/** Real processes on a loaded machine. */
const longMs = 300_000;
const waitMs = 120_000;

test("two swing gates on one serial line, each with what happens to it alone", { timeout: longMs }, async () => {
  const { ours, theirs } = await openCable();
  const board = await openBoard("swing-flap-board", theirs, [1, 2]);
  const gates = openGates("swing-flap-board", `serial:${ours}?baudRate=9600`, [1, 2]);
  await vi.waitUntil(() => gates.drivers.every((driver) => driver.health().condition === "ok"), { timeout: 120_000 });
  board.happen(2, "left");
  board.happen(1, "alarm");
  await gates.all("gate2 left pulse", "gate1 alarm on");
  board.happen(1, "alarm-over");
  board.happen(2, "fault");
  await gates.all("gate1 alarm off", "gate2 fault on");
  board.happen(2, "power-cycle");
  await gates.all("gate2 left reset 1 0", "gate2 fault off");
  expect(gates.told.filter((each) => /gate1 (left|fault)|gate2 alarm/.test(each))).toEqual([]);
});

test("digits of any length over two units", { timeout: longMs }, async () => {
  const { ours, theirs } = await openCable();
  const board = await openBoard("tpw-321asp", theirs, [3, 4]);
  const gates = openGates("tpw-321asp", `serial:${ours}?baudRate=9600`, [3, 4]);
  await vi.waitUntil(() => gates.drivers.every((driver) => driver.health().framesGood > 3), { timeout: 120_000 });
  for (let count = 0; count < 12; count++) board.happen(4, "left");
  board.happen(3, "right");
  await gates.all("gate4 entries pulse 12", "gate3 exits pulse");
  expect(gates.told.filter((each) => each.includes("pulse"))).toHaveLength(2);
});

describe("a device from its sheet alone", () => {
  const device = (id: string, unit: number, link: string): object => ({
    id,
    kind: "gate",
    family: "frame-profile",
    profile: "hengshi-hs-6600",
    unit,
    link,
    area: "ed",
    name: { "zh-CN": "东门安检门", en: "East gate" },
  });
  const siteOf = (...devices: readonly object[]): object => ({
    site: { id: "sheet", name: { "zh-CN": "试验医院", en: "Test Hospital" } },
    areas: [{ id: "ed", name: { "zh-CN": "急诊大厅", en: "Emergency hall" } }],
    devices,
  });

  function folderWithProfile(change = (text: string): string => text): string {
    const dataFolder = temporaryFolder();
    closing(() => removeFolder(dataFolder));
    mkdirSync(join(dataFolder, "profiles"));
    const file = join(dataFolder, "profiles", "hengshi-hs-6600.yaml");
    copyFileSync(`${fixtures}gate-profiles/hengshi-hs-6600.yaml`, file);
    writeFileSync(file, change(readFileSync(file, "utf8")));
    return dataFolder;
  }

  async function open(dataFolder: string, site: object) {
    const station = await startStation({ dataFolder, site });
    closing(() => station.kill());
    return station;
  }

  test(
    "its profile in the data folder, its bytes on a serial line, its metal alarm in the log",
    { timeout: longMs },
    async () => {
      const { ours, theirs } = await openCable();
      const board = await openBoard("hengshi-hs-6600", theirs, [3, 16], 19_200);
      const dataFolder = folderWithProfile();
      const link = `serial:${ours}?baudRate=19200`;
      await open(dataFolder, siteOf(device("gate-east", 3, link), device("gate-west", 16, link)));
      board.happen(3, "alarm");
      const alarm = await waitUntil(
        "the metal alarm in the log",
        () => readStoredLog(dataFolder).alarms.find(({ kind }) => kind === "metal"),
        waitMs,
      );
      expect(alarm).toMatchObject({
        deviceId: "gate-east",
        pointId: "metal",
        class: "security",
        state: "active",
        name: { "zh-CN": "东门安检门 金属报警", en: "East gate: metal alarm" },
      });
      board.happen(3, "alarm-over");
      await waitUntil(
        "its end",
        () => readStoredLog(dataFolder).alarms.find(({ restoredAtMs }) => restoredAtMs !== null),
        waitMs,
      );
      expect(readStoredLog(dataFolder).alarms).toHaveLength(1);
    },
  );

  test(
    "a profile that somebody broke keeps its gate out and says so; the station starts",
    { timeout: longMs },
    async () => {
      const dataFolder = folderWithProfile((text) => text.replace("crc16-ccitt", "crc16-citt"));
      await open(dataFolder, siteOf(device("gate-east", 3, "serial:/dev/wardwatch-none?baudRate=19200")));
      const alarm = await waitUntil(
        "the lost gate in the log",
        () => readStoredLog(dataFolder).alarms.find(({ kind }) => kind === "device_lost"),
        waitMs,
      );
      expect(alarm).toMatchObject({ deviceId: "gate-east", class: "fault" });
    },
  );
});
