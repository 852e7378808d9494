import { expect, test } from "vitest";
import { systemClock } from "../../../native/base/clock.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import type { Device } from "../../../native/contract/site.ts";
import type { DeviceReport } from "../../../native/contract/reports.ts";
import type { Driver, DriverContext } from "../../../native/devices/driver.ts";
import { AttachedDevices, changedLinks } from "../../../native/station/attached-devices.ts";
import { testSite } from "../test-site.ts";

const [panel, gate, camera] = testSite.devices;
if (panel?.kind !== "panel" || gate?.kind !== "gate" || camera?.kind !== "camera" || gate.family !== "modbus-io")
  throw new Error("the test site has changed");

const second = { ...gate, id: "gate2", unit: 2 };

/** Drivers that write down what is done to them. */
function recorder(failing: readonly string[] = []) {
  const done: string[] = [];
  const reported: Promise<void>[] = [];
  let context: DriverContext | null = null;
  const attached = new AttachedDevices({
    context: {
      clock: systemClock,
      logger: silentLogger,
      report: (report: DeviceReport) => {
        const stored = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
          done.push(`stored ${report.deviceId}`);
        });
        reported.push(stored);
        return stored;
      },
      openLink: () => {
        throw new Error("not here");
      },
    },
    clock: systemClock,
    openDrivers: (devices, given) => {
      context = given;
      if (devices.some(({ id }) => failing.includes(id))) throw new Error("cannot");
      return devices.map(({ id }): Driver => {
        done.push(`open ${id}`);
        return {
          deviceId: id,
          health: () => {
            throw new Error("not here");
          },
          frames: () => [],
          close: () => {
            done.push(`close ${id}`);
            return Promise.resolve();
          },
        };
      });
    },
    lastSignal: (deviceId) => {
      done.push(`ask ${deviceId}`);
      return Promise.resolve(null);
    },
  });
  return {
    attached,
    done,
    report: (deviceId: string) => void context?.report({ type: "link.up", deviceId, atMs: 1, error: null }),
  };
}

test("a gate leaves a shared line while the others stay in the poll; one that comes opens the line anew", async () => {
  const { attached, done } = recorder();
  await attached.change([panel, gate, second]);
  done.length = 0;
  await attached.change([panel, gate]);
  expect(done).toEqual(["close gate2"]);
  done.length = 0;
  await attached.change([panel, gate, second]);
  expect(done).toEqual(["close gate1", "open gate1", "open gate2"]);
  expect(changedLinks([panel, gate], [panel, gate, second])).toEqual([
    { address: gate.link, action: "reopened", deviceIds: ["gate1", "gate2"] },
  ]);
  expect(changedLinks([panel, gate, second], [panel, gate])).toEqual([]);
  done.length = 0;
  await attached.close();
  expect(done).toEqual(["close rx1", "close gate1", "close gate2"]);
});

test("what a device reported is stored before the log is asked for its last message", async () => {
  const { attached, done, report } = recorder();
  await attached.change([panel]);
  done.length = 0;
  report("rx1");
  await attached.change([{ ...panel, heartbeatSeconds: 99 }]);
  expect(done).toEqual(["close rx1", "stored rx1", "ask rx1", "open rx1"]);
});

test("a line that cannot be opened is named, and the others are open", async () => {
  const { attached, done } = recorder(["rx1"]);
  await expect(attached.change([panel, gate])).rejects.toMatchObject({
    code: "site.line_failed",
    params: { address: panel.link, reason: "cannot" },
  });
  expect(done).toContain("open gate1");
  expect(attached.drivers.map(({ deviceId }) => deviceId)).toEqual(["gate1"]);
});

test("a camera's name touches no connection, its address does", () => {
  const named: Device = { ...camera, name: { "zh-CN": "新名" } };
  expect(changedLinks([camera], [named])).toEqual([]);
  const moved = { ...camera, address: "http://127.0.0.1:8082/onvif/device_service" };
  expect(changedLinks([camera], [moved])).toEqual([
    { address: moved.address, action: "reopened", deviceIds: ["cam1"] },
  ]);
});

test("changes asked for at once run in turn, and after the end none opens a line", async () => {
  const { attached, done } = recorder();
  await Promise.all([attached.change([panel, gate]), attached.change([gate])]);
  expect(done).toEqual(["ask rx1", "open rx1", "open gate1", "close rx1"]);
  const late = attached.change([panel, gate]);
  await attached.close();
  await late;
  expect(attached.drivers).toEqual([]);
  done.length = 0;
  await attached.change([panel]);
  expect(done).toEqual([]);
});
