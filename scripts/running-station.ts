import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Where no station listens the refusal comes at once; one that is busy gets its time, ms. */
const answerWithinMs = 15_000;

/**
 * A fresh one-time address of the station that runs on this data folder. Rejects when none does, or when it
 * listens nowhere, as inside Electron.
 */
export async function addressOfRunningStation(dataFolder: string): Promise<string> {
  const origin = readFileSync(join(dataFolder, "station.origin"), "utf8");
  const key = readFileSync(join(dataFolder, "station.key"), "utf8");
  const answer = await fetch(`${origin}/address`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(answerWithinMs),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${origin} answered ${answer.status}`);
  return text;
}
