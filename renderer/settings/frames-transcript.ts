import type { KeptFrame } from "../../native/contract/health.ts";

/** What a transcript says of where it comes from. */
export interface TranscriptHead {
  readonly deviceId: string;
  readonly family: string;
  /** `2026-11-22`. */
  readonly date: string;
}

/**
 * Frames as a transcript: the text form in which the product's own tests keep what was heard on a
 * line, so that a technician's recording can be sent in and replayed. Oldest first.
 */
export function toTranscript(frames: readonly KeptFrame[], head: TranscriptHead): string {
  const sorted = [...frames].sort((a, b) => a.atMs - b.atMs);
  const fromMs = sorted[0]?.atMs ?? 0;
  const widest = Math.min(60, Math.max(0, ...sorted.map((frame) => frame.hex.length)));
  return [
    `# model: ${head.family} ${head.deviceId}`,
    `# date: ${head.date}`,
    "# source: recorded at the console, the last frames of the line",
    "# format: relative ms, < device, > host, hex, # meaning; ! = could not be read",
    ...sorted.map(({ atMs, direction, hex, good, meaning }) => {
      const time = String(atMs - fromMs).padStart(5);
      const way = direction === "in" ? "<" : ">";
      return `${time} ${way} ${hex.padEnd(widest)} # ${good ? "" : "! "}${meaning.replaceAll(/\s+/g, " ")}`;
    }),
    "",
  ].join("\n");
}

/** Eight pairs, a wider gap, eight pairs. */
export function groupHex(hex: string): readonly string[] {
  const pairs = hex.split(" ").filter((pair) => pair !== "");
  const groups: string[] = [];
  for (let at = 0; at < pairs.length; at += 8) groups.push(pairs.slice(at, at + 8).join(" "));
  return groups;
}
