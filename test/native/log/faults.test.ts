import { execFileSync, spawnSync } from "node:child_process";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { describe, expect, it } from "vitest";
import { verifyLog } from "../../../native/log/check-log.ts";
import { openReadOnly } from "../../../native/log/database.ts";
import { openForTest, newLogFile } from "./open-for-test.ts";
import { entryOf, gateEvent } from "./sample-events.ts";
import { type ChildLog, startChild } from "./child-log.ts";

/** What the log has under each key. */
function storedKeys(file: string): Map<string, { seq: number; hash: string }> {
  const database = openReadOnly(file);
  try {
    const rows = database.handle
      .prepare<[], { key: string; seq: number; hash: string }>("select key, seq, lower(hex(hash)) as hash from event")
      .all();
    return new Map(rows.map(({ key, seq, hash }) => [key, { seq, hash }]));
  } finally {
    database.close();
  }
}

function expectAcknowledgedStored(file: string, child: ChildLog): number {
  const stored = storedKeys(file);
  const acknowledged = child.said.filter(({ key }) => key !== undefined);
  for (const { key, seq, hash } of acknowledged) expect(stored.get(key ?? "")).toEqual({ seq, hash });
  expect(verifyLog(file)).toMatchObject({ ok: true });
  return acknowledged.length;
}

function send(child: ChildLog, ...keys: readonly string[]): void {
  child.process.stdin.write(keys.map((key) => `${key}\n`).join(""));
}

async function finish(child: ChildLog): Promise<void> {
  child.process.stdin.end();
  await child.heard(({ state }) => state === "closed");
  await child.ended;
}

describe("kill -9 while writing", () => {
  it("loses nothing that was acknowledged, frees the lock, and the next one goes on", async () => {
    const file = newLogFile();
    let acknowledged = 0;
    for (const enough of [1, 300, 1500]) {
      const child = startChild(file, "flood");
      await child.heard(({ key }) => key !== undefined && child.said.length > enough);
      child.process.kill("SIGKILL");
      await child.ended;
      acknowledged += expectAcknowledgedStored(file, child);
    }
    expect(acknowledged).toBeGreaterThan(1800);
    const { log } = await openForTest(file);
    await log.append(entryOf(gateEvent("after", "门")));
    expect((await log.since(log.head.seq - 1, 1))[0]?.key).toBe("after");
  });
});

describe("a disk that takes no more", () => {
  it("by a limit on file size: unavailable, nothing acknowledged, then everything, once", async () => {
    const file = newLogFile();
    const child = startChild(file, "lines");
    const pid = `--pid=${child.process.pid}`;
    send(child, "a");
    await child.heard(({ key }) => key === "a");
    execFileSync("prlimit", [pid, `--fsize=${statSync(`${file}-wal`).size}:unlimited`]);
    send(child, "b", "c");
    expect(await child.heard(({ state }) => state === "unavailable")).toMatchObject({ reason: "EIO" });
    // It goes on trying; what comes meanwhile waits.
    send(child, "d");
    expect(child.said.filter(({ key }) => key !== undefined).map(({ key }) => key)).toEqual(["a"]);
    execFileSync("prlimit", [pid, "--fsize=unlimited:unlimited"]);
    await child.heard(({ state }) => state === "ok");
    await child.heard(({ key }) => key === "d");
    await finish(child);
    expectAcknowledgedStored(file, child);
    const keys = [...storedKeys(file).keys()];
    expect(keys.filter((key) => key.length === 1)).toEqual(["a", "b", "c", "d"]);
    expect(keys.filter((key) => key.startsWith("log.recovered"))).toHaveLength(1);
  });

  const canMount = spawnSync("unshare", ["--user", "--map-root-user", "--mount", "true"]).status === 0;
  it.runIf(canMount)("by a full file system: ENOSPC, then goes on when there is room", async () => {
    const wrapper = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"];
    const inside = 'mount -t tmpfs -o size=3m tmpfs /mnt && exec "$0" "$@"';
    const child = startChild("/mnt/log.db", "lines", { wrapper: [...wrapper, inside] });
    await child.heard(({ state }) => state === "open");
    const root = `/proc/${child.process.pid}/root/mnt`;
    const filler = spawnSync("dd", ["if=/dev/zero", `of=${root}/filler`, "bs=4k"]);
    expect(filler.status).not.toBe(0);
    const keys = Array.from({ length: 200 }, (_, index) => `k${index}`);
    send(child, ...keys);
    expect(await child.heard(({ state }) => state === "unavailable")).toMatchObject({ reason: "ENOSPC" });
    rmSync(`${root}/filler`);
    await child.heard(({ state }) => state === "ok");
    await child.heard(({ key }) => key === "k199");
    const copy = newLogFile();
    for (const suffix of ["", "-wal"])
      writeFileSync(copy + suffix, execFileSync("cat", [`${root}/log.db${suffix}`], { maxBuffer: 1e8 }));
    expectAcknowledgedStored(copy, child);
    await finish(child);
  });
});

describe("injected I/O errors (libfiu)", () => {
  const hasFiu = spawnSync("fiu-run", ["-h"]).error === undefined;
  it.runIf(hasFiu).each([
    ["syncing", "EIO", ["posix/io/sync/fdatasync", "posix/io/sync/fsync"]],
    ["writing", "EIO", ["posix/io/rw/pwrite", "posix/io/rw/pwrite64"]],
    ["full", "ENOSPC", ["posix/io/rw/pwrite", "posix/io/rw/pwrite64"]],
  ] as const)(
    "while %s: every event acknowledged is stored, every event sent is stored once",
    async (_, reason, points) => {
      const file = newLogFile();
      const { log } = await openForTest(file);
      await log.close();
      const control = `${file}.fiu`;
      const child = startChild(file, "lines", { wrapper: ["fiu-run", "-x", "-f", control] });
      await child.heard(({ state }) => state === "open");
      const inject = (command: string) =>
        execFileSync("fiu-ctrl", ["-f", control, "-c", command, String(child.process.pid)], { stdio: "pipe" });
      const keys: string[] = [];
      for (let round = 0; round < 3; round++) {
        const batch = Array.from({ length: 20 }, (_, index) => `${round}-${index}`);
        keys.push(...batch);
        for (const point of points) inject(`enable name=${point},failinfo=${constants.errno[reason]}`);
        send(child, ...batch.slice(0, 10));
        send(child, ...batch.slice(10));
        await child.heard(({ state }) => state === "unavailable");
        for (const point of points) inject(`disable name=${point}`);
        await child.heard(({ key }) => key === batch.at(-1));
      }
      await finish(child);
      expect(child.said).toContainEqual({ state: "unavailable", reason });
      expect(expectAcknowledgedStored(file, child)).toBe(keys.length);
      expect([...storedKeys(file).keys()].filter((key) => !key.startsWith("log.")).sort()).toEqual(keys.sort());
    },
  );
});
