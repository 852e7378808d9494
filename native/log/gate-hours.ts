import { AppError } from "../base/app-error.ts";
import type { GateSpanCounts } from "../contract/gates.ts";
import type { ReadableDatabase, WritableDatabase } from "./database.ts";
import type { EventContent } from "./event-row.ts";
import { acquireLock } from "./lock.ts";
import { migration0050 } from "./migrations/0050-gates.ts";
import { openWritable } from "./database.ts";

const hourMs = 3_600_000;

/** In the order of the columns. */
const columns = ["passages", "metal", "tamper", "faults", "panics", "resets"] as const;
type Column = (typeof columns)[number];

const columnOfMeaning: Readonly<Record<string, Column>> = {
  passage: "passages",
  metal: "metal",
  tamper: "tamper",
  fault: "faults",
  panic: "panics",
};

/** What an event adds to its gate's hour; null when it is no count of a gate, or of a drill or a test. */
function countOf(row: EventContent): { readonly column: Column; readonly number: number } | null {
  if (row.mark !== null || row.device_id === null) return null;
  switch (row.kind) {
    case "gate.input": {
      const { means, change, count } = JSON.parse(row.data) as { means: string; change: string; count: number };
      const column = columnOfMeaning[means];
      return column === undefined || change === "off" ? null : { column, number: count };
    }
    case "gate.line_fault":
    case "gate.module_lost":
      return { column: "faults", number: 1 };
    case "gate.counter_reset":
      return { column: "resets", number: 1 };
    default:
      return null;
  }
}

export interface GateHours {
  /** Adds what these events count; within the transaction that stores them. */
  count(rows: readonly EventContent[]): void;
}

export function openGateHours({ handle }: WritableDatabase): GateHours {
  const add = handle.prepare(
    `insert into gate_hour (start_ms, gate_id, ${columns.join(", ")}) values (?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (start_ms, gate_id) do update set ${columns.map((each) => `${each} = ${each} + excluded.${each}`).join(", ")}`,
  );
  return {
    count(rows) {
      const sums = new Map<string, { startMs: number; gateId: string; counts: Record<Column, number> }>();
      for (const row of rows) {
        const counted = countOf(row);
        if (counted === null) continue;
        const startMs = row.at_ms - (row.at_ms % hourMs);
        const gateId = row.device_id ?? "";
        const key = `${startMs} ${gateId}`;
        let sum = sums.get(key);
        if (sum === undefined) {
          sum = { startMs, gateId, counts: { passages: 0, metal: 0, tamper: 0, faults: 0, panics: 0, resets: 0 } };
          sums.set(key, sum);
        }
        sum.counts[counted.column] += counted.number;
      }
      for (const { startMs, gateId, counts } of sums.values())
        add.run(startMs, gateId, ...columns.map((each) => counts[each]));
    },
  };
}

/** Counts from a bound to the next one, in their order; spans without any count are left out. */
export interface GateCountsQuery {
  /** UTC ms, rising; the last one is the end. */
  readonly bounds: readonly number[];
  readonly gateId: string | null;
}

type Sums = Readonly<Record<Column, number>> & { readonly gate_id: string };

export const gateCountsStatement =
  `select gate_id, ${columns.map((each) => `sum(${each}) as ${each}`).join(", ")} from gate_hour ` +
  "where start_ms >= :fromMs and start_ms < :toMs and (:gateId is null or gate_id = :gateId) group by gate_id";

export function openGateCounts({ handle }: ReadableDatabase): {
  gateCounts(query: GateCountsQuery): readonly GateSpanCounts[];
} {
  const select = handle.prepare<{ fromMs: number; toMs: number; gateId: string | null }, Sums>(gateCountsStatement);
  return {
    gateCounts({ bounds, gateId }) {
      return bounds.slice(0, -1).flatMap((fromMs, at) =>
        select.all({ fromMs, toMs: bounds[at + 1] ?? fromMs, gateId }).map(({ gate_id, ...counts }) => ({
          gateId: gate_id,
          startMs: fromMs,
          ...counts,
        })),
      );
    },
  };
}

/**
 * Counts all hours anew from the events. The station must not run. Throws `log.locked`, `log.unavailable`
 * when there is no log, and what `openWritable` throws.
 */
export function rebuildGateHours(file: string): void {
  const release = acquireLock(file);
  try {
    const database = openWritable(file, false);
    try {
      const { sql } = migration0050;
      const from = sql.indexOf("insert into gate_hour");
      if (from < 0) throw new AppError("internal", { reason: "gate_hour" });
      database.handle.exec(`begin immediate; delete from gate_hour; ${sql.slice(from)} commit;`);
    } finally {
      database.close();
    }
  } finally {
    release();
  }
}
