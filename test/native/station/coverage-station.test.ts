import { expect, test } from "vitest";
import { silentLogger } from "../../../native/base/logger.ts";
import type { FromCameras } from "../../../native/contract/cameras-protocol.ts";
import { minuteMs } from "../../../native/contract/coverage.ts";
import type { CamerasChild } from "../../../native/station/cameras-process.ts";
import { openStation } from "../../../native/station/station.ts";
import { removeFolder, temporaryFolder } from "../../harness/station-process.ts";
import { closing } from "../../set-up.ts";
import { heldClock } from "../held-clock.ts";

const start = Date.UTC(2026, 2, 9, 8);
const camera = {
  id: "cam1",
  kind: "camera",
  family: "onvif",
  address: "http://127.0.0.1:1/onvif/device_service",
  area: "ed",
};
const siteText = JSON.stringify({
  site: { id: "test", name: { "zh-CN": "测试医院" }, timeZone: "Asia/Shanghai" },
  areas: [{ id: "ed", name: { "zh-CN": "急诊大厅" }, key: true }],
  devices: [camera],
});

/** A cameras process that says what the test says. */
function playedCameras() {
  let say: (message: FromCameras) => void = () => undefined;
  const start = (): CamerasChild => {
    const exits: ((reason: string) => void)[] = [];
    const end = (): void => {
      for (const listener of exits) listener("ended");
    };
    return {
      post(message) {
        if (message.type === "stop") end();
        // It knows nothing of files: whoever asks is told so, and does not wait.
        if (message.type !== "ask") return;
        const error = { code: "cameras.process_down", params: { reason: "played" } } as const;
        queueMicrotask(() => say({ type: "ended", request: message.request, error }));
      },
      onMessage: (listener) => void (say = listener),
      onExit: (listener) => void exits.push(listener),
      kill: end,
    };
  };
  return { start, say: (message: FromCameras) => say(message) };
}

async function open(folder: string, startMs: number) {
  const clock = heldClock(startMs);
  const cameras = playedCameras();
  const station = await openStation(
    { dataFolder: folder, version: "test", siteText, simulated: true, startCameras: cameras.start },
    { clock, logger: silentLogger },
  );
  let closed: Promise<void> | null = null;
  const close = (): Promise<void> => (closed ??= station.close("test"));
  closing(close);
  return { station, clock, cameras, close };
}

test("a station's life, its stop and the next one: the day tells of all three", async () => {
  const folder = temporaryFolder();
  closing(() => removeFolder(folder));
  const first = await open(folder, start);
  for (let minute = 0; minute < 20; minute++) {
    first.clock.advance(minuteMs);
    const cause = minute >= 5 && minute < 8 ? ("offline" as const) : null;
    const startMs = start + minute * minuteMs;
    first.cameras.say({ type: "minute", minute: { startMs, cameras: [{ cameraId: "cam1", cause }] } });
  }
  first.clock.advance(6000);
  const running = await first.station.services.coverage.day("2026-03-09");
  expect(running).toMatchObject({ isOver: false, areas: [{ areaId: "ed", wanted: 20, covered: 17 }] });
  await first.close();

  const second = await open(folder, start + 30 * minuteMs);
  second.clock.advance(10 * minuteMs + 6000);
  const { areas } = await second.station.services.coverage.day("2026-03-09");
  const minutes = areas[0]?.cameras[0]?.gaps.map(({ fromMs, toMs, cause }) => [
    (fromMs - start) / minuteMs,
    (toMs - start) / minuteMs,
    cause,
  ]);
  expect(minutes).toEqual([
    [5, 8, "offline"],
    [20, 30, "console_down"],
    [30, 40, "process_down"],
  ]);
});
