import fc from "fast-check";
import { expect, test } from "vitest";
import { makePresence } from "../../../native/cameras/presence.ts";

/** Ten pictures a second while it is there; what is told, with the second. */
function toldOf(isThere: (second: number) => boolean, seconds: number): string[] {
  const presence = makePresence();
  const told: string[] = [];
  let wasThere = false;
  for (let tenth = 0; tenth < seconds * 10; tenth++) {
    const there = isThere(tenth / 10);
    if (wasThere && !there) presence.onBreak();
    if (wasThere && !there && presence.onLost(tenth * 100)) told.push(`offline ${tenth / 10}`);
    if (there && presence.onPicture(tenth * 100)) told.push(`online ${tenth / 10}`);
    wasThere = there;
  }
  return told;
}

test("an outage and its end are told at once", () => {
  expect(toldOf((second) => second < 10 || second >= 20, 60)).toEqual(["online 0", "offline 10", "online 20"]);
});

test("a camera that comes and goes every 3 s is away after the third time until it stays for half a minute", () => {
  const told = toldOf((second) => second >= 300 || second % 6 < 3, 400);
  expect(told).toEqual(["online 0", "offline 3", "online 6", "offline 9", "online 12", "offline 15", "online 330"]);
});

test("three outages a day are told like one", () => {
  const hour = 3600;
  const told = toldOf((second) => second % hour >= 60, hour * 4);
  expect(told.length).toBe(7);
});

test("however it comes and goes, ten minutes have few events, and the last word is right once it is still", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 60 }), fc.boolean(), (lengths, ends) => {
      const edges: number[] = [];
      let at = 0;
      for (const length of lengths) edges.push((at += length));
      const isThere = (second: number): boolean =>
        second >= at ? ends : edges.filter((edge) => edge <= second).length % 2 === 0;
      const told = toldOf(isThere, at + 60).map((each) => each.split(" "));
      const last = told.at(-1)?.[0];
      expect(last === "online").toBe(ends);
      for (let from = 0; from < at; from += 100)
        expect(told.filter(([, second]) => Number(second) >= from && Number(second) < from + 600).length).toBeLessThan(
          (2 * 600) / 30 + 8,
        );
    }),
  );
});
