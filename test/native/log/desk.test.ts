import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { quietDesk } from "../../../native/contract/desk.ts";
import { verifyLog } from "../../../native/log/check-log.ts";
import { applicationId } from "../../../native/log/header.ts";
import { migrate } from "../../../native/log/database.ts";
import { migrations } from "../../../native/log/migrations/list.ts";
import { newLogFile, openForTest } from "./open-for-test.ts";
import { gateEvent, noteEvent } from "./sample-events.ts";

const drill = { sinceMs: 1, untilMs: 2, by: { name: "赵敏", role: "chief" as const }, areaIds: [], note: "" };
const checker = fileURLToPath(new URL("verify_chain.py", import.meta.url));

test("the desk's state comes back as it was stored with its event; an entry stored before does not put it back", async () => {
  const { log, file } = await openForTest();
  expect(await log.desk()).toBe(null);
  const first = { events: [noteEvent("k1", "演练开始")], alarms: [], desk: { ...quietDesk, drill } };
  await log.append(first);
  expect(await log.desk()).toEqual({ ...quietDesk, drill });
  await log.append({ events: [noteEvent("k2", "演练结束")], alarms: [], desk: quietDesk });
  await log.append(first);
  expect(await log.desk()).toEqual(quietDesk);
  await log.close();
  expect(await (await openForTest(file)).log.desk()).toEqual(quietDesk);
});

test("a mark stands in the event and in the chain: taken out, both checkers see it", async () => {
  const { log, file } = await openForTest();
  await log.append({ events: [gateEvent("k1", "门"), { ...gateEvent("k2", "门"), mark: "drill" }], alarms: [] });
  const { events } = await log.page({ filter: {}, beforeSeq: null, limit: 10 });
  expect(events.map((event) => event.mark)).toEqual(["drill", undefined]);
  expect(Object.keys(events[1] ?? {})).not.toContain("mark");
  const { head } = log;
  await log.close();
  expect(execFileSync("python3", [checker, file], { encoding: "utf8" }).trim()).toBe(`2 ${head.hash}`);
  const database = new Database(file);
  database.exec("drop trigger event_is_never_updated; update event set mark = null where seq = 2");
  database.close();
  expect(verifyLog(file)).toMatchObject({ ok: false, seq: 2 });
  expect(() => execFileSync("python3", [checker, file], { stdio: "pipe" })).toThrow(/bad 2/);
});

test("a log of an older station is checked as it is, before anything has upgraded it", () => {
  const file = newLogFile();
  const database = new Database(file);
  database.pragma("journal_mode=wal");
  migrate(
    database,
    migrations.filter((step) => step.version <= 30),
  );
  database.pragma(`application_id=${applicationId}`);
  database.close();
  expect(verifyLog(file)).toMatchObject({ ok: true, head: { seq: 0 } });
});
