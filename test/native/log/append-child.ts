/**
 * A process of its own that appends to a log, for tests that kill it or take its disk away.
 * `append-child.ts FILE flood`: as fast as it can, 50 at a time. `append-child.ts FILE lines`: each line of stdin is
 * the key of an event. One line of JSON on stdout for everything that is acknowledged or changes.
 */
import { createInterface } from "node:readline";
import { systemClock } from "../../../native/base/clock.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import { openLog } from "../../../native/log/open-log.ts";
import { entryOf, gateEvent } from "./sample-events.ts";

const [file = "", mode = "flood"] = process.argv.slice(2);

function say(message: object): void {
  // Synchronous for a pipe: what is said is out before anything else happens.
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

const log = await openLog(
  {
    file,
    listener: {
      onStored: () => undefined,
      onCondition: ({ state, error }) => say({ state, reason: error?.params["reason"] ?? null }),
    },
  },
  { clock: systemClock, logger: silentLogger },
);

async function append(key: string): Promise<void> {
  const { events } = await log.append(entryOf(gateEvent(key, "急诊大厅安检门")));
  say({ key, seq: events[0]?.seq, hash: events[0]?.hash });
}

async function appendForEver(lane: number): Promise<void> {
  for (let count = 0; ; count++) await append(`${process.pid}-${lane}-${count}`);
}

say({ state: "open", seq: log.head.seq });
if (mode === "flood") await Promise.all(Array.from({ length: 50 }, (_, lane) => appendForEver(lane)));
else {
  const waiting: Promise<void>[] = [];
  for await (const key of createInterface({ input: process.stdin })) waiting.push(append(key));
  await Promise.all(waiting);
  await log.close();
  say({ state: "closed" });
}
