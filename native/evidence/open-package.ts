import { createReadStream } from "node:fs";
import { lstat, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { type Entry, openPromise } from "yauzl";
import { AppError, reasonOf } from "../base/app-error.ts";

export interface PackageEntry {
  /** Relative to the export, `/` between. */
  readonly path: string;
  readonly bytes: number;
  /** False for a link or a device, which is no file of an export. */
  readonly isPlain: boolean;
}

/** An export, as folder or zip. */
export interface EvidencePackage {
  readonly entries: readonly PackageEntry[];
  /** Rejects with whatever reading meets: damage is found in the stream. */
  read(entry: PackageEntry): Promise<Readable>;
  close(): void;
}

/** Rejects with `evidence.unreadable` {reason} for what is neither a folder nor a whole zip. */
export async function openPackage(path: string): Promise<EvidencePackage> {
  try {
    return (await stat(path)).isDirectory() ? await openFolder(path) : await openZip(path);
  } catch (error) {
    throw new AppError("evidence.unreadable", { reason: reasonOf(error) }, error);
  }
}

async function openFolder(folder: string): Promise<EvidencePackage> {
  const entries: PackageEntry[] = [];
  const walk = async (prefix: string): Promise<void> => {
    for (const name of (await readdir(join(folder, prefix))).toSorted()) {
      const path = prefix === "" ? name : `${prefix}/${name}`;
      const facts = await lstat(join(folder, path));
      if (facts.isDirectory()) await walk(path);
      else entries.push({ path, bytes: facts.size, isPlain: facts.isFile() });
    }
  };
  await walk("");
  return {
    entries,
    read: (entry) => Promise.resolve(createReadStream(join(folder, entry.path))),
    close: () => undefined,
  };
}

/** Unix file types in the upper half of the attributes: anything but a regular file, or nothing. */
function isPlainFile(entry: Entry): boolean {
  const type = (entry.externalFileAttributes >>> 16) & 0o170000;
  return type === 0 || type === 0o100000;
}

async function openZip(path: string): Promise<EvidencePackage> {
  const zip = await openPromise(path, { autoClose: false });
  const found: { readonly name: string; readonly entry: Entry }[] = [];
  try {
    for await (const entry of zip.eachEntry())
      if (!entry.fileName.endsWith("/")) found.push({ name: entry.fileName, entry });
  } catch (error) {
    zip.close();
    throw error;
  }
  // Everything lies in one folder, so that unpacking scatters nothing.
  const top = found[0]?.name.split("/")[0] ?? "";
  const prefix = found.every(({ name }) => name.startsWith(`${top}/`)) ? `${top}/` : "";
  const byEntry = new Map<PackageEntry, Entry>();
  for (const { name, entry } of found)
    byEntry.set({ path: name.slice(prefix.length), bytes: entry.uncompressedSize, isPlain: isPlainFile(entry) }, entry);
  return {
    entries: [...byEntry.keys()],
    read(entry) {
      const known = byEntry.get(entry);
      if (known === undefined) return Promise.reject(new Error("no such entry"));
      return zip.openReadStreamPromise(known);
    },
    close: () => zip.close(),
  };
}
