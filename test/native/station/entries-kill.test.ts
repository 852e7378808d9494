import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connectPage, openLivePage, signIn } from "../../harness/live-page.ts";
import { removeFolder, startStation } from "../../harness/station-process.ts";
import { readStoredLog, verifyLog } from "../../harness/stored-log.ts";
import { closing } from "../../set-up.ts";
import { found } from "../entries/gate-views.ts";
import { beijing } from "./opened-gates.ts";

const site = { ...beijing, devices: beijing.devices.filter(({ kind }) => kind === "gate") };
const gate = { ...site.devices[0], cameras: [] };
const person = { name: "诸葛小明", idNumber: "110101199003071234", telephone: "13812345678", remark: "" };

test(
  "a real station is killed in the middle of a check: what was answered is there, numbers go on, nothing private leaks",
  { timeout: 180_000 },
  async () => {
    const first = await startStation({ site: { ...site, devices: [gate] }, arguments: ["--log-level", "debug"] });
    closing(() => removeFolder(first.dataFolder));
    const access = await signIn(first.url);
    const live = openLivePage(access);
    closing(() => live.close());
    const { client, socket } = await connectPage(access);
    closing(() => socket.terminate());
    await client.session.signOn({ name: "王芳", role: "operator" });
    const check = await client.entries.open({ gateId: "gate1" });
    const data = { note: "" };
    const entryId = check.id;
    await client.entries.answer({ entryId, stepId: "arrival", answerId: "check", data });
    await client.entries.setSubject({ entryId, subject: person });
    const restricted = await client.entries.answer({ entryId, stepId: "inspect", answerId: "restricted", data });
    await live.waitForEvent("the step", (event) => event.kind === "entry.step_done" && event.data.stepId === "inspect");
    const others = Array.from({ length: 5 }, () => client.entries.open({}));
    const numbers = (await Promise.all(others)).map(({ number }) => number);
    expect(new Set(numbers).size).toBe(5);
    // In the middle of one more, which nobody has been told of.
    client.entries.open({}).catch(() => undefined);
    await first.kill();
    await live.close();

    const second = await startStation({ dataFolder: first.dataFolder, arguments: ["--log-level", "debug"] });
    closing(() => void second.child.kill("SIGKILL"));
    const page = await connectPage(await signIn(second.url));
    closing(() => page.socket.terminate());
    await page.client.session.signOn({ name: "王芳", role: "operator" });
    expect(await page.client.entries.get({ entryId })).toEqual(restricted);
    const open = await page.client.entries.page({ filter: { states: ["open"] }, limit: 50 });
    const kept = open.entries.map(({ number }) => number);
    expect(kept).toEqual(expect.arrayContaining([check.number, ...numbers]));
    const next = await page.client.entries.open({});
    // Gapless: one more than the last that is kept, whether the one in the middle was stored or not.
    expect(Number(next.number.slice(11))).toBe(kept.length + 1);

    const items = [found("knives", "水果刀")];
    await page.client.entries.answer({ entryId, stepId: "restricted_items", data: { ...data, items } });
    await page.client.entries.answer({ entryId, stepId: "restricted_choice", answerId: "away", data });
    await page.client.entries.decide({ entryId });
    const shown = await page.client.entries.subject({ entryId });
    expect(shown).toMatchObject({ masked: true, subject: { name: "诸***" } });
    const span = { fromMs: check.openedAtMs - 60_000, toMs: check.openedAtMs + 3_600_000 };
    expect(await page.client.entries.counts(span)).toMatchObject({ total: 1, byItemClass: [{ classId: "knives" }] });
    expect(await page.client.gates.today()).toMatchObject([{ gateId: "gate1", passages: 0 }]);
    await second.stop();

    expect((await verifyLog(first.dataFolder)).ok).toBe(true);
    expect(readStoredLog(first.dataFolder)).toMatchObject({ isContiguous: true, quickCheck: "ok" });
    const written = first.stderr() + second.stderr() + readFileSync(join(first.dataFolder, "site.json"), "utf8");
    expect([person.name, person.idNumber, person.telephone].filter((word) => written.includes(word))).toEqual([]);
  },
);
