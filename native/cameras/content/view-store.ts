import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { AppError, reasonOf } from "../../base/app-error.ts";
import type { ReferenceView } from "../../contract/cameras-protocol.ts";
import { type ReducedView, viewHeight, viewWidth } from "./reduce-view.ts";

/** The right view of a camera: what is compared, and the picture to show to people. */
export interface StoredView {
  readonly reduced: ReducedView;
  readonly shown: ReferenceView;
}

const headEnd = `\n${viewWidth} ${viewHeight}\n255\n`;

/** `CAMERA.pgm` is compared (a netpbm picture, the moment as its comment), `CAMERA.jpg` shown. Durable when it resolves. */
export async function writeView(
  folder: string,
  cameraId: string,
  atMs: number,
  reduced: ReducedView,
  jpeg: Buffer,
): Promise<StoredView> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // The one that is compared last: with it the new view is in force.
    await writeWhole(join(folder, `${cameraId}.jpg`), jpeg);
    await writeWhole(join(folder, `${cameraId}.pgm`), Buffer.concat([Buffer.from(`P5\n# ${atMs}${headEnd}`), reduced]));
  } catch (error) {
    throw new AppError("camera.view_not_kept", { reason: reasonOf(error) }, error);
  }
  return toStored(atMs, reduced, jpeg);
}

/**
 * Null when none was ever set.
 * @throws AppError `camera.view_not_kept` for files that cannot be read
 */
export async function readView(folder: string, cameraId: string): Promise<StoredView | null> {
  let bytes: Buffer;
  let jpeg: Buffer;
  try {
    bytes = await readFile(join(folder, `${cameraId}.pgm`));
    jpeg = await readFile(join(folder, `${cameraId}.jpg`));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new AppError("camera.view_not_kept", { reason: reasonOf(error) }, error);
  }
  const head = /^P5\n# (\d{10,16})\n/.exec(bytes.toString("latin1", 0, 40));
  const start = (head?.[0].length ?? 1) - 1 + headEnd.length;
  if (head === null || bytes.length !== start + viewWidth * viewHeight)
    throw new AppError("camera.view_not_kept", { reason: `${cameraId}.pgm` });
  return toStored(Number(head[1]), new Uint8Array(bytes.subarray(start)), jpeg);
}

function toStored(atMs: number, reduced: ReducedView, jpeg: Buffer): StoredView {
  const sha256 = createHash("sha256").update(reduced).digest("hex");
  return { reduced, shown: { atMs, jpeg: jpeg.toString("base64"), sha256 } };
}

async function writeWhole(file: string, content: Buffer): Promise<void> {
  const handle = await open(`${file}.new`, "w", 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}
