import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { type Sending, sendPaced } from "../harness/pace.ts";
import { openPtyWire } from "../harness/peer-wire.ts";
import { type Percentiles, percentilesOf } from "../harness/percentiles.ts";
import { plugPtyPair } from "../harness/pty-pair.ts";
import { openRawReceiver } from "../harness/raw-receiver.ts";
import type { Receivers } from "../harness/receivers.ts";
import { removeFolder, temporaryFolder } from "../harness/station-process.ts";
import { freshPointFrame } from "../harness/surgard-frames.ts";

const echoScript = fileURLToPath(new URL("bare-echo.ts", import.meta.url));

export interface AckTimes {
  readonly pty: Percentiles;
  readonly tcp: Percentiles;
  readonly all: Percentiles;
  readonly sent: number;
  /** Frames a minute that were acknowledged. */
  readonly perMinute: number;
}

/** Every receiver sends its share of `perMinute` for a time; `nextFrame` is asked for each frame. */
export async function measureAcks(
  { all }: Receivers,
  perMinute: number,
  forMs: number,
  nextFrame: () => Buffer,
): Promise<AckTimes> {
  const startMs = performance.now();
  const perSecond = perMinute / 60 / all.length;
  const sendings = all.map(({ name, receiver }, index) => ({
    name,
    // Receivers do not send in step.
    sending: sendPaced(receiver, perSecond, nextFrame, (index * 1000) / perSecond / all.length),
  }));
  await sleep(forMs);
  await Promise.all(sendings.map(({ sending }) => sending.stop()));
  const minutes = (performance.now() - startMs) / 60_000;
  const timesOf = (wanted: (name: string) => boolean): number[] =>
    sendings.filter(({ name }) => wanted(name)).flatMap(({ sending }: { sending: Sending }) => sending.ackMs);
  const sent = timesOf(() => true).length;
  return {
    pty: percentilesOf(timesOf((name) => name === "pty")),
    tcp: percentilesOf(timesOf((name) => name === "tcp")),
    all: percentilesOf(timesOf(() => true)),
    sent,
    perMinute: sent / minutes,
  };
}

export interface BareEcho {
  /** Acknowledgement times of frames sent at this pace for this long. */
  measure(perSecond: number, forMs: number): Promise<Percentiles>;
  close(): Promise<void>;
}

/**
 * A serial line with a bare echo behind it, in a process of its own as the station is. With a database
 * each frame is one row and one commit, synchronous=FULL, before the answer.
 */
export async function openBareEcho(database: string | null): Promise<BareEcho> {
  const folder = temporaryFolder();
  const cable = await plugPtyPair(folder);
  const wire = openPtyWire(cable.peerPath, cable.stationPath);
  const receiver = openRawReceiver(wire);
  const echo = spawn(process.execPath, [echoScript, cable.stationPath, ...(database === null ? [] : [database])], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(echo.stdout, "data");
  let count = 0;
  const nextFrame = (): Buffer => freshPointFrame(count++).frame;
  for (let warm = 0; warm < 50; warm++) await receiver.send(nextFrame());
  return {
    async measure(perSecond, forMs) {
      const sending = sendPaced(receiver, perSecond, nextFrame);
      await sleep(forMs);
      await sending.stop();
      return percentilesOf(sending.ackMs);
    },
    async close() {
      receiver.stop();
      echo.kill("SIGKILL");
      await wire.close();
      await cable.unplug();
      removeFolder(folder);
    },
  };
}

/** A bare commit of one row, synchronous=FULL, with nothing else around it. */
export async function measureCommits(folder: string, perSecond: number, forMs: number): Promise<Percentiles> {
  const database = new Database(join(folder, "commits.db"));
  try {
    database.pragma("journal_mode=wal");
    database.pragma("synchronous=full");
    database.exec("create table row (id integer primary key, body text not null) strict");
    const insert = database.prepare("insert into row (body) values (?)");
    const body = "x".repeat(400);
    for (let warm = 0; warm < 50; warm++) insert.run(body);
    const times: number[] = [];
    const startMs = performance.now();
    for (let count = 0; performance.now() - startMs < forMs; count++) {
      const waitMs = startMs + (count * 1000) / perSecond - performance.now();
      if (waitMs > 0) await sleep(waitMs);
      const beginMs = performance.now();
      insert.run(body);
      times.push(performance.now() - beginMs);
    }
    return percentilesOf(times);
  } finally {
    database.close();
  }
}
