import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { AppError, reasonOf } from "../base/app-error.ts";

/** The station's folder: its log, its site file, the key of its pages' cookies. Nothing else is written anywhere. */
export interface DataFolder {
  readonly logFile: string;
  /** Absolute; made when the first clip is written. */
  readonly clipsFolder: string;
  /** Absolute; made when the first right view of a camera is set. */
  readonly viewsFolder: string;
  /** Absolute; made with the first export of evidence. */
  readonly exportsFolder: string;
  readonly key: Buffer;
  /** Where the page is served, for `npm run address`; null takes the note away. */
  noteOrigin(origin: string | null): void;
  /** Null before the first site is installed. */
  readSite(): string | null;
  /** Durable and whole, or not at all. It holds device passwords: nobody else may read it. */
  writeSite(text: string): void;
  /** Writes the text beside the site in force, durable; `commitSite` puts it in place, `dropStagedSite` throws it away. */
  stageSite(text: string): void;
  commitSite(): void;
  dropStagedSite(): void;
  /** What a station that died in a change left behind; null for nothing. */
  readStagedSite(): string | null;
  /** Keeps a version as `site.backup-N.json`, N growing; the newest 20 are kept. */
  backUpSite(text: string): void;
  /** Newest first. */
  siteBackups(): readonly SiteBackup[];
}

export interface SiteBackup {
  readonly text: string;
  /** When it was written, UTC ms. */
  readonly atMs: number;
}

const mostBackups = 20;
const privateFile = 0o600;
const privateFolder = 0o700;

/** Makes the folder if it is missing. Throws `data.unusable` {folder, reason}. */
export function openDataFolder(folder: string): DataFolder {
  const siteFile = join(folder, "site.json");
  const keyFile = join(folder, "station.key");
  const originFile = join(folder, "station.origin");

  function writeBeside(file: string, content: string): void {
    const descriptor = openSync(`${file}.new`, "w", privateFile);
    try {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }

  function putInPlace(file: string): void {
    renameSync(`${file}.new`, file);
    // Windows cannot open a folder; NTFS orders the rename itself.
    if (process.platform === "win32") return;
    const folderDescriptor = openSync(folder, "r");
    try {
      fsyncSync(folderDescriptor);
    } finally {
      closeSync(folderDescriptor);
    }
  }

  function writeWhole(file: string, content: string): void {
    writeBeside(file, content);
    putInPlace(file);
  }

  /** Newest first. */
  function backupFiles(): { file: string; number: number }[] {
    return readdirSync(folder)
      .flatMap((name) => {
        const number = /^site\.backup-(\d+)\.json$/.exec(name)?.[1];
        return number === undefined ? [] : [{ file: join(folder, name), number: Number(number) }];
      })
      .toSorted((a, b) => b.number - a.number);
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
    clipsFolder: resolve(folder, "clips"),
    viewsFolder: resolve(folder, "views"),
    exportsFolder: resolve(folder, "exports"),
    key,
    noteOrigin: (origin) =>
      guarded(() => (origin === null ? rmSync(originFile, { force: true }) : writeWhole(originFile, origin))),
    readSite: () => guarded(() => (existsSync(siteFile) ? readFileSync(siteFile, "utf8") : null)),
    writeSite: (text) => guarded(() => writeWhole(siteFile, text)),
    stageSite: (text) => guarded(() => writeBeside(siteFile, text)),
    commitSite: () => guarded(() => putInPlace(siteFile)),
    dropStagedSite: () => guarded(() => rmSync(`${siteFile}.new`, { force: true })),
    readStagedSite: () =>
      guarded(() => (existsSync(`${siteFile}.new`) ? readFileSync(`${siteFile}.new`, "utf8") : null)),
    backUpSite: (text) =>
      guarded(() => {
        const kept = backupFiles();
        writeWhole(join(folder, `site.backup-${(kept[0]?.number ?? 0) + 1}.json`), text);
        for (const { file } of kept.slice(mostBackups - 1)) rmSync(file, { force: true });
      }),
    siteBackups: () =>
      guarded(() =>
        backupFiles().map(({ file }) => ({
          text: readFileSync(file, "utf8"),
          atMs: Math.trunc(statSync(file).mtimeMs),
        })),
      ),
  };
}
