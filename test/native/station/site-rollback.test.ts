import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { AppError } from "../../../native/base/app-error.ts";
import { systemClock } from "../../../native/base/clock.ts";
import { quietDesk } from "../../../native/contract/desk.ts";
import type { NewEvent } from "../../../native/contract/events.ts";
import { openDataFolder } from "../../../native/station/data-folder.ts";
import { makeSiteEditing } from "../../../native/station/site-editing.ts";
import { type CheckedSite, checkSiteText } from "../../../native/station/site-file.ts";
import { removeFolder, temporaryFolder } from "../../harness/station-process.ts";
import { closing } from "../../set-up.ts";
import { testSite } from "../test-site.ts";

const technician = { name: "赵工", role: "technician" } as const;

/** The editing of a site on a real folder; what the station would do with it is the test's. */
function open(use: (checked: CheckedSite) => Promise<void>, store: () => Promise<void> = () => Promise.resolve()) {
  const folder = temporaryFolder();
  closing(() => removeFolder(folder));
  const data = openDataFolder(folder);
  const text = JSON.stringify(testSite);
  data.writeSite(text);
  let present = checkSiteText(text);
  const events: NewEvent[] = [];
  let ids = 0;
  const editing = makeSiteEditing({
    data,
    clock: systemClock,
    newId: () => String((ids += 1)),
    present: () => present,
    check: checkSiteText,
    view: () => ({ openAlarms: [], desk: quietDesk, plans: [] }),
    store: async (stored) => {
      await store();
      events.push(...stored);
    },
    tryRules: () => undefined,
    use: async (checked) => {
      present = checked;
      await use(checked);
    },
  });
  const siteText = () => readFileSync(join(folder, "site.json"), "utf8");
  return { editing, events, text, siteText, data };
}

const edit = { operations: [{ type: "removeDevice" as const, deviceId: "gate1" }] };

test("a line that fails undoes the change: the file, the rules and the log say so", async () => {
  const { editing, events, text, siteText } = open((checked) =>
    checked.text === JSON.stringify(testSite)
      ? Promise.resolve()
      : Promise.reject(new AppError("site.line_failed", { address: "tcp://127.0.0.1:1", reason: "cannot" })),
  );
  const { sha256 } = editing.editableSite();
  await expect(editing.applySite(edit, sha256, technician)).rejects.toMatchObject({ code: "site.line_failed" });
  expect(siteText()).toBe(text);
  expect(editing.editableSite().sha256).toBe(sha256);
  const told = events.flatMap((event) =>
    event.kind === "site.changed" ? [`${event.data.source} ${event.data.action} ${event.data.id}`] : [event.kind],
  );
  expect(told).toEqual(["edit removed gate1", "site.loaded", "rolled_back added gate1", "site.loaded"]);
});

test("while nothing can be stored nothing is changed", async () => {
  const { editing, events, text, siteText, data } = open(
    () => Promise.resolve(),
    () => Promise.reject(new AppError("log.unavailable")),
  );
  const { sha256 } = editing.editableSite();
  await expect(editing.applySite(edit, sha256, technician)).rejects.toMatchObject({ code: "log.unavailable" });
  expect(siteText()).toBe(text);
  expect(data.readStagedSite()).toBeNull();
  expect(data.siteBackups()).toEqual([]);
  expect(events).toEqual([]);
});

test("twenty versions are kept, the newest", async () => {
  const { editing, data } = open(() => Promise.resolve());
  for (let count = 0; count < 25; count++) {
    const site = { ...testSite.site, name: { "zh-CN": `第${count}版` } };
    const { sha256 } = editing.editableSite();
    await editing.applySite({ operations: [{ type: "changeSite", site }] }, sha256, technician);
  }
  const kept = data.siteBackups().map(({ text }) => (JSON.parse(text) as typeof testSite).site.name["zh-CN"]);
  expect(kept).toHaveLength(20);
  expect(kept[0]).toBe("第23版");
});
