import { execFileSync } from "node:child_process";
import { appendFileSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openEarlyAck } from "../harness/early-ack.ts";
import { openLivePage, signIn } from "../harness/live-page.ts";
import { openTcpWire } from "../harness/peer-wire.ts";
import { percentilesOf, rounded } from "../harness/percentiles.ts";
import { openRawReceiver } from "../harness/raw-receiver.ts";
import { siteOfLines } from "../harness/site-of-lines.ts";
import { removeFolder, startStation, temporaryFolder } from "../harness/station-process.ts";
import { readStoredLog, verifyLog } from "../harness/stored-log.ts";
import { freshPointFrame, heartbeatFrame, rawOf } from "../harness/surgard-frames.ts";
import { waitUntil } from "../harness/wait-until.ts";
import type { FaultOptions, FaultResult } from "./fault.ts";

const diskBytes = 12 * 1024 * 1024;
/** How long the disk stays full after the first frame without an answer, ms: three tries of a receiver, and
 * the room comes when the last try is 3 s old, the worst moment for an answer in time. */
const fullForMs = 11_000;
const resumesWithinMs = 5_000;
/** The station shows what it could not store after a second; the rest is the way to the page. */
const shownWithinMs = 3_000;

/** Takes all the room that is left, and goes on taking what is freed, until released. */
function openBallast(folder: string): { release(): void } {
  const file = join(folder, "ballast");
  const block = Buffer.alloc(64 * 1024);
  const fill = (): void => {
    for (const size of [block.length, 4096]) {
      try {
        for (let count = 0; count < diskBytes / size; count++) appendFileSync(file, block.subarray(0, size));
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
      }
    }
  };
  fill();
  const timer = setInterval(fill, 50);
  return {
    release() {
      clearInterval(timer);
      rmSync(file);
    },
  };
}

/**
 * F3: a small tmpfs holds the data folder and is filled up while a receiver sends. A second receiver
 * stands behind a stand-in that acknowledges at once: its acknowledgements must be seen while the
 * disk is full, or the silence of the first proves nothing.
 */
