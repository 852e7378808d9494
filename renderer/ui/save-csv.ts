import { saveText } from "./save-text.ts";

/** Spreadsheets take a file for UTF-8 only with this mark at its beginning. */
const byteOrderMark = "\uFEFF";

/** Hands a CSV to the browser as a download. */
export function saveCsv(csv: string, name: string): void {
  saveText(name, byteOrderMark + csv, "text/csv");
}
