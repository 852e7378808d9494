import type { Clip } from "../contract/clips.ts";
import type { RetentionRule } from "./retention-rule.ts";

const dayMs = 86_400_000;

type Judged = Pick<Clip, "toMs" | "state" | "holds">;

/** Nothing protects it: it is kept, no hold is on it, and its last picture is older than the floor. */
export function mayDelete(clip: Judged, rule: RetentionRule, nowMs: number): boolean {
  return clip.state === "kept" && clip.holds === 0 && clip.toMs < nowMs - rule.floorDays * dayMs;
}

/** Those that the rule deletes by itself: older than the ceiling. */
export function chooseDeletable<T extends Judged>(
  clips: readonly T[],
  rule: RetentionRule,
  nowMs: number,
): readonly T[] {
  const ceilingMs = nowMs - rule.ceilingDays * dayMs;
  return clips.filter((clip) => clip.toMs < ceilingMs && mayDelete(clip, rule, nowMs));
}
