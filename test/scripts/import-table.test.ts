import { describe, expect, test } from "vitest";
import { importsOf, judgeImport } from "../../scripts/import-table.ts";

test("every way of naming a module is found, comments are not", () => {
  const source = `import "./a.css";
import { b } from "./b.ts";
import type { c } from "../c.ts";
import {
  d,
} from "d";
export * from "./e.ts";
const f = await import("./f.ts");
// import { g } from "./g.ts";
/* import { h } from "./h.ts"; */`;
  expect(importsOf("x.ts", source).map((each) => each.specifier)).toEqual([
    "./a.css",
    "./b.ts",
    "../c.ts",
    "d",
    "./e.ts",
    "./f.ts",
  ]);
});

describe("the table", () => {
  test.each([
    ["native/contract/a.ts", "./b.ts"],
    ["native/contract/a.ts", "zod"],
    ["native/station/a.ts", "../log/b.ts"],
    ["native/devices/registry.ts", "./gates/modbus-io/driver.ts"],
    ["renderer/desk/a.tsx", "../ui/b.tsx"],
    ["renderer/desk/a.tsx", "../../native/contract/index.ts"],
    ["renderer/app/a.tsx", "../desk/b.tsx"],
    ["renderer/main.tsx", "./app/b.tsx"],
    ["electron/a.ts", "electron"],
    ["electron/a.ts", "../native/base/cameras-environment.ts"],
    ["test/native/a.test.ts", "../../native/log/b.ts"],
  ])("%s may import %s", (from, specifier) => {
    expect(judgeImport({ from, specifier })).toBe(null);
  });
  test.each([
    ["native/contract/a.ts", "node:fs"],
    ["native/contract/a.ts", "../base/b.ts"],
    ["native/base/a.ts", "../log/b.ts"],
    ["native/devices/a.ts", "../log/b.ts"],
    ["native/devices/gates/a/driver.ts", "../../panels/b/codec.ts"],
    ["native/rpc/a.ts", "../station/b.ts"],
    ["native/station/a.ts", "../cameras/main.ts"],
    ["native/station/a.ts", "electron"],
    ["renderer/desk/a.tsx", "../wall/b.tsx"],
    ["renderer/ui/a.tsx", "../desk/b.tsx"],
    ["renderer/desk/a.tsx", "../../native/base/b.ts"],
    ["renderer/desk/a.tsx", "node:fs"],
    ["electron/a.ts", "../native/base/clock.ts"],
    ["electron/a.ts", "../renderer/rpc/shell.ts"],
    ["native/log/a.ts", "../../test/b.ts"],
    ["native/log/a.ts", "../../scripts/b.ts"],
  ])("%s may not import %s", (from, specifier) => {
    expect(judgeImport({ from, specifier })).not.toBe(null);
  });
});
