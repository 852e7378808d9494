import { expect, test } from "vitest";
import { makeContentJudge } from "../../../native/cameras/content/judge-content.ts";

const pixels = 64 * 36;
/** A scene with an edge, and noise of so many levels that depends on the seed. */
function scene(seed: number, noise: number): Uint8Array {
  let state = seed * 2_654_435_761 + 1;
  return Uint8Array.from({ length: pixels }, (_, at) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (at % 64 < 32 ? 60 : 180) + Math.round(((state >>> 16) / 65_535 - 0.5) * 2 * noise);
  });
}

function verdicts(lumas: readonly Uint8Array[], everyMs = 4000): string[] {
  const judge = makeContentJudge();
  return lumas.map((luma, at) => judge.look({ atMs: at * everyMs, luma }).content);
}

test("a still scene with a sensor's noise is seen, for ever", () => {
  expect(new Set(verdicts(Array.from({ length: 200 }, (_, at) => scene(at, 6))))).toEqual(new Set(["seen"]));
});

test("the same picture for 10 s is frozen since its first, and over with the first other one", () => {
  const judge = makeContentJudge();
  const look = (atMs: number, seed: number) => judge.look({ atMs, luma: scene(seed, 6) });
  expect(look(0, 1).content).toBe("seen");
  for (const atMs of [4000, 8000, 12_000]) expect(look(atMs, 2).content).toBe("seen");
  expect(look(14_000, 2)).toEqual({ content: "frozen", sinceMs: 4000 });
  expect(look(18_000, 2)).toEqual({ content: "frozen", sinceMs: 4000 });
  expect(look(22_000, 3)).toEqual({ content: "seen", sinceMs: 22_000 });
});

test("what an encoder's changing quality leaves does not hide that it is frozen", () => {
  const lumas = Array.from({ length: 5 }, (_, at) => scene(1, 6).map((value) => value + (at % 2 === 0 ? 2 : 0)));
  expect(verdicts(lumas).at(-1)).toBe("frozen");
});

test("black and covered are blank, whether their noise moves or not", () => {
  for (const noise of [0, 3]) {
    const lumas = Array.from({ length: 5 }, (_, at) =>
      scene(at, noise).map((value) => (value > 120 ? value - 160 : value - 40)),
    );
    expect(verdicts(lumas)).toEqual(["seen", "seen", "seen", "blank", "blank"]);
  }
});

test("a lens that is wiped and a light that goes out for a moment are nothing", () => {
  const dark = new Uint8Array(pixels).fill(16);
  const lumas = Array.from({ length: 40 }, (_, at) => (at % 4 < 2 ? dark : scene(at, 6)));
  expect(new Set(verdicts(lumas))).toEqual(new Set(["seen"]));
});

test("after a break the same picture is no proof", () => {
  const judge = makeContentJudge();
  for (const atMs of [0, 4000, 8000]) judge.look({ atMs, luma: scene(1, 6) });
  judge.forget();
  expect(judge.look({ atMs: 12_000, luma: scene(1, 6) }).content).toBe("seen");
});

test("of a large picture a spread of pixels is looked at: a noisy one is seen, the same one again is frozen", () => {
  const noisy = (seed: number): Uint8Array =>
    Uint8Array.from({ length: 1920 * 1080 }, (_, at) => 100 + ((at * 31 + seed * 17) % 40));
  const judge = makeContentJudge();
  const verdicts = [0, 1, 2, 3].map((at) => judge.look({ atMs: at * 5000, luma: noisy(at) }).content);
  expect(verdicts).toEqual(["seen", "seen", "seen", "seen"]);
  const frozen = [4, 5, 6].map((at) => judge.look({ atMs: at * 5000, luma: noisy(3) }).content);
  expect(frozen.at(-1)).toBe("frozen");
});
