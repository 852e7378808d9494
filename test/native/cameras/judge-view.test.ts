import fc from "fast-check";
import { expect, test } from "vitest";
import { compareViews } from "../../../native/cameras/content/compare-view.ts";
import { makeViewJudge } from "../../../native/cameras/content/judge-view.ts";
import { type ReducedView, viewHeight, viewWidth } from "../../../native/cameras/content/reduce-view.ts";
import { decodedView } from "./decoded-view.ts";

/** Looks so far apart, ms, as the cameras process takes them. */
const everyMs = 12_000;
const scenes = ["corridor", "testsrc2", "mandelbrot"] as const;

/** What is said after so many looks at the same view, each as the function gives it. */
function lastVerdict(reference: ReducedView, looks: readonly ReducedView[]): boolean {
  const judge = makeViewJudge(reference);
  looks.forEach((view, at) => judge.look(at * everyMs, view));
  return judge.look(looks.length * everyMs, looks.at(-1) ?? reference)?.isMoved === true;
}
const looksOf = (view: ReducedView): ReducedView[] => Array.from({ length: 8 }, () => view);

/** Filters under which it is still the same view. */
const sameView = {
  nothing: "null",
  noise: "noise=alls=15:allf=t",
  dusk: "eq=brightness=-0.25:contrast=0.6",
  glare: "eq=brightness=0.2:contrast=1.3",
  "lights and shadows changed places": "negate",
  "out of focus a little": "gblur=sigma=2",
  "1 % to the side": "pad=700:420:30:30,crop=640:360:24:27",
} as const;

/** Filters that are a camera which somebody turned. */
const otherView = {
  "10 % to the side": "pad=800:440:80:40,crop=640:360:16:40",
  "rotated by 12°": "rotate=12*PI/180",
  "zoomed by a third": "scale=864:486,crop=640:360:10:5",
  "upside down": "vflip,hflip,rotate=3*PI/180",
} as const;

test.each(scenes)(
  "%s: light, noise and a hand's breadth are the same view; a turned camera is another",
  async (scene) => {
    const reference = await decodedView(scene);
    for (const [name, filters] of Object.entries(sameView))
      expect([name, lastVerdict(reference, looksOf(await decodedView(scene, filters)))]).toEqual([name, false]);
    // The zoom into a fractal's middle looks like the fractal.
    for (const [name, filters] of Object.entries(otherView).filter(
      ([each]) => scene !== "mandelbrot" || !/zoom/.test(each),
    ))
      expect([name, lastVerdict(reference, looksOf(await decodedView(scene, filters)))]).toEqual([name, true]);
  },
  120_000,
);

test("every other scene is another view", async () => {
  const views = await Promise.all(scenes.map((scene) => decodedView(scene)));
  const moved = views.map((reference) => views.map((view) => lastVerdict(reference, looksOf(view))));
  expect(moved).toEqual(views.map((reference) => views.map((view) => view !== reference)));
});

test("people who walk through, even a crowd that hides half of it at any time, are not another view", async () => {
  const reference = await decodedView("corridor");
  const person = (x: number, shade: string) => `drawbox=x=${x}:y=80:w=110:h=280:c=${shade}:t=fill`;
  const looks: ReducedView[] = [];
  for (let at = 0; at < 8; at++) {
    const crowd = [0, 160, 320, 480].map((x, which) =>
      person((x + at * 57 + which * 23) % 600, which % 2 ? "white" : "gray"),
    );
    looks.push(await decodedView("corridor", crowd.join(",")));
  }
  const judge = makeViewJudge(reference);
  const said = looks.map((view, at) => judge.look(at * everyMs, view)?.isMoved);
  expect(said).not.toContain(true);
});

test("moved after a minute, since the first look that showed it; over with the first look at the right view", async () => {
  const right = await decodedView("corridor");
  const other = await decodedView("corridor", otherView["10 % to the side"]);
  const judge = makeViewJudge(right);
  expect(judge.look(1000, right)).toEqual({ isMoved: false, sinceMs: 1000 });
  const said = Array.from({ length: 8 }, (_, at) => judge.look(13_000 + at * everyMs, other));
  expect(said.map((each) => each?.isMoved)).toEqual([false, false, false, false, false, true, true, true]);
  expect(said.at(-1)?.sinceMs).toBe(13_000);
  expect(judge.look(200_000, right)).toEqual({ isMoved: false, sinceMs: 200_000 });
});

test("too dark to tell is no answer, and neither is a scene without edges", async () => {
  const dark = await decodedView("corridor", "eq=brightness=-0.6:contrast=0.2");
  const reference = await decodedView("corridor");
  expect(makeViewJudge(reference).look(0, dark)).toBeNull();
  const plain = new Uint8Array(viewWidth * viewHeight).fill(120);
  expect(makeViewJudge(plain).look(0, reference)).toBeNull();
});

test("any picture is the same view as itself, brighter, darker or of less contrast, or cannot be told", () => {
  const pictures = fc.uint8Array({ minLength: viewWidth * viewHeight, maxLength: viewWidth * viewHeight });
  fc.assert(
    fc.property(pictures, fc.integer({ min: -60, max: 60 }), (noise, brighter) => {
      const view = noise.map((value) => 64 + (value >> 1));
      const lit = view.map((value) => value + brighter);
      const { known, found, isTelling } = compareViews(view, lit);
      expect(!isTelling || found.length === known.length).toBe(true);
    }),
    { numRuns: 30 },
  );
});
