import { expect, test } from "vitest";
import type { SearchMessage } from "../../../native/contract/enrol.ts";
import { makeCameraFinder } from "../../../native/station/camera-finder.ts";
import { heldClock } from "../held-clock.ts";

const { signal } = new AbortController();
const camera = { address: "http://10.0.0.9/onvif/device_service", username: "a", password: "b" };
const answering = (messages: readonly SearchMessage[]) =>
  async function* () {
    yield* messages;
  };

function finderOf(messages: readonly SearchMessage[], clock = heldClock()) {
  return makeCameraFinder({ clock, ask: answering(messages) as never });
}

async function all<T>(given: AsyncGenerator<T, void>): Promise<T[]> {
  const got: T[] = [];
  for await (const each of given) got.push(each);
  return got;
}

test("one search at a time; the next may begin when it is over or left", async () => {
  const finder = finderOf([{ type: "begun", interfaces: [], withinMs: 1 }]);
  const first = finder.discover(signal);
  await first.next();
  await expect(finder.discover(signal).next()).rejects.toMatchObject({ code: "rpc.too_often" });
  await first.return();
  await expect(finder.discover(signal).next()).resolves.toMatchObject({ value: { type: "begun" } });
});

test("at most sixty cameras are asked in a minute", async () => {
  const clock = heldClock();
  const finder = finderOf([], clock);
  for (let count = 0; count < 60; count++) await all(finder.probe(camera, signal));
  await expect(all(finder.probe(camera, signal))).rejects.toMatchObject({
    code: "rpc.too_often",
    params: { seconds: 60 },
  });
  clock.advance(60_000);
  await expect(all(finder.probe(camera, signal))).resolves.toEqual([]);
});
