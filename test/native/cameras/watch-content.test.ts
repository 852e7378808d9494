import { expect, test } from "vitest";
import { silentLogger } from "../../../native/base/logger.ts";
import { reduceView } from "../../../native/cameras/content/reduce-view.ts";
import { watchContent } from "../../../native/cameras/content/watch-content.ts";
import { decodeLuma } from "../../../native/cameras/h264/decode-still.ts";
import { closing } from "../../set-up.ts";
import { type HeldClock, heldClock } from "../held-clock.ts";
import { encodedPicture } from "./decoded-view.ts";

/** Looks are asynchronous: the clock moves on when the next one waits for its time. */
async function advanceLooks(clock: HeldClock, looks: number, before: () => void): Promise<void> {
  for (let at = 0; at < looks; at++) {
    before();
    clock.advance(4000);
    while (clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

test("a camera that was turned is told as moved, and as seen when its new view is set; without a reference never", async () => {
  const clock = heldClock();
  const said: string[] = [];
  const watch = watchContent((verdict) => said.push(verdict.content), { clock, logger: silentLogger });
  closing(() => watch.close());
  // Noise of each its own: frozen pictures are another matter.
  const scenes = ["null", "pad=800:440:80:40,crop=640:360:16:40"].map((filters) =>
    [3, 4].map((seed) => encodedPicture("corridor", `${filters},noise=alls=20:allf=t:all_seed=${seed}`)),
  );
  let shown = 0;
  let count = 0;
  const show = (): void => {
    const picture = scenes[shown]?.[count++ % 2];
    if (picture !== undefined) watch.onPicture({ ...picture, receivedAtMs: clock.nowMs() });
  };
  const referenceOf = async (which: number) => reduceView(await decodeLuma(scenes[which]?.slice(0, 1) ?? []));

  shown = 1;
  await advanceLooks(clock, 24, show);
  expect(said).toEqual([]);
  watch.setView(await referenceOf(0));
  await advanceLooks(clock, 24, show);
  expect(said).toEqual(["moved"]);
  expect(watch.now?.content).toBe("moved");
  watch.setView(await referenceOf(1));
  expect(said).toEqual(["moved", "seen"]);
  await advanceLooks(clock, 24, show);
  expect(said).toEqual(["moved", "seen"]);
});
