import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readDiscreteInputs, readInputRegisters } from "../../../../../native/devices/gates/modbus-io/codec.ts";
import { ask, type Outcome, startExchange, takeBytes } from "../../../../../native/devices/gates/modbus-io/exchange.ts";
import { bytes, joined } from "./bytes.ts";
import { gate, wired } from "./wired.ts";

/** A request and what came back, each part with its delay in ms after the request. */
interface Turn {
  readonly request: Uint8Array;
  readonly answers: { readonly afterMs: number; readonly bytes: Uint8Array }[];
}

const folder = new URL("../../../../fixtures/transcripts/modbus-io/", import.meta.url);

function readTranscript(file: string) {
  const lines = readFileSync(new URL(file, folder), "utf8").trimEnd().split("\n");
  const header = (name: string): readonly string[] =>
    lines.filter((line) => line.startsWith(`# ${name}: `)).map((line) => line.slice(name.length + 4));
  const turns: (Turn & { readonly atMs: number })[] = [];
  for (const line of lines.filter((each) => !each.startsWith("#"))) {
    const [, at = "", direction, hex = ""] = /^ *(\d+) ([<>]) ([0-9A-F ]+?) *(?:#.*)?$/.exec(line) ?? [];
    const last = turns.at(-1);
    if (direction === ">") turns.push({ atMs: Number(at), request: bytes(hex), answers: [] });
    else if (direction === "<" && last) last.answers.push({ afterMs: Number(at) - last.atMs, bytes: bytes(hex) });
    else throw new Error(`${file}: ${line}`);
  }
  return { turns, settings: JSON.parse(header("gate")[0] ?? "{}") as object, told: header("told") };
}

function outcomeOf({ request }: Turn, ...chunks: readonly Uint8Array[]): Outcome | null {
  const view = new DataView(request.buffer);
  let { state } = ask(startExchange("rtu"), {
    unit: view.getUint8(0),
    functionCode: view.getUint8(1) === 2 ? readDiscreteInputs : readInputRegisters,
    address: view.getUint16(2),
    count: view.getUint16(4),
  });
  let outcome: Outcome | null = null;
  for (const chunk of chunks) {
    const step = takeBytes(state, chunk);
    state = step.state;
    outcome ??= step.outcome;
  }
  return outcome;
}

describe.each(readdirSync(folder))("%s", (file) => {
  const { turns, settings, told } = readTranscript(file);

  test("every answer is read the same wherever it is split", () => {
    expect(turns.length).toBeGreaterThan(5);
    for (const turn of turns) {
      const whole = joined(...turn.answers.map((answer) => answer.bytes));
      const outcome = outcomeOf(turn, whole);
      expect(outcome).not.toBeNull();
      for (let at = 1; at < whole.length; at++)
        expect(outcomeOf(turn, whole.subarray(0, at), whole.subarray(at))).toEqual(outcome);
    }
  });

  test("the driver asks what was asked then, and tells what happened then", () => {
    const wire = wired(gate(settings));
    let next = 0;
    const asked: string[] = [];
    wire.latencyMs = 0;
    wire.answers.set(1, () => {
      const turn = turns[next++];
      for (const answer of turn?.answers ?? []) wire.clock.after(answer.afterMs, () => wire.send(answer.bytes));
      return null;
    });
    while (next < turns.length) wire.clock.advance(10);
    wire.clock.advance(100);
    for (const frame of wire.frames()) if (frame.direction === "out") asked.push(frame.hex);
    const expected = turns.map(({ request }) => Buffer.from(request).toString("hex").toUpperCase());
    expect(asked.slice(0, turns.length).map((hex) => hex.replaceAll(" ", ""))).toEqual(expected);
    expect(wire.told().slice(1)).toEqual(told);
  });
});
