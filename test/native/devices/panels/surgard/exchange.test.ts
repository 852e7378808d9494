import { describe, expect, test } from "vitest";
import { type LineItem, LineScanner } from "../../../../../native/devices/panels/surgard/codec.ts";
import {
  type ExchangeAction,
  type ExchangeInput,
  type ExchangeState,
  nextExchange,
  startExchange,
} from "../../../../../native/devices/panels/surgard/exchange.ts";

const startMs = Date.UTC(2026, 2, 9, 8);
const a = "5011 181234E12001001";
const b = "5011 181234E12001002";
const heartbeat = "1011           @    ";

/** A conversation written down: what goes in at which second, what comes out. */
class Talk {
  state: ExchangeState;
  nowMs = 0;

  constructor(fromLog: ExchangeState["fromLog"] = null) {
    this.state = startExchange(fromLog);
    this.give({ type: "up" });
  }

  give(input: ExchangeInput): string[] {
    const { state, actions } = nextExchange(this.state, input);
    this.state = state;
    return actions.filter((action) => action.type !== "keep").map(textOf);
  }

  hear(text: string): string[] {
    const [item] = [...new LineScanner().push(Buffer.from(`${a}\u0014${text}\u0014`, "latin1"))].slice(1) as [LineItem];
    return this.give({ type: "item", item, atMs: startMs + this.nowMs, nowMs: this.nowMs });
  }

  finish(type: "stored" | "refused" = "stored"): string[] {
    return this.give({ type, nowMs: this.nowMs });
  }

  after(seconds: number): this {
    this.nowMs += seconds * 1000;
    return this;
  }
}

function textOf(action: ExchangeAction): string {
  if (!("message" in action)) return action.type;
  const text = Buffer.from(action.message.bytes).subarray(0, -1).toString("latin1");
  const name = { [a]: "a", [b]: "b", [heartbeat]: "heartbeat" }[text] ?? text;
  return `${action.type} ${name}${action.type === "report" && action.message.repeated ? " repeated" : ""}`;
}

test("a message is acknowledged when it is stored, not before", () => {
  const talk = new Talk();
  expect(talk.hear(a)).toEqual(["report a"]);
  expect(talk.after(1).finish()).toEqual(["acknowledge a"]);
});

test("a heartbeat is acknowledged at once", () => {
  expect(new Talk().hear(heartbeat)).toEqual(["acknowledge heartbeat"]);
});

test("what cannot be stored is never acknowledged, and comes anew", () => {
  const talk = new Talk();
  talk.hear(a);
  expect(talk.finish("refused")).toEqual([]);
  expect(talk.after(4).hear(a)).toEqual(["report a"]);
  expect(talk.finish()).toEqual(["acknowledge a"]);
});

test("messages go one at a time, in order", () => {
  const talk = new Talk();
  expect(talk.hear(a)).toEqual(["report a"]);
  expect(talk.hear(b)).toEqual([]);
  expect(talk.hear(heartbeat)).toEqual([]);
  expect(talk.finish()).toEqual(["acknowledge a", "report b"]);
  expect(talk.finish()).toEqual(["acknowledge b", "acknowledge heartbeat"]);
});

test("an unparsed message is stored and acknowledged like any other", () => {
  const talk = new Talk();
  expect(talk.hear("S011[#1234|NPA01]")).toEqual(["report S011[#1234|NPA01]"]);
  expect(talk.finish()).toEqual(["acknowledge S011[#1234|NPA01]"]);
});

test("noise is not answered", () => {
  expect(new Talk().hear("\u0000\u0001")).toEqual([]);
});

