import { existsSync, globSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { removeFolder, temporaryFolder } from "./station-process.ts";

/** The machine's clock as some processes see it: set while they run; their monotonic clock stays real. */
export interface FakeTime {
  /** What a process needs in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** From now on the clock is this far from the machine's, seconds. */
  set(offsetSeconds: number): void;
  close(): void;
}

/** By Debian's libfaketime; throws when it is not installed. */
export function openFakeTime(): FakeTime {
  const library = globSync("/usr/lib/*/faketime/libfaketime.so.1")[0];
  if (library === undefined || !existsSync(library))
    throw new Error("libfaketime is not installed: apt-get install faketime");
  const folder = temporaryFolder();
  const file = join(folder, "offset");
  const set = (offsetSeconds: number): void =>
    writeFileSync(file, `${offsetSeconds < 0 ? "-" : "+"}${Math.abs(offsetSeconds)}\n`);
  set(0);
  return {
    environment: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      // Read anew at each question, instead of every ten seconds.
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      DONT_FAKE_MONOTONIC: "1",
    },
    set,
    close: () => removeFolder(folder),
  };
}
