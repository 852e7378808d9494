import { describe, expect, test } from "vitest";
import type { Alarm } from "../../../native/contract/alarms.ts";
import { type DeskState, quietDesk } from "../../../native/contract/desk.ts";
import type { StoredEvent } from "../../../native/contract/events.ts";
import type { LiveMessage, LogCondition } from "../../../native/contract/rpc.ts";
import { LiveFeed } from "../../../native/station/live-feed.ts";
import { heldClock } from "../held-clock.ts";

const ok: LogCondition = { state: "ok", sinceMs: 0, pending: 0, error: null };

function event(seq: number): StoredEvent {
  const about = { deviceAtMs: null, deviceId: null, pointId: null, areaId: null, alarmId: null, actor: null };
  const key = `k${seq}`;
  return {
    ...about,
    key,
    seq,
    hash: "0".repeat(64),
    kind: "operator.signed_on",
    severity: "information",
    atMs: seq,
    data: {},
  };
}

/** A feed over a log that the test fills. */
function openFeed() {
  const clock = heldClock();
  const stored: StoredEvent[] = [];
  const alarms: Alarm[] = [];
  let drill: DeskState["drill"] = null;
  const feed = new LiveFeed(
    {
      headSeq: () => stored.length,
      condition: () => ok,
      openAlarms: () => alarms,
      desk: () => ({ ...quietDesk, drill }),
      newest: (limit) => Promise.resolve(stored.toReversed().slice(0, limit)),
      since: (afterSeq, limit) => Promise.resolve(stored.slice(afterSeq, afterSeq + limit)),
    },
    clock,
  );
  const store = (count: number): void => {
    const fresh = Array.from({ length: count }, (_each, index) => event(stored.length + index + 1));
    stored.push(...fresh);
    feed.publish(fresh, []);
  };
  const startDrill = (): void => {
    drill = { sinceMs: 1, untilMs: 2, by: { name: "赵敏", role: "chief" }, areaIds: [], note: "" };
    feed.publishDesk();
  };
  return { clock, feed, store, alarms, startDrill };
}

const seqsOf = (message: LiveMessage): number[] =>
  message.type === "log" || message.type === "desk" ? [] : message.events.map((each) => each.seq);

/** The next message; lets the feed's pause between two messages pass. */
async function next(
  stream: AsyncGenerator<LiveMessage, void>,
  clock: { advance(ms: number): void },
): Promise<LiveMessage> {
  const pending = stream.next();
  for (let turn = 0; turn < 20; turn++) {
    await Promise.resolve();
    clock.advance(10);
  }
  const { value } = await pending;
  return value as LiveMessage;
}

describe("following", () => {
  test("a fresh page gets the newest events and then every one", async () => {
    const { clock, feed, store } = openFeed();
    store(3);
    const stream = feed.follow(null, new AbortController().signal);
    const first = await next(stream, clock);
    expect(first).toMatchObject({ type: "snapshot", seq: 3, truncated: true });
    expect(seqsOf(first)).toEqual([1, 2, 3]);
    store(2);
    expect(seqsOf(await next(stream, clock))).toEqual([4, 5]);
    await stream.return();
  });

  test("a page that was away gets exactly what it missed", async () => {
    const { clock, feed, store } = openFeed();
    store(10);
    const stream = feed.follow(7, new AbortController().signal);
    expect(seqsOf(await next(stream, clock))).toEqual([8, 9, 10]);
    await stream.return();
  });

  test("a page that was away too long starts anew, and is told so", async () => {
    const { clock, feed, store } = openFeed();
    store(2000);
    const stream = feed.follow(7, new AbortController().signal);
    const first = await next(stream, clock);
    expect(first).toMatchObject({ truncated: true });
    expect(seqsOf(first)).toHaveLength(200);
    await stream.return();
  });

  test("a page that knows more than the log (another data folder) starts anew", async () => {
    const { clock, feed, store } = openFeed();
    store(2);
    const stream = feed.follow(99, new AbortController().signal);
    expect(await next(stream, clock)).toMatchObject({ type: "snapshot", seq: 2, truncated: true });
    await stream.return();
  });

  test("what is stored while the snapshot is read comes neither twice nor never", async () => {
    const { clock, feed, store } = openFeed();
    store(5);
    const stream = feed.follow(3, new AbortController().signal);
    const pending = stream.next();
    store(2);
    const snapshot = (await pending).value as LiveMessage;
    const after = await next(stream, clock);
    expect([...seqsOf(snapshot), ...seqsOf(after)]).toEqual([4, 5, 6, 7]);
    await stream.return();
  });

  test("a flood goes out in few messages, in order and whole", async () => {
    const { clock, feed, store } = openFeed();
    const stream = feed.follow(0, new AbortController().signal);
    await next(stream, clock);
    const seen: number[] = [];
    let messages = 0;
    for (let round = 0; round < 50; round++) store(20);
    while (seen.length < 1000) {
      seen.push(...seqsOf(await next(stream, clock)));
      messages += 1;
    }
    expect(seen).toEqual(Array.from({ length: 1000 }, (_each, index) => index + 1));
    expect(messages).toBeLessThan(5);
    await stream.return();
  });

  test("a call for help does not wait until more has gathered, and loses nothing that had", async () => {
    const { clock, feed, store } = openFeed();
    const stream = feed.follow(0, new AbortController().signal);
    await next(stream, clock);
    store(1);
    await next(stream, clock);
    const gathering = stream.next();
    store(2);
    const alarm = { id: "a1", class: "security", state: "active", shelf: null } as Alarm;
    feed.publish([], [alarm]);
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    expect(clock.waiting).toBe(1);
    feed.publish([], [{ ...alarm, id: "a2", class: "life" }]);
    const { value } = await gathering;
    expect(clock.waiting).toBe(0);
    expect(value).toMatchObject({
      type: "changes",
      events: [{ seq: 2 }, { seq: 3 }],
      alarms: [{ id: "a1" }, { id: "a2" }],
    });
    await stream.return();
  });

  test("a page that falls far behind is let go, and may resume", async () => {
    const { clock, feed, store } = openFeed();
    const stream = feed.follow(0, new AbortController().signal);
    await next(stream, clock);
    store(4000);
    store(4000);
    await expect(next(stream, clock)).rejects.toThrowError(/rpc\.unavailable/);
  });

  test("ends with its signal and leaves nothing behind", async () => {
    const { clock, feed, store } = openFeed();
    const ended = new AbortController();
    const stream = feed.follow(null, ended.signal);
    await next(stream, clock);
    const pending = stream.next();
    ended.abort();
    expect(await pending).toEqual({ value: undefined, done: true });
    store(1);
    expect(clock.waiting).toBe(0);
  });

  test("the log's condition is told", async () => {
    const { clock, feed } = openFeed();
    const stream = feed.follow(null, new AbortController().signal);
    await next(stream, clock);
    feed.publishCondition({ ...ok, state: "unavailable", pending: 3 });
    expect(await next(stream, clock)).toMatchObject({ type: "log", log: { state: "unavailable", pending: 3 } });
    await stream.return();
  });
});

test("the desk's state comes with the snapshot and anew with every change", async () => {
  const { clock, feed, startDrill } = openFeed();
  const stream = feed.follow(null, new AbortController().signal);
  expect(await next(stream, clock)).toMatchObject({ type: "snapshot", desk: { drill: null } });
  startDrill();
  expect(await next(stream, clock)).toMatchObject({ type: "desk", desk: { drill: { by: { name: "赵敏" } } } });
});
