import Database from "better-sqlite3";
import { migrate } from "./database.ts";

interface SchemaRow {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

/** What a database is made of, without SQLite's own tables and those that FTS5 keeps for itself. */
export function dumpSchema(database: Pick<Database.Database, "prepare">): string {
  return database
    .prepare<[], SchemaRow>(
      `select type, name, sql from sqlite_schema
       where sql is not null and name not like 'sqlite\\_%' escape '\\' and name not like 'search\\_%' escape '\\'
         or name = 'search_progress'
       order by tbl_name, type = 'table' desc, type, name`,
    )
    .all()
    .map(({ sql }) => `${sql};\n`)
    .join("\n");
}

/** The schema as the migrations make it. */
export function dumpNewestSchema(): string {
  const database = new Database(":memory:");
  try {
    migrate(database);
    return dumpSchema(database);
  } finally {
    database.close();
  }
}
