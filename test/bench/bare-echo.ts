/**
 * The least that could answer a receiver: `node test/bench/bare-echo.ts PATH [DATABASE]` opens a serial
 * port with the library that the station uses and writes 06 for each terminator that comes; with a
 * database it first commits one row, synchronous=FULL. Nothing is decoded, decided, chained or shown:
 * what a station takes longer than this is the station's.
 */
import Database from "better-sqlite3";
import { SerialPort } from "serialport";

const [path, file] = process.argv.slice(2);
if (path === undefined) throw new Error("usage: bare-echo.ts PATH [DATABASE]");

function openCommit(database: string): (frame: Buffer) => void {
  const handle = new Database(database);
  handle.pragma("journal_mode=wal");
  handle.pragma("synchronous=full");
  handle.exec("create table row (id integer primary key, body blob not null) strict");
  const insert = handle.prepare("insert into row (body) values (?)");
  return (frame) => void insert.run(frame);
}

const commit = file === undefined ? null : openCommit(file);
const port = new SerialPort({ path, baudRate: 9600 });
port.on("data", (bytes: Buffer) => {
  for (const byte of bytes) {
    if (byte !== 0x14) continue;
    commit?.(bytes);
    port.write(Buffer.of(0x06));
  }
});
port.on("open", () => console.log("open"));
port.on("close", () => process.exit(0));
