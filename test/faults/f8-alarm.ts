import { setTimeout as sleep } from "node:timers/promises";
import { startCameraChild } from "../harness/camera-child.ts";
import { openLivePage, signIn } from "../harness/live-page.ts";
import { sendPaced } from "../harness/pace.ts";
import { openTcpWire } from "../harness/peer-wire.ts";
import { percentilesOf, rounded } from "../harness/percentiles.ts";
import { descendantsOf } from "../harness/process-tree.ts";
import { openRawReceiver } from "../harness/raw-receiver.ts";
import { siteOfLines } from "../harness/site-of-lines.ts";
import { removeFolder, startStation, temporaryFolder } from "../harness/station-process.ts";
import { numberedFrame } from "../harness/surgard-frames.ts";
import { waitUntil } from "../harness/wait-until.ts";
import type { FaultOptions, FaultResult } from "./fault.ts";

const cameraCount = 4;
/** Frames a second, each an alarm or its repetition: a busy minute. */
const perSecond = 60;
const phaseMs = 10_000;
const rounds = 4;
const killEveryMs = 2500;
const mostRatio = 1.2;
/** The station is held for this long in the control. */
const heldMs = 100;

type Phase = "healthy" | "hung" | "killed";

/** F8-alarm: the acknowledgement of alarms while all cameras hang, and while their process is killed again and again. */
export async function alarmBesideCameras({ say }: FaultOptions): Promise<FaultResult> {
  const cameras = await Promise.all(
    Array.from({ length: cameraCount }, (_, at) => startCameraChild(`CAM-${at + 1}`, 10)),
  );
  const dataFolder = temporaryFolder();
  const wire = await openTcpWire();
  const receiver = openRawReceiver(wire);
  const devices = cameras.map(({ address }, at) => ({
    id: `cam${at + 1}`,
    kind: "camera",
    family: "onvif",
    address,
    username: "operator",
    password: "secret",
    area: "ed",
  }));
  const station = await startStation({ dataFolder, site: siteOfLines([wire.address], devices) });
  const page = openLivePage(await signIn(station.url));
  let count = 0;
  const sending = sendPaced(receiver, perSecond, () => numberedFrame(count++));
  const camerasPid = (): number | null =>
    descendantsOf(station.pid).find(({ command }) => /cameras\/main\.[jt]s/.test(command))?.pid ?? null;
  const times: Record<Phase, number[]> = { healthy: [], hung: [], killed: [] };
  let kills = 0;

  async function measure(phase: Phase, during: () => Promise<void> = () => sleep(phaseMs)): Promise<void> {
    sending.take();
    await during();
    times[phase].push(...sending.take());
  }
  async function killAgainAndAgain(): Promise<void> {
    for (let passed = 0; passed < phaseMs; passed += killEveryMs) {
      const pid = camerasPid();
      if (pid !== null) {
        process.kill(pid, "SIGKILL");
        kills += 1;
      }
      await sleep(killEveryMs);
    }
  }
  const orderAll = async (...lines: readonly string[]): Promise<void> => {
    for (const line of lines) await Promise.all(cameras.map((camera) => camera.order(line)));
  };

  try {
    await page.waitForEvent("a picture", ({ kind }) => kind === "camera.online");
    await sleep(2000);
    for (let round = 1; round <= rounds; round++) {
      say(`round ${round} of ${rounds}`);
      await measure("healthy");
      await orderAll("hang", "drop");
      await sleep(500);
      await measure("hung");
      await orderAll("hang=false");
      await measure("killed", killAgainAndAgain);
      await waitUntil("a cameras process", () => camerasPid() !== null, 60_000);
      await sleep(5000);
    }
    sending.take();
    process.kill(station.pid, "SIGSTOP");
    await sleep(heldMs);
    process.kill(station.pid, "SIGCONT");
    await sleep(500);
    const heldMaxMs = percentilesOf(sending.take()).max;
    await sending.stop();
    const [healthy, hung, killed] = (["healthy", "hung", "killed"] as const).map((phase) =>
      percentilesOf(times[phase]),
    );
    if (healthy === undefined || hung === undefined || killed === undefined) throw new Error("nothing was measured");
    const ratio = (of: typeof healthy): number => of.p99 / healthy.p99;
    return {
      id: "F8-alarm",
      name: "alarms beside cameras that hang",
      figure:
        `ACK p50 / p99 / max: healthy ${inWords(healthy)}, all cameras hung ${inWords(hung)} (p99 ratio ${rounded(ratio(hung))}), ` +
        `process killed ${kills} times ${inWords(killed)} (ratio ${rounded(ratio(killed))}) ms; ${sending.unanswered} unanswered`,
      target: `p99 ≤ ${mostRatio}× healthy in the same run`,
      pass: ratio(hung) <= mostRatio && ratio(killed) <= mostRatio && sending.unanswered === 0,
      control: {
        figure: `a station held for ${heldMs} ms is seen as ${rounded(heldMaxMs)} ms`,
        pass: heldMaxMs >= heldMs * 0.7,
      },
      details: { cameraCount, perSecond, phaseMs, rounds, kills, healthy, hung, killed },
    };
  } finally {
    receiver.stop();
    await page.close();
    station.child.kill("SIGKILL");
    for (const { child } of cameras) child.kill("SIGKILL");
    await wire.close();
    removeFolder(dataFolder);
  }
}

function inWords({ p50, p99, max }: { readonly p50: number; readonly p99: number; readonly max: number }): string {
  return `${rounded(p50)} / ${rounded(p99)} / ${rounded(max)}`;
}
