import { migration0010 } from "./0010-event.ts";
import { migration0020 } from "./0020-alarm.ts";
import { migration0030 } from "./0030-search.ts";
import { migration0040 } from "./0040-desk.ts";
import { migration0050 } from "./0050-gates.ts";
import { migration0060 } from "./0060-clip.ts";

/** One step of the schema; never edited once merged. */
export interface Migration {
  /** What `pragma user_version` says afterwards; in steps of ten. */
  readonly version: number;
  readonly sql: string;
}

/** In order. */
export const migrations: readonly Migration[] = [
  migration0010,
  migration0020,
  migration0030,
  migration0040,
  migration0050,
  migration0060,
];

export const newestVersion = migrations.at(-1)?.version ?? 0;
