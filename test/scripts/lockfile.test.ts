import { expect, test } from "vitest";
import { missingOptional, platformOfName } from "../../scripts/lockfile.ts";

test("a platform package's name says where it belongs", () => {
  expect(platformOfName("@oxlint/binding-linux-arm64-musl")).toEqual({ os: ["linux"], cpu: ["arm64"], libc: ["musl"] });
  expect(platformOfName("@oxlint/binding-linux-x64-gnu")).toEqual({ os: ["linux"], cpu: ["x64"], libc: ["glibc"] });
  expect(platformOfName("@oxlint/binding-linux-arm-gnueabihf")).toEqual({ os: ["linux"], cpu: ["arm"] });
  expect(platformOfName("@oxlint-tsgolint/win32-x64")).toEqual({ os: ["win32"], cpu: ["x64"] });
  expect(platformOfName("fsevents")).toBe(null);
});

test("what is missing is found where Node would look for it, exact versions only", () => {
  const optionalDependencies = {
    "@a/darwin-x64": "1.0.0",
    "@a/linux-x64-gnu": "1.0.0",
    "@a/win32-x64": "^1.0.0",
    fsevents: "2.0.0",
  };
  const lock = {
    packages: {
      "node_modules/a": { version: "1.0.0", dev: true, optionalDependencies },
      "node_modules/b": { version: "1.0.0" },
      "node_modules/b/node_modules/a": { version: "1.0.0", optionalDependencies: { "@a/linux-x64-gnu": "1.0.0" } },
      "node_modules/@a/linux-x64-gnu": { version: "1.0.0", optional: true },
    },
  };
  expect(missingOptional(lock)).toEqual({
    "node_modules/@a/darwin-x64": { version: "1.0.0", dev: true, optional: true, os: ["darwin"], cpu: ["x64"] },
  });
});
