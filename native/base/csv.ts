export type CsvCell = string | number | null;

/**
 * One field of RFC 4180. A text that a spreadsheet would take for a formula is made harmless with an
 * apostrophe: names come from outside.
 */
function field(cell: CsvCell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One record of RFC 4180, without its line end. */
export function csvLine(cells: readonly CsvCell[]): string {
  return cells.map(field).join(",");
}

/** Records with CRLF line ends. Begins with a byte order mark, without which Excel misreads Chinese. */
export function csvText(lines: readonly string[]): string {
  return `\uFEFF${lines.join("\r\n")}\r\n`;
}
