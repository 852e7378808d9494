import type { EventKind, StoredEvent } from "../../native/contract/events.ts";

/** Why pictures are missing, or are none to go by. */
export type MissCause = "offline" | "refused" | "frozen" | "blank" | "moved" | "process_down" | "station_down";

export interface MissSpan {
  /** UTC ms. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly cause: MissCause;
}

export const cameraKinds = [
  "camera.online",
  "camera.offline",
  "camera.auth_refused",
  "camera.picture_bad",
  "camera.picture_good",
] as const satisfies readonly EventKind[];
export const stationKinds = [
  "cameras.process_down",
  "cameras.process_up",
  "station.started",
] as const satisfies readonly EventKind[];

/** An outage is told so long after its last picture at most: its hold-off, and the first attempt to reconnect, ms. */
const toldWithinMs = 15_000;

/**
 * What the log says about one camera's pictures until `toMs`, from its own events and the station's, oldest
 * first; `lastWordsMs`: by the number of a `station.started`, when anything was written before it. Spans may overlap. Pure.
 */
export function missSpans(
  events: readonly StoredEvent[],
  lastWordsMs: ReadonlyMap<number, number>,
  toMs: number,
): readonly MissSpan[] {
  const spans: MissSpan[] = [];
  /** What lasts, by what ends it. */
  const open = new Map<"line" | "content" | "process", { readonly cause: MissCause; readonly fromMs: number }>();
  const end = (which: "line" | "content" | "process", atMs: number): void => {
    const begun = open.get(which);
    open.delete(which);
    if (begun !== undefined && atMs > begun.fromMs) spans.push({ ...begun, toMs: atMs });
  };
  const begin = (which: "line" | "content" | "process", cause: MissCause, fromMs: number): void => {
    end(which, fromMs);
    open.set(which, { cause, fromMs });
  };
  for (const event of events) {
    switch (event.kind) {
      case "camera.offline":
        begin("line", "offline", event.atMs - toldWithinMs);
        break;
      case "camera.auth_refused":
        begin("line", "refused", event.atMs - toldWithinMs);
        break;
      case "camera.online":
        end("line", event.atMs);
        break;
      case "camera.picture_bad":
        begin("content", event.data.content, event.data.sinceMs);
        break;
      case "camera.picture_good":
        end("content", event.atMs);
        break;
      case "cameras.process_down":
        begin("process", "process_down", event.atMs);
        break;
      case "cameras.process_up":
        // It has to connect again: until the camera's own word, or a little.
        end("process", event.atMs + toldWithinMs);
        break;
      case "station.started": {
        const diedMs = lastWordsMs.get(event.seq);
        if (diedMs !== undefined)
          spans.push({ cause: "station_down", fromMs: diedMs, toMs: event.atMs + toldWithinMs });
        for (const which of open.keys()) end(which, diedMs ?? event.atMs);
        break;
      }
      default:
        break;
    }
  }
  for (const { cause, fromMs } of open.values()) if (toMs > fromMs) spans.push({ cause, fromMs, toMs });
  return spans;
}

/**
 * The cause that covers most of a span; null when none covers half of it: outages are told late and dated back,
 * and must not explain the gap before them.
 */
export function causeOf(spans: readonly MissSpan[], fromMs: number, toMs: number): MissCause | null {
  let found: MissCause | null = null;
  let most = (toMs - fromMs) / 2;
  for (const span of spans) {
    const common = Math.min(span.toMs, toMs) - Math.max(span.fromMs, fromMs);
    // Of two that cover it whole the later one is nearer to what happened.
    if (common > 0 && common >= most) {
      most = common;
      found = span.cause;
    }
  }
  return found;
}
