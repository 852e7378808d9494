import { type CsvCell, csvLine } from "../../base/csv.ts";
import { type CoverageDay, minuteMs } from "../../contract/coverage.ts";
import type { LocalizedText } from "../../contract/text.ts";
import { openWallClock } from "../../contract/wall-clock.ts";

const names = (name: LocalizedText | null): readonly CsvCell[] => [name?.["zh-CN"] ?? null, name?.en ?? null];
const heads = ["day", "areaId", "area.zh-CN", "area.en", "cameraId", "camera.zh-CN", "camera.en"];

/**
 * Two tables, a blank line between: every camera's days, and every gap with its cause. RFC 4180; days and
 * times of the site's clock.
 */
export function coverageCsv(days: readonly Pick<CoverageDay, "day" | "areas">[], timeZone: string): string {
  const wall = openWallClock(timeZone);
  const at = (ms: number): string => `${wall(ms).day} ${wall(ms).time}`;
  const sums: string[] = [csvLine([...heads, "wantedMinutes", "coveredMinutes"])];
  const gaps: string[] = [csvLine([...heads, "from", "to", "minutes", "cause"])];
  for (const { day, areas } of days)
    for (const area of areas)
      for (const camera of area.cameras) {
        const about = [day, area.areaId, ...names(area.name), camera.cameraId, ...names(camera.name)];
        sums.push(csvLine([...about, camera.wanted, camera.covered]));
        for (const { fromMs, toMs, cause } of camera.gaps)
          gaps.push(csvLine([...about, at(fromMs), at(toMs), (toMs - fromMs) / minuteMs, cause]));
      }
  return `${[...sums, "", ...gaps].join("\r\n")}\r\n`;
}