describe("a message that is slow to store", () => {
  test("its repetition joins it: one report, one acknowledgement", () => {
    const talk = new Talk();
    talk.hear(a);
    expect(talk.after(4).hear(a)).toEqual([]);
    expect(talk.after(1).finish()).toEqual(["acknowledge a"]);
  });

  test("an answer that would come too late is not given: it could answer the next message", () => {
    const talk = new Talk();
    talk.hear(a);
    expect(talk.after(3.6).finish()).toEqual(["leave a"]);
    expect(talk.after(0.4).hear(a)).toEqual(["report a repeated"]);
    expect(talk.finish()).toEqual(["acknowledge a"]);
  });

  test("heartbeats wait behind it and are not answered late", () => {
    const talk = new Talk();
    talk.hear(a);
    expect(talk.after(30).hear(heartbeat)).toEqual([]);
    expect(talk.after(60).hear(heartbeat)).toEqual([]);
    expect(talk.after(10).finish()).toEqual(["leave a", "leave heartbeat"]);
    expect(talk.after(20).hear(heartbeat)).toEqual(["acknowledge heartbeat"]);
    expect(talk.hear(a)).toEqual(["report a repeated"]);
  });

  test("one from an earlier connection is stored but not acknowledged on the new one", () => {
    const talk = new Talk();
    talk.hear(a);
    talk.give({ type: "down" });
    talk.give({ type: "up" });
    expect(talk.finish()).toEqual(["leave a"]);
    expect(talk.hear(a)).toEqual(["report a repeated"]);
    expect(talk.finish()).toEqual(["acknowledge a"]);
  });

  test("its repetition on a new connection joins it there", () => {
    const talk = new Talk();
    talk.hear(a);
    talk.give({ type: "down" });
    talk.give({ type: "up" });
    expect(talk.hear(a)).toEqual([]);
    expect(talk.finish()).toEqual(["acknowledge a"]);
  });
});

describe("the same message again after its acknowledgement", () => {
  const stored = (): Talk => {
    const talk = new Talk();
    talk.hear(a);
    talk.finish();
    return talk;
  };

  test("is a repetition from 3.5 s to 10 s, and every time", () => {
    const talk = stored();
    for (const seconds of [3.5, 4, 10]) {
      expect(talk.after(seconds).hear(a)).toEqual(["report a repeated"]);
      expect(talk.finish()).toEqual(["acknowledge a"]);
    }
  });

  test.each([0, 3.4, 10.1])("is a new one after %s s", (seconds) => {
    expect(stored().after(seconds).hear(a)).toEqual(["report a"]);
  });

  test("is a new one when another came between", () => {
    const talk = stored();
    talk.after(1).hear(b);
    talk.finish();
    expect(talk.after(4).hear(a)).toEqual(["report a"]);
  });

  test("is a new one when another is just being stored", () => {
    const talk = stored();
    talk.after(3).hear(b);
    expect(talk.after(1).hear(a)).toEqual([]);
    expect(talk.finish()).toEqual(["acknowledge b", "report a"]);
  });

  test("is a second press when a heartbeat came between: the receiver had its answer", () => {
    const talk = stored();
    talk.after(30).hear(heartbeat);
    expect(talk.after(5).hear(a)).toEqual(["report a"]);
  });

  test("is a second press past an answered heartbeat even when the receiver had been repeating it", () => {
    const talk = stored();
    talk.after(4).hear(a);
    talk.finish();
    talk.after(30).hear(heartbeat);
    expect(talk.after(1).hear(a)).toEqual(["report a"]);
  });

  test("is a repetition at once on a new connection: the old one may have swallowed the answer", () => {
    const talk = stored();
    talk.give({ type: "down" });
    talk.give({ type: "up" });
    talk.hear(heartbeat);
    expect(talk.after(1).hear(a)).toEqual(["report a repeated"]);
  });
});

describe("after a restart of the station", () => {
  const raw = Buffer.from(`${a}\u0014`, "latin1").toString("hex").toUpperCase();

  test("the first message is compared with the last one in the log, heartbeats aside", () => {
    const talk = new Talk({ raw, atMs: startMs - 2_000 });
    talk.hear(heartbeat);
    expect(talk.hear(a)).toEqual(["report a repeated"]);
  });

  test("later ones are not", () => {
    const talk = new Talk({ raw, atMs: startMs - 2_000 });
    talk.hear(b);
    talk.finish();
    expect(talk.hear(a)).toEqual(["report a"]);
  });

  test("an old one is no repetition", () => {
    expect(new Talk({ raw, atMs: startMs - 121_000 }).hear(a)).toEqual(["report a"]);
  });
});

test("a receiver that never stops is held back and let go", () => {
  const talk = new Talk();
  const given: string[] = [];
  for (let zone = 0; zone < 64; zone++) given.push(...talk.hear(`5011 181234E12001${String(zone).padStart(3, "0")}`));
  expect(given.filter((action) => action === "hold-back")).toHaveLength(1);
  const done: string[] = [];
  while (talk.state.waiting.length > 0) done.push(...talk.finish());
  expect(done.filter((action) => action.startsWith("acknowledge"))).toHaveLength(64);
  expect(done.indexOf("let-go")).toBeGreaterThan(0);
  expect(talk.state.isHeldBack).toBe(false);
});
