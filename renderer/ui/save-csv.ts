/** Spreadsheets take a file for UTF-8 only with this mark at its beginning. */
const byteOrderMark = "\uFEFF";

/** Hands a CSV to the browser as a download. */
export function saveCsv(csv: string, name: string): void {
  const address = URL.createObjectURL(new Blob([byteOrderMark, csv], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
