import { expect, test } from "vitest";
import { silentLogger } from "../../../native/base/logger.ts";
import { makeCameraClock } from "../../../native/cameras/onvif/camera-clock.ts";
import type { CameraConnection } from "../../../native/cameras/onvif/read-camera.ts";
import { watchCameraClock } from "../../../native/cameras/onvif/watch-camera-clock.ts";
import type { XmlElement } from "../../../native/cameras/onvif/xml.ts";
import type { CameraClockReport } from "../../../native/contract/reports.ts";
import { closing } from "../../set-up.ts";
import { heldClock } from "../held-clock.ts";

/** A camera whose clock is `offsetMs` from ours, and tells it when asked. */
function clocked() {
  const clock = heldClock();
  const reports: CameraClockReport[] = [];
  const peer = { offsetMs: 0, asked: 0 };
  const parts = (date: Date): XmlElement => ({
    Time: { Hour: `${date.getUTCHours()}`, Minute: `${date.getUTCMinutes()}`, Second: `${date.getUTCSeconds()}` },
    Date: { Year: `${date.getUTCFullYear()}`, Month: `${date.getUTCMonth() + 1}`, Day: `${date.getUTCDate()}` },
  });
  const cameraClock = makeCameraClock(clock);
  const connection: CameraConnection = {
    deviceUrl: new URL("http://10.0.0.5/"),
    cameraClock,
    services: { media1: null, media2: null, events: null, ptz: null },
    soap: {
      call: () => {
        peer.asked++;
        return Promise.resolve({
          SystemDateAndTime: { UTCDateTime: parts(new Date(clock.nowMs() + peer.offsetMs)) },
        });
      },
    },
  };
  const watch = watchCameraClock("cam1", (report) => reports.push(report), { clock, logger: silentLogger });
  closing(() => watch.close());
  return {
    peer,
    reports,
    watch,
    connect: (): void => {
      cameraClock.read(clock.nowMs() + peer.offsetMs, clock.monotonicMs(), clock.monotonicMs());
      watch.connect(connection);
    },
    pass: async (ms: number): Promise<void> => {
      clock.advance(ms);
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

test("wrong in two readings is told, the second a minute after the first; right again too", async () => {
  const { peer, reports, watch, connect, pass } = clocked();
  connect();
  expect(reports).toMatchObject([{ type: "camera.clock_ok", isFirst: true }]);
  peer.offsetMs = 7000;
  await pass(3_600_000);
  expect(reports).toHaveLength(1);
  await pass(60_000);
  expect(reports.slice(1)).toMatchObject([{ type: "camera.clock_off", offsetMs: 7000, isFirst: false }]);
  expect(watch.offsetMs()).toBe(7000);
  expect(watch.isOff()).toBe(true);
  await pass(3_600_000);
  expect(reports).toHaveLength(2);
  peer.offsetMs = -4000;
  await pass(3_600_000);
  await pass(60_000);
  expect(reports.slice(2)).toMatchObject([{ type: "camera.clock_ok", offsetMs: -4000 }]);
  expect(watch.isOff()).toBe(false);
});

test("one wrong reading is no news, and it is asked once an hour", async () => {
  const { peer, reports, connect, pass } = clocked();
  connect();
  peer.offsetMs = 60_000;
  await pass(3_600_000);
  peer.offsetMs = 0;
  await pass(60_000);
  expect(reports).toHaveLength(1);
  for (let hour = 0; hour < 10; hour++) await pass(3_600_000);
  expect(peer.asked).toBe(12);
});
