import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { bytes, profileNamed, scanWith } from "./profiles.ts";
import { profileGate, wiredProfile } from "./wired-profile.ts";

const folder = new URL("../../../../fixtures/transcripts/frame-profile/", import.meta.url);

function readTranscript(file: string) {
  const lines = readFileSync(new URL(file, folder), "utf8").trimEnd().split("\n");
  const header = (name: string): readonly string[] =>
    lines.filter((line) => line.startsWith(`# ${name}: `)).map((line) => line.slice(name.length + 4));
  const passed = lines
    .filter((line) => !line.startsWith("#"))
    .map((line) => {
      const [, at = "", direction = "", hex = ""] = /^ *(\d+) ([<>]) ([0-9A-F ]+?) *(?:#.*)?$/.exec(line) ?? [];
      if (hex === "") throw new Error(`${file}: ${line}`);
      return { atMs: Number(at), isOurs: direction === ">", bytes: bytes(hex) };
    });
  const settings = JSON.parse(header("gate")[0] ?? "{}") as { readonly profile: string };
  return { passed, settings, told: header("told"), source: header("source")[0] ?? "" };
}

const files = readdirSync(folder);

test("there is one for each shipped profile, and what is synthetic says so", () => {
  expect(files).toHaveLength(5);
  for (const file of files) expect(readTranscript(file).source).toMatch(/^synthetic/);
});

describe.each(files)("%s", (file) => {
  const { passed, settings, told } = readTranscript(file);
  const profile = profileNamed(settings.profile);

  test("gives the same frames wherever it is split", () => {
    const stream = Uint8Array.from(Buffer.concat(passed.filter(({ isOurs }) => !isOurs).map((each) => each.bytes)));
    const whole = scanWith(profile, stream);
    expect(whole.frames.length).toBeGreaterThan(1);
    for (let at = 1; at < stream.length; at++)
      expect(scanWith(profile, stream.subarray(0, at), stream.subarray(at))).toEqual(whole);
  });

  test("the driver asks what was asked then, and tells what happened then", () => {
    const wire = wiredProfile(profile, profileGate(settings));
    const asked = passed.filter(({ isOurs }) => isOurs);
    if (asked.length === 0) {
      for (const { atMs, bytes: said } of passed) wire.clock.after(atMs, () => wire.say(said));
      wire.clock.advance(20_000);
    } else {
      let turn = 0;
      wire.latencyMs = 0;
      wire.answer = () => {
        const from = asked[turn];
        const next = asked[++turn];
        if (!from) return null;
        const answers = passed.slice(passed.indexOf(from) + 1, next ? passed.indexOf(next) : passed.length);
        for (const each of answers) wire.clock.after(each.atMs - from.atMs, () => wire.say(each.bytes));
        return null;
      };
      while (turn < asked.length) wire.clock.advance(10);
      wire.clock.advance(60);
    }
    expect(wire.sent.slice(0, asked.length)).toEqual(
      asked.map((each) => Buffer.from(each.bytes).toString("hex").toUpperCase()),
    );
    const inputs = wire.told().filter((each) => !each.includes("link.") && !each.includes("module"));
    expect(inputs).toEqual(told);
  });
});
