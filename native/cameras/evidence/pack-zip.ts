import { createWriteStream } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import yazl from "yazl";

/**
 * A folder as zip, stored and not deflated (video does not shrink), ZIP64 where it is needed, everything in
 * one folder `top`. On the disk when it resolves; stops at the signal.
 */
export async function packZip(
  folder: string,
  zip: string,
  {
    top,
    signal,
    onBytes,
  }: { readonly top: string; readonly signal: AbortSignal; readonly onBytes: (more: number) => void },
): Promise<void> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const file = new yazl.ZipFile();
  const broken = new Promise<never>((_, reject) => file.once("error", reject));
  for (const entry of names.toSorted((a, b) => (join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1))) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const relative = path.slice(folder.length + 1).replaceAll("\\", "/");
    file.addFile(path, `${top}/${relative}`, { compress: false, mode: 0o100644 });
  }
  file.end();
  const counted = new Transform({
    transform(piece: Buffer, _, done) {
      onBytes(piece.length);
      done(null, piece);
    },
  });
  const written = pipeline(file.outputStream, counted, createWriteStream(zip, { flags: "wx" }), { signal });
  await Promise.race([written, broken]);
  const handle = await open(zip, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
