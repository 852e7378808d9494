import { readdirSync, readFileSync } from "node:fs";

export interface RunningProcess {
  readonly pid: number;
  /** Arguments separated by spaces. */
  readonly command: string;
}

/** What lives below a process, from /proc: children, their children, and so on. */
export function descendantsOf(pid: number): readonly RunningProcess[] {
  const childrenOf = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parent = parentOf(Number(name));
    if (parent !== null) childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), Number(name)]);
  }
  const found: RunningProcess[] = [];
  const waiting = [...(childrenOf.get(pid) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    waiting.push(...(childrenOf.get(next) ?? []));
    const command = commandOf(next);
    if (command !== null) found.push({ pid: next, command });
  }
  return found;
}

/** Null when it is gone, or dead and not yet collected. */
export function commandOf(pid: number): string | null {
  const text = readProc(pid, "cmdline");
  return text === null || text === "" ? null : text.replaceAll("\0", " ").trim();
}

function parentOf(pid: number): number | null {
  // The name stands in parentheses and may hold anything; state and parent follow it.
  const fields = readProc(pid, "stat")?.split(") ").at(-1)?.split(" ");
  return fields === undefined ? null : Number(fields[1]);
}

function readProc(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    // It ended while we looked.
    return null;
  }
}

/** Resident memory of a process, bytes; NaN when it is gone. */
export function residentBytes(pid: number): number {
  const pages = readProc(pid, "statm")?.split(" ")[1];
  return pages === undefined ? NaN : Number(pages) * 4096;
}
