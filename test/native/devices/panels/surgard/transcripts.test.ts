import { readdirSync, readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { describeFrame, LineScanner } from "../../../../../native/devices/panels/surgard/codec.ts";
import { heldClock } from "../../../held-clock.ts";
import { openDriver, scriptedLink } from "./opened-driver.ts";

const folder = new URL("../../../../fixtures/transcripts/surgard/", import.meta.url);

interface Entry {
  readonly atMs: number;
  readonly from: "device" | "host";
  readonly bytes: Buffer;
  /** Empty for the host's answers. */
  readonly meaning: string;
}

function readTranscript(name: string): readonly Entry[] {
  const lines = readFileSync(new URL(name, folder), "utf8").split("\n");
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const found = /^(\d+) ([<>]) ((?:[0-9A-F]{2} ?)+)(?:# (.*))?$/.exec(line);
      if (found === null) throw new Error(`${name}: cannot read ${line}`);
      const [, at = "", from, hex = "", meaning = ""] = found;
      return {
        atMs: Number(at),
        from: from === "<" ? "device" : "host",
        bytes: Buffer.from(hex.replaceAll(" ", ""), "hex"),
        meaning,
      };
    });
}

const names = readdirSync(folder).filter((name) => name.endsWith(".txt"));

test("there are transcripts, each with its header", () => {
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) {
    const text = readFileSync(new URL(name, folder), "utf8");
    for (const field of ["# model: ", "# date: ", "# source: "]) expect(text).toContain(field);
  }
});

test.each(names)("%s: the decoder fed at every split point", (name) => {
  const entries = readTranscript(name).filter(({ from }) => from === "device");
  const stream = Buffer.concat(entries.map(({ bytes }) => bytes));
  const meanings = entries.map(({ meaning }) => meaning.replace(" (repeated)", ""));
  for (let at = 0; at <= stream.length; at++) {
    const scanner = new LineScanner();
    const items = [...scanner.push(stream.subarray(0, at)), ...scanner.push(stream.subarray(at))];
    const read = items.map((item) =>
      item.kind === "frame" ? describeFrame(item.frame) : item.kind === "bad" ? `bad: ${item.why}` : item.kind,
    );
    expect(read).toEqual(meanings);
  }
});

test.each(names)("%s: the driver against a scripted link", async (name) => {
  const clock = heldClock();
  const link = scriptedLink();
  const station = openDriver({ link: "tcp://127.0.0.1:1025", clock, scripted: link });
  link.listener.onUp();
  const entries = readTranscript(name);
  let nowMs = 0;
  const answers: string[] = [];
  for (const { atMs, from, bytes } of entries) {
    clock.advance(atMs - nowMs);
    nowMs = atMs;
    if (from === "device") link.listener.onBytes(bytes);
    else answers.push(bytes.toString("hex"));
    await vi.waitFor(() => {
      if (from === "host" && link.written.length < answers.length) throw new Error("not yet answered");
    });
  }
  expect(link.written).toEqual(answers);
  const kept = station.driver.frames().filter(({ direction }) => direction === "in");
  expect(kept.map(({ meaning }) => meaning)).toEqual(
    entries.filter(({ from }) => from === "device").map(({ meaning }) => meaning),
  );
});
