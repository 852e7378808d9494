import { createHash } from "node:crypto";
import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";

/** Bytes at a time: few enough to be stopped at once, many enough for the disk. */
const pieceBytes = 1_000_000;

export interface Written {
  readonly bytes: number;
  readonly sha256: string;
}

/** A new file, on the disk when it resolves. Rejects with the system's error when there is one already. */
export async function writeDurably(path: string, content: string | Buffer): Promise<Written> {
  await mkdir(dirname(path), { recursive: true });
  const bytes = Buffer.from(content);
  const file = await open(path, "wx");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  return { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** A copy, on the disk when it resolves, with the hash of what was read. Stops at the signal. */
export async function copyDurably(
  from: string,
  to: string,
  { signal, onBytes }: { readonly signal: AbortSignal; readonly onBytes: (more: number) => void },
): Promise<Written> {
  await mkdir(dirname(to), { recursive: true });
  const source = await open(from, "r");
  try {
    const target = await open(to, "wx");
    try {
      const hash = createHash("sha256");
      const piece = Buffer.allocUnsafe(pieceBytes);
      let bytes = 0;
      while (true) {
        signal.throwIfAborted();
        const { bytesRead } = await source.read(piece, 0, piece.length, bytes);
        if (bytesRead === 0) break;
        const read = piece.subarray(0, bytesRead);
        hash.update(read);
        await target.writeFile(read);
        bytes += bytesRead;
        onBytes(bytesRead);
      }
      await target.sync();
      return { bytes, sha256: hash.digest("hex") };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** Makes the names in a folder durable. Windows cannot open a folder; NTFS orders names itself. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The hash of a file that somebody else wrote, after it was made durable. */
export async function settleFile(path: string): Promise<Written> {
  const file = await open(path, "r");
  try {
    await file.sync();
    const hash = createHash("sha256");
    let bytes = 0;
    for await (const piece of file.createReadStream({ autoClose: false })) {
      const buffer = piece as Buffer;
      hash.update(buffer);
      bytes += buffer.length;
    }
    return { bytes, sha256: hash.digest("hex") };
  } finally {
    await file.close();
  }
}
