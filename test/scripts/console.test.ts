import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hashInputs } from "../../scripts/build.ts";
import { electronHindrance } from "../../scripts/console.ts";
import { findElectron, findOrFetchElectron } from "../../scripts/electron-binary.ts";
import { startJsonLinesProcess } from "../../scripts/json-lines-process.ts";
import { closing } from "../set-up.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "wardwatch-scripts-"));
  closing(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("Electron needs a display and somebody other than root on Linux", () => {
  const hindrance = (platform: string, env: Record<string, string>, isRoot: boolean) =>
    electronHindrance({ platform, env, isRoot });
  expect(hindrance("linux", {}, false)).toContain("display");
  expect(hindrance("linux", { DISPLAY: ":0" }, true)).toContain("root");
  expect(hindrance("linux", { WAYLAND_DISPLAY: "wayland-0" }, false)).toBe(null);
  expect(hindrance("win32", {}, false)).toBe(null);
});

test("a fetch of Electron that failed is not tried again for a day", async () => {
  const root = temporaryFolder();
  const folder = join(root, "node_modules", "electron");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "install.js"), 'console.error("no network"); process.exit(1);');
  expect(await findOrFetchElectron(root)).toEqual({ file: null, reason: "no network" });
  // It would work now, and is not asked.
  const installer =
    'const fs = require("fs"); fs.mkdirSync(__dirname + "/dist"); fs.writeFileSync(__dirname + "/dist/electron", ""); fs.writeFileSync(__dirname + "/path.txt", "electron");';
  writeFileSync(join(folder, "install.js"), installer);
  expect(await findOrFetchElectron(root)).toEqual({ file: null, reason: "no network" });
  expect(findElectron(root)).toBe(null);
  // Unless somebody insists.
  expect(await findOrFetchElectron(root, true)).toEqual({ file: join(folder, "dist", "electron") });
  expect(findElectron(root)).toBe(join(folder, "dist", "electron"));
});

test("a build's inputs are names and contents, wherever the project lies", () => {
  const [one, two] = [temporaryFolder(), temporaryFolder()];
  for (const root of [one, two]) {
    mkdirSync(join(root, "src", "deep"), { recursive: true });
    writeFileSync(join(root, "src", "deep", "a.ts"), "a");
    writeFileSync(join(root, "file.json"), "{}");
  }
  const inputs = ["src", "file.json", "not-there"];
  const before = hashInputs(one, inputs);
  expect(hashInputs(two, inputs)).toBe(before);
  writeFileSync(join(two, "src", "deep", "a.ts"), "b");
  expect(hashInputs(two, inputs)).not.toBe(before);
});

test("a program of JSON lines is ready, takes commands, and its end is told", async () => {
  const file = join(temporaryFolder(), "program.mjs");
  writeFileSync(
    file,
    `console.log("not json"); console.log(JSON.stringify({ event: "ready", port: 7 }));
process.stdin.on("data", (text) => console.log(JSON.stringify({ event: "heard", text: String(text) })));
process.on("SIGTERM", () => process.exit(0));`,
  );
  let heard: (text: unknown) => void = () => undefined;
  const answer = new Promise<unknown>((resolve) => {
    heard = resolve;
  });
  const program = startJsonLinesProcess({
    name: "program",
    file,
    args: [],
    cwd: tmpdir(),
    onLine: (line) => line["event"] === "heard" && heard(line["text"]),
  });
  expect(await program.ready).toEqual({ event: "ready", port: 7 });
  program.send("hello");
  expect(await answer).toBe("hello\n");
  await program.stop();
  expect(await program.ended).toBe("exit 0");
});

test("a program that ends early, or says that it cannot, is not ready", async () => {
  const file = join(temporaryFolder(), "program.mjs");
  const start = () => startJsonLinesProcess({ name: "station", file, args: [], cwd: tmpdir() });
  writeFileSync(file, "process.exit(3)");
  await expect(start().ready).rejects.toThrow("exit 3");
  writeFileSync(file, 'console.log(JSON.stringify({ event: "fatal", code: "log.locked", message: "in use" }))');
  await expect(start().ready).rejects.toThrow("station: in use");
});
