import type { WritableDatabase } from "./database.ts";
import { type EventRow, eventColumns } from "./event-row.ts";
import { sqliteCode } from "./log-error.ts";
import { termsOf, termsVersion } from "./search-terms.ts";

export interface SearchIndex {
  /**
   * Takes up at most `most` further events, in one transaction; returns how many are left. The index
   * runs behind the record so that a commit never waits for it; a query looks through the rest itself.
   */
  advance(most: number): number;
}

interface Progress {
  readonly seq: number;
  readonly terms_version: number;
}

export function openSearchIndex(database: WritableDatabase): SearchIndex {
  const { handle } = database;
  const progress = handle.prepare<[], Progress>("select seq, terms_version from search_progress where id = 1");
  const setProgress = handle.prepare("update search_progress set seq = ?, terms_version = ? where id = 1");
  const next = handle.prepare<[number, number], EventRow>(
    `select ${eventColumns} from event where seq > ? order by seq limit ?`,
  );
  const last = handle.prepare<[], number>("select coalesce(max(seq), 0) from event").pluck();
  const insert = handle.prepare("insert into search (rowid, terms) values (?, ?)");
  const empty = handle.transaction(() => {
    handle.exec("insert into search (search) values ('delete-all')");
    setProgress.run(0, termsVersion);
  });
  const take = handle.transaction((most: number) => {
    const from = progress.get()?.seq ?? 0;
    let seq = from;
    for (const row of next.all(from, most)) {
      insert.run(row.seq, termsOf(row));
      seq = row.seq;
    }
    if (seq !== from) setProgress.run(seq, termsVersion);
    return (last.get() ?? 0) - seq;
  });

  if (progress.get()?.terms_version !== termsVersion) empty.immediate();
  return {
    advance(most) {
      try {
        return take.immediate(most);
      } catch (error) {
        // The index alone is damaged: it is made anew from the record, step by step.
        if (sqliteCode(error) !== "SQLITE_CORRUPT_VTAB") throw error;
        empty.immediate();
        return last.get() ?? 0;
      }
    },
  };
}
