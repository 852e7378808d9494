import { AppError } from "../base/app-error.ts";
import { type DeskState, deskStateSchema } from "../contract/desk.ts";
import type { ReadableDatabase, WritableDatabase } from "./database.ts";

/** The desk's state as last stored; null before the first time. Throws `log.damaged` for what is none. */
export function openDeskReads(database: ReadableDatabase): { desk(): DeskState | null } {
  const statement = database.handle.prepare<[], string>("select body from desk where id = 1").pluck();
  return {
    desk() {
      const body = statement.get();
      if (body === undefined) return null;
      try {
        return deskStateSchema.parse(JSON.parse(body));
      } catch (error) {
        throw new AppError("log.damaged", { reason: "desk state" }, error);
      }
    },
  };
}

export function openDeskRow(database: WritableDatabase): { write(desk: DeskState): void } {
  const upsert = database.handle.prepare(
    "insert into desk (id, body) values (1, ?) on conflict (id) do update set body = excluded.body",
  );
  return { write: (desk) => void upsert.run(JSON.stringify(desk)) };
}
