import type { SiteVideo } from "../contract/site.ts";

/** How long recordings are kept here. */
export interface RetentionRule {
  /** Younger than this nothing is deleted, whatever the disk says. */
  readonly floorDays: number;
  /** Older than this everything is deleted that no hold protects (国令799 art. 17). */
  readonly ceilingDays: number;
  /** A key target of counter-terrorism: at least 90 days (反恐怖主义法 art. 32). */
  readonly keyTarget: boolean;
}

const keyTargetDays = 90;

/** The rule of the site file. The floor wins over a ceiling that is set lower. */
export function retentionRule(
  video: Pick<SiteVideo, "keepAtLeastDays" | "deleteAfterDays" | "keyTarget">,
): RetentionRule {
  const { keepAtLeastDays, deleteAfterDays, keyTarget } = video;
  const floorDays = keyTarget ? Math.max(keyTargetDays, keepAtLeastDays) : keepAtLeastDays;
  return { floorDays, ceilingDays: Math.max(floorDays, deleteAfterDays), keyTarget };
}
