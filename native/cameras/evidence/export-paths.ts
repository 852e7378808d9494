import { join } from "node:path";

/** Where an export lies while it is made, and afterwards. Nothing that ends in `.part` was ever called done. */
export interface ExportPaths {
  readonly part: string;
  readonly zipPart: string;
  readonly folder: string;
  readonly zip: string;
}

export function exportPaths(folder: string, exportId: string): ExportPaths {
  const place = join(folder, exportId);
  return { part: `${place}.part`, zipPart: `${place}.zip.part`, folder: place, zip: `${place}.zip` };
}
