import type { CameraTopic, topicChanges, topicEnds } from "../../contract/camera-events.ts";
import type { CameraNotice } from "./read-notices.ts";
import { topicOf } from "./topics.ts";

/** What a notice, or the lack of one, means. */
export interface ConditionChange {
  readonly topic: CameraTopic;
  readonly rawTopic: string;
  readonly source: string;
  readonly token: string;
  readonly change: (typeof topicChanges)[number];
  /** It was so already when the line came up. */
  readonly already: boolean;
  readonly ended: (typeof topicEnds)[number] | null;
  readonly deviceAtMs: number | null;
}

interface Kept {
  readonly notice: CameraNotice;
  readonly active: boolean;
  /** Monotonic: when the camera last said so. */
  readonly saidMs: number;
}

/** What is so at a camera now. Pure but for what it keeps; times are monotonic ms. */
export interface Conditions {
  take(notice: CameraNotice, nowMs: number): ConditionChange | null;
  /** What is over because the camera has not said for too long that it is still so. */
  expire(nowMs: number): ConditionChange[];
  /** When `expire` next has something to do; Infinity when nothing runs out. */
  nextMs(): number;
  /** Conditions forgotten because there were too many. */
  readonly dropped: number;
}

/** By reckoning, a camera with 16 rules and 8 contacts has about 60. */
const mostKept = 500;

export function makeConditions(): Conditions {
  const kept = new Map<string, Kept>();
  let dropped = 0;

  function keep(key: string, next: Kept): void {
    // Last said, last in the order: what is dropped has been silent for longest.
    kept.delete(key);
    kept.set(key, next);
    if (kept.size <= mostKept) return;
    const victim = [...kept].find(([, each]) => !each.active)?.[0] ?? [...kept.keys()][0];
    if (victim !== undefined) kept.delete(victim);
    dropped++;
  }

  return {
    take(notice, nowMs) {
      const key = `${notice.rawTopic}\n${notice.source}`;
      const wasActive = kept.get(key)?.active ?? false;
      const isInitial = notice.operation === "initialized";
      if (notice.operation === "deleted") {
        kept.delete(key);
        return wasActive ? changeOf(notice, "off", { ended: "deleted" }) : null;
      }
      // News without a state. As a first state it says nothing that is new.
      if (notice.active === null) return isInitial ? null : changeOf(notice, "pulse");
      keep(key, { notice, active: notice.active, saidMs: nowMs });
      if (!notice.active) return wasActive ? changeOf(notice, "off") : null;
      if (isInitial) return wasActive ? null : changeOf(notice, "on", { already: true });
      // Cameras that never say "off" say "on" again for the next press of a contact.
      if (wasActive && notice.topic !== "digital_input") return null;
      return changeOf(notice, "on");
    },
    expire(nowMs) {
      const over: ConditionChange[] = [];
      for (const [key, each] of kept) {
        if (!each.active || dueMs(each) > nowMs) continue;
        kept.set(key, { ...each, active: false });
        over.push(changeOf(each.notice, "off", { ended: "timed_out", deviceAtMs: null }));
      }
      return over;
    },
    nextMs: () => Math.min(Infinity, ...[...kept.values()].filter(({ active }) => active).map(dueMs)),
    get dropped() {
      return dropped;
    },
  };
}

function dueMs({ notice, saidMs }: Kept): number {
  const { endsAfterMs } = topicOf(notice.rawTopic);
  return endsAfterMs === null ? Infinity : saidMs + endsAfterMs;
}

function changeOf(
  { topic, rawTopic, source, token, deviceAtMs }: CameraNotice,
  change: ConditionChange["change"],
  more: Partial<ConditionChange> = {},
): ConditionChange {
  return { topic, rawTopic, source, token, change, already: false, ended: null, deviceAtMs, ...more };
}