export async function fillDisk({ say }: FaultOptions): Promise<FaultResult> {
  const disk = temporaryFolder();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${diskBytes}`, "tmpfs", disk], { stdio: "pipe" });
  } catch (error) {
    removeFolder(disk);
    throw new Error("F3 mounts a small tmpfs, for which it must run as root", { cause: error });
  }
  try {
    return await onDisk(disk, say);
  } finally {
    execFileSync("umount", ["-l", disk]);
    removeFolder(disk);
  }
}

async function onDisk(disk: string, say: (text: string) => void): Promise<FaultResult> {
  const dataFolder = join(disk, "data");
  const wire = await openTcpWire();
  const controlWire = await openTcpWire();
  const early = await openEarlyAck(controlWire.port);
  const receiver = openRawReceiver(wire);
  const controlReceiver = openRawReceiver(controlWire);
  const station = await startStation({ dataFolder, site: siteOfLines([wire.address, early.address]) });
  const page = openLivePage(await signIn(station.url));
  const acknowledged: string[] = [];
  let count = 0;
  try {
    const usualMs: number[] = [];
    await waitUntil("the page's subscription", () => page.connections > 0);
    for (; count < 50; count++) {
      const { frame } = freshPointFrame(count);
      const answer = await receiver.send(frame);
      if (answer === null) throw new Error("no acknowledgement although there is room");
      usualMs.push(answer.ackMs);
      acknowledged.push(rawOf(frame));
    }

    say("filling the disk");
    const ballast = openBallast(disk);
    // Room within the file may still take a few frames: they are stored, and rightly acknowledged.
    let stuckSinceMs = performance.now();
    let pending: { point: string; raw: string; answer: Promise<unknown> } | null = null;
    while (pending === null) {
      const { frame, pointId } = freshPointFrame(count++, "120");
      const before = receiver.acks;
      stuckSinceMs = performance.now();
      const answer = receiver.send(frame);
      await Promise.race([answer, sleep(1_500)]);
      if (receiver.acks === before) pending = { point: pointId, raw: rawOf(frame), answer };
      else acknowledged.push(rawOf(frame));
      if (count > 20_000) throw new Error("the disk does not get full");
    }
    const stuck = pending;
    const acksWhenStuck = receiver.acks;
    const shown = await page.waitForAlarm(
      "the alarm that cannot be stored",
      (alarm) => alarm.pointId === stuck.point,
      shownWithinMs * 5,
    );
    const shownMs = shown.seenMs - stuckSinceMs;
    const controlFrame = freshPointFrame(60_000, "120").frame;
    const controlAnswer = await controlReceiver.send(controlFrame, 2);
    await sleep(Math.max(0, fullForMs - (performance.now() - stuckSinceMs)));
    const acksWhileFull = receiver.acks - acksWhenStuck;
    const condition = page.conditions.at(-1)?.log;
    const freeBytes = statfsSync(disk).bavail * statfsSync(disk).bsize;
    const storedWhileFull = readStoredLog(dataFolder).frames.has(stuck.raw);

    say("freeing the disk");
    const freedMs = performance.now();
    ballast.release();
    await stuck.answer;
    const resumedMs = performance.now() - freedMs;
    acknowledged.push(stuck.raw);
    // The line works as before: a heartbeat, then more alarms.
    await receiver.send(heartbeatFrame());
    for (const end = count + 50; count < end; count++) {
      const { frame } = freshPointFrame(count);
      await receiver.send(frame);
      acknowledged.push(rawOf(frame));
    }
    await page.waitForAlarm(
      "the alarm, stored",
      ({ pointId, raisedSeq }) => pointId === stuck.point && raisedSeq !== null,
    );
    await waitUntil("the log's recovery on the page", () => page.conditions.at(-1)?.log.state === "ok");
    await station.stop();
    const log = readStoredLog(dataFolder);
    const missing = acknowledged.filter((raw) => !log.frames.has(raw));
    const doubled = [...log.frames].filter(([, times]) => times > 1).map(([raw]) => raw);
    const chain = await verifyLog(dataFolder);

    const marked = shown.alarm.raisedSeq === null;
    return {
      id: "F3",
      name: "disk full",
      figure:
        `${acksWhileFull} acknowledgements in ${fullForMs / 1000} s of full disk (tmpfs); alarm shown after ` +
        `${rounded(shownMs / 1000)} s ${marked ? "marked not stored" : "NOT MARKED"}; acknowledged ` +
        `${rounded(resumedMs / 1000)} s after room was made; ${missing.length} of ${acknowledged.length} missing, ${doubled.length} twice`,
      target: `0 acknowledgements, shown marked ≤ ${shownWithinMs / 1000} s, resumes < ${resumesWithinMs / 1000} s, all in the log`,
      pass:
        acksWhileFull === 0 &&
        !storedWhileFull &&
        marked &&
        shownMs <= shownWithinMs &&
        condition?.state === "unavailable" &&
        resumedMs < resumesWithinMs &&
        missing.length === 0 &&
        doubled.length === 0 &&
        page.outOfOrder.length === 0 &&
        chain.ok,
      control: {
        figure: `a stand-in that acknowledges at once is seen to do so while the disk is full: ${controlAnswer === null ? "NO" : "yes"}`,
        pass: controlAnswer !== null,
      },
      details: {
        disk: `tmpfs of ${diskBytes} bytes, ${freeBytes} free while full`,
        usualAckMs: percentilesOf(usualMs),
        acksWhileFull,
        storedWhileFull,
        shownMs: rounded(shownMs),
        condition,
        resumedMs: rounded(resumedMs),
        acknowledged: acknowledged.length,
        missing,
        doubled,
        chain: chain.said.split("\n")[0],
        outOfOrder: page.outOfOrder,
      },
    };
  } finally {
    receiver.stop();
    controlReceiver.stop();
    await page.close();
    station.child.kill("SIGKILL");
    await Promise.all([wire.close(), early.close(), controlWire.close()]);
  }
}
