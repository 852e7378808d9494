import type { ExportedFile } from "../../contract/exports.ts";
import type { PlayerParts } from "../../contract/cameras-protocol.ts";

/** Of the extract so many lines are shown in the page; all of them are in the file. */
const mostLines = 3000;
const place = '"__WARDWATCH_DATA__"';

/** The offline page: the template with what it shows in it, so that it opens without a server. */
export function formPlayerPage(
  { template, facts }: PlayerParts,
  files: readonly ExportedFile[],
  extract: readonly string[],
): string {
  const events = extract.slice(0, mostLines).map((line): unknown => JSON.parse(line));
  const data = { ...facts, files, events, eventsLeft: Math.max(0, extract.length - mostLines) };
  // `<` could end the script or begin a comment in it.
  const text = JSON.stringify(data)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
  const [head = "", tail = ""] = template.split(place);
  return head + text + tail;
}
