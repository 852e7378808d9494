import { expect, test } from "vitest";
import { PageSessions } from "../../../native/station/page-sessions.ts";
import { heldClock } from "../held-clock.ts";

const key = Buffer.alloc(32, 7);
const day = 24 * 3600 * 1000;

test("a token is good for one exchange", () => {
  const sessions = new PageSessions(key, heldClock());
  const token = sessions.mintToken();
  const cookie = sessions.exchange(token);
  expect(sessions.find(cookie!)).toMatchObject({ actor: null });
  expect(sessions.exchange(token)).toBeNull();
  expect(sessions.exchange("guess")).toBeNull();
});

test("a cookie finds the same session again, and outlives a restart of the station", () => {
  const clock = heldClock();
  const before = new PageSessions(key, clock);
  const cookie = before.exchange(before.mintToken())!;
  expect(before.find(cookie)).toBe(before.find(cookie));
  expect(new PageSessions(key, clock).find(cookie)).toMatchObject({ id: before.find(cookie)!.id });
});

test("a cookie that was changed, signed by another station or too old finds nothing", () => {
  const clock = heldClock();
  const sessions = new PageSessions(key, clock);
  const cookie = sessions.exchange(sessions.mintToken())!;
  expect(new PageSessions(Buffer.alloc(32, 8), clock).find(cookie)).toBeNull();
  const [id, expires, signature] = cookie.split(".");
  expect(sessions.find(`${id}.${Number(expires) + 1}.${signature}`)).toBeNull();
  for (const bad of [undefined, "", "a", "a.b", "a.b.c", `${cookie}.x`, cookie.slice(0, -1)])
    expect(sessions.find(bad)).toBeNull();
  clock.advance(8 * day);
  expect(sessions.find(cookie)).toBeNull();
});

test("an address that was not used for half a day is dead", () => {
  const clock = heldClock();
  const sessions = new PageSessions(key, clock);
  const token = sessions.mintToken();
  clock.advance(day / 2 + 1);
  expect(sessions.exchange(token)).toBeNull();
});
