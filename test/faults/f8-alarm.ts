import { setTimeout as sleep } from "node:timers/promises";
import { startCameraChild } from "../harness/camera-child.ts";
import { openLivePage, signIn } from "../harness/live-page.ts";
import { sendPaced } from "../harness/pace.ts";
import { openTcpWire } from "../harness/peer-wire.ts";
import { type Percentiles, percentilesOf, rounded } from "../harness/percentiles.ts";
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
const phaseMs = 6000;
const rounds = 9;
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
  /** Acknowledgement times, ms, a list a round. */
  const times: Record<Phase, number[][]> = { healthy: [], hung: [], killed: [] };
  let kills = 0;

  async function measure(phase: Phase, during: () => Promise<void> = () => sleep(phaseMs)): Promise<void> {
    sending.take();
    await during();
    times[phase].push(sending.take());
  }
  /** It is started anew within the phase, and connects to its cameras. */
  async function killOnce(): Promise<void> {
    const pid = camerasPid();
    if (pid !== null) {
      process.kill(pid, "SIGKILL");
      kills += 1;
    }
    await sleep(phaseMs);
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
      await measure("killed", killOnce);
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
    const healthy = judge(times.healthy);
    const hung = judge(times.hung);
    const killed = judge(times.killed);
    const ratio = (of: Judged): number => of.p99OfRounds / healthy.p99OfRounds;
    return {
      id: "F8-alarm",
      name: "alarms beside cameras that hang",
      figure:
        `ACK p50 / p99 / max, median of the rounds' p99: healthy ${inWords(healthy)}; ` +
        `all cameras hung ${inWords(hung)} (ratio ${rounded(ratio(hung))}); ` +
        `process killed ${kills} times ${inWords(killed)} (ratio ${rounded(ratio(killed))}) ms; ${sending.unanswered} unanswered`,
      target: `the median round's p99 ≤ ${mostRatio}× healthy in the same run`,
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

interface Judged extends Percentiles {
  /** Median over the rounds: a disk that stalls in one of them is not the cameras' doing. */
  readonly p99OfRounds: number;
}

function judge(roundsMs: readonly (readonly number[])[]): Judged {
  const each = roundsMs.map((ms) => percentilesOf(ms).p99);
  return { ...percentilesOf(roundsMs.flat()), p99OfRounds: percentilesOf(each).p50 };
}

function inWords({ p50, p99, max, p99OfRounds }: Judged): string {
  return `${rounded(p50)} / ${rounded(p99)} / ${rounded(max)}, ${rounded(p99OfRounds)}`;
}
