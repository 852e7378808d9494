import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** It names people: nobody else on the machine reads it unless its owner lets him. */
const privateFile = 0o600;

/**
 * How many pages a PDF of Chromium has; null when these bytes are no whole PDF. Its page objects stand in the
 * file uncompressed (Skia writes them so).
 */
export function countPages(pdf: Buffer): number | null {
  const text = pdf.toString("latin1");
  if (!text.startsWith("%PDF-") || !/%%EOF\s*$/.test(text)) return null;
  const count = text.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  return count === 0 ? null : count;
}

/**
 * Writes the file whole or not at all, over one that is there, and reads it back. Returns its number of pages.
 * Throws the system's error, and one of its own when what was read back is no PDF.
 */
export function writePdf(file: string, pdf: Buffer): number {
  const part = `${file}.part`;
  try {
    const descriptor = openSync(part, "w", privateFile);
    try {
      writeFileSync(descriptor, pdf);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    const stored = readFileSync(part);
    const pages = countPages(stored);
    if (pages === null || !stored.equals(pdf)) throw new Error("what was read back is no PDF");
    renameSync(part, file);
    return pages;
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}
