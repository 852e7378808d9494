import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { AppError } from "../../../native/base/app-error.ts";
import { openDataFolder } from "../../../native/station/data-folder.ts";
import { fatalMessage } from "../../../native/station/fatal-message.ts";
import { closing } from "../../set-up.ts";

const damaged = new AppError("log.damaged", { seq: 12, reason: "changed" });

test.each([
  [
    new AppError("site.invalid", { path: "devices[2].link", problem: "bad_format", expected: "tcp://…", count: 3 }),
    "场所文件有 3 处错误。第一处在 devices[2].link：格式不对（tcp://…）。请改正后再试。 / " +
      "Mistakes in the site file: 3. The first is at devices[2].link: Wrong format (tcp://…). Mend it, then try again.",
  ],
  [
    new AppError("site.invalid", { path: "", problem: "not_json", expected: "", count: 1 }),
    "场所文件有 1 处错误。第一处在 整个文件：不是有效的 JSON（—）。请改正后再试。 / " +
      "Mistakes in the site file: 1. The first is at the file itself: Not valid JSON (—). Mend it, then try again.",
  ],
  [
    new AppError("site.unreadable", { file: "/srv/site.json", reason: "EACCES" }),
    "无法读取场所文件 /srv/site.json（EACCES）。请检查文件与权限。 / " +
      "The site file /srv/site.json cannot be read (EACCES). Check the file and its permissions.",
  ],
  [
    new AppError("listen.failed", { host: "127.0.0.1", port: 8443, reason: "EADDRINUSE" }),
    "无法打开本机端口 127.0.0.1:8443（EADDRINUSE）。可能已有一个工作站在运行。 / " +
      "The local port 127.0.0.1:8443 cannot be opened (EADDRINUSE). A station may already be running.",
  ],
  [
    new AppError("node.too_old", { found: "v20.19.0", wanted: "v24" }),
    "Node 版本 v20.19.0 过旧。请使用 v24 或更新版本。 / Node v20.19.0 is too old. Use v24 or newer.",
  ],
  [
    new AppError("log.newer_database", { version: 90, newest: 10 }),
    "日志由更新版本写成（格式 90，本版本最高认得 10），原样未动。请安装更新的版本。 / " +
      "The log was written by a newer version (format 90, this one knows up to 10) and is left untouched. Install the newer version.",
  ],
  [
    damaged,
    "日志文件损坏（changed）。请勿删除，立即通知技术员。（seq: 12） / " +
      "The log file is damaged (changed). Do not delete it; call the technician now. (seq: 12)",
  ],
])("a failed start says what, where and what to do: %s", (error, message) => {
  expect(fatalMessage(error)).toEqual({ code: error.code, message });
});

test("a folder that is a file is named as it is found", () => {
  const place = mkdtempSync(join(tmpdir(), "wardwatch-fatal-"));
  closing(() => rmSync(place, { recursive: true }));
  const folder = join(place, "data");
  writeFileSync(folder, "");
  let message = "";
  try {
    openDataFolder(folder);
  } catch (error) {
    message = fatalMessage(error).message;
  }
  expect(message).toMatch(/^数据目录 \S+ 不可用（E\w+）。/);
  expect(message).toContain(`The data folder ${folder} cannot be used (E`);
});

test("an error that nobody expected keeps its reason", () => {
  expect(fatalMessage(new TypeError("x is not a function")).message).toContain("reason: x is not a function");
});
