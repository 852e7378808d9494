import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { AppError, reasonOf } from "../base/app-error.ts";

/** The station's folder: its log, its site file, the key of its pages' cookies. Nothing else is written anywhere. */
export interface DataFolder {
  readonly logFile: string;
  readonly key: Buffer;
  /** Where the page is served, for `npm run address`; null takes the note away. */
  noteOrigin(origin: string | null): void;
  /** Null before the first site is installed. */
  readSite(): string | null;
  /** Durable and whole, or not at all. It holds device passwords: nobody else may read it. */
  writeSite(text: string): void;
}

const privateFile = 0o600;
const privateFolder = 0o700;

/** Makes the folder if it is missing. Throws `data.unusable` {folder, reason}. */
export function openDataFolder(folder: string): DataFolder {
  const siteFile = join(folder, "site.json");
  const keyFile = join(folder, "station.key");
  const originFile = join(folder, "station.origin");

  function writeWhole(file: string, content: string): void {
    const next = `${file}.new`;
    const descriptor = openSync(next, "w", privateFile);
    try {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(next, file);
    // Windows cannot open a folder; NTFS orders the rename itself.
    if (process.platform === "win32") return;
    const folderDescriptor = openSync(folder, "r");
    try {
      fsyncSync(folderDescriptor);
    } finally {
      closeSync(folderDescriptor);
    }
  }

  function guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw new AppError("data.unusable", { folder, reason: reasonOf(error) }, error);
    }
  }

  const key = guarded(() => {
    mkdirSync(folder, { recursive: true, mode: privateFolder });
    if (!existsSync(keyFile)) writeWhole(keyFile, randomBytes(32).toString("base64url"));
    return Buffer.from(readFileSync(keyFile, "utf8"), "base64url");
  });

  return {
    logFile: join(folder, "log.db"),
    key,
    noteOrigin: (origin) =>
      guarded(() => (origin === null ? rmSync(originFile, { force: true }) : writeWhole(originFile, origin))),
    readSite: () => guarded(() => (existsSync(siteFile) ? readFileSync(siteFile, "utf8") : null)),
    writeSite: (text) => guarded(() => writeWhole(siteFile, text)),
  };
}
