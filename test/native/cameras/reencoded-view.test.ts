import { expect, test } from "vitest";
import { AppError } from "../../../native/base/app-error.ts";
import type { Picture } from "../../../native/cameras/h264/picture-assembler.ts";
import { openLiveReencoder } from "../../../native/cameras/reencode/live-reencoder.ts";
import type { LiveReencoderListener } from "../../../native/cameras/reencode/live-reencoder.ts";
import { makeReencodedView } from "../../../native/cameras/reencode/reencoded-view.ts";
import { makeReencodeSlots } from "../../../native/cameras/reencode/reencode-slots.ts";
import type { ErrorData } from "../../../native/contract/errors.ts";
import { heldClock } from "../held-clock.ts";

const picture = (receivedAtMs: number, key = false): Picture => ({
  encoding: "h265",
  bytes: Uint8Array.of(0, 0, 0, 1, 2, 1, 0x80),
  key,
  receivedAtMs,
  timestampUs: receivedAtMs * 1000,
});

/** A view whose encoders do nothing but tell what they were given. */
function openView(kept: readonly Picture[] = []) {
  const time = heldClock();
  const slots = makeReencodeSlots(1);
  const encoders: { readonly listener: LiveReencoderListener; readonly given: number[]; isClosed: boolean }[] = [];
  const view = makeReencodedView({
    clock: time,
    slots,
    kept: () => kept,
    open(listener) {
      const encoder = { listener, given: [] as number[], isClosed: false };
      encoders.push(encoder);
      return {
        push: ({ receivedAtMs }) => void encoder.given.push(receivedAtMs),
        close: () => void (encoder.isClosed = true),
      };
    },
  });
  const join = () => {
    const troubles: (ErrorData | null)[] = [];
    const leave = view.join({
      onConfig: () => undefined,
      onPicture: () => undefined,
      onTrouble: (error) => troubles.push(error),
    });
    return { troubles, leave };
  };
  return { time, slots, encoders, view, join };
}

test("one encoder for all who look, begun with what is kept and ended with the last; then its slot is free", () => {
  const { slots, encoders, view, join } = openView([picture(1, true), picture(2)]);
  view.onPicture(picture(0, true));
  const [first, second] = [join(), join()];
  view.onPicture(picture(3));
  first.leave();
  view.onPicture(picture(4));
  expect(encoders).toMatchObject([{ given: [1, 2, 3, 4], isClosed: false }]);
  second.leave();
  expect(encoders[0]?.isClosed).toBe(true);
  const free = Array.from({ length: slots.most }, () => slots.take(() => undefined));
  expect(free).not.toContain(null);
});

test("it waits for a key picture when nothing is kept, and anew after a break", () => {
  const { encoders, view, join } = openView();
  join();
  for (const each of [picture(1), picture(2, true), picture(3)]) view.onPicture(each);
  view.begin();
  for (const each of [picture(4), picture(5, true)]) view.onPicture(each);
  expect(encoders.map(({ given }) => given)).toEqual([[2, 3], [5]]);
});

test("a failure is told to all, gives the slot back and is tried again after 10 s", () => {
  const { time, slots, encoders, join } = openView([picture(1, true)]);
  const viewer = join();
  encoders[0]?.listener.onFailed(new AppError("camera.reencode_failed", { reason: "x" }));
  const late = join();
  const told = { code: "camera.reencode_failed", params: { reason: "x" } };
  expect([viewer.troubles, late.troubles]).toEqual([[told], [told]]);
  const giveBack = slots.take(() => undefined);
  expect(giveBack).not.toBeNull();
  giveBack?.();
  time.advance(9_999);
  expect(encoders).toHaveLength(1);
  time.advance(1);
  expect(encoders).toHaveLength(2);
  expect(viewer.troubles).toEqual([told, null]);
});

test("who has left while there was no slot is not begun when one comes free", () => {
  const { slots, encoders, join } = openView();
  const giveBack = Array.from({ length: slots.most }, () => slots.take(() => undefined));
  const viewer = join();
  expect(viewer.troubles).toMatchObject([{ code: "camera.reencode_limit" }]);
  viewer.leave();
  giveBack[0]?.();
  expect(encoders).toEqual([]);
});

test("a machine that does not keep up says so instead of showing the past", async () => {
  const time = heldClock();
  const failed: string[] = [];
  const reencoder = openLiveReencoder(
    {
      onConfig: () => undefined,
      onPicture: () => undefined,
      onFailed: ({ params }) => failed.push(String(params["reason"])),
    },
    time,
  );
  reencoder.push(picture(0, true));
  reencoder.push(picture(10));
  // The first is on its thread; four seconds of pictures gather behind it.
  reencoder.push(picture(4000));
  expect(failed).toEqual([]);
  time.advance(6001);
  reencoder.push(picture(8000));
  expect(failed).toEqual(["too slow"]);
  reencoder.push(picture(9000));
  expect(failed).toHaveLength(1);
});
