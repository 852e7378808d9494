import type { EventFilter, StoredEvent } from "../contract/events.ts";
import type { Log } from "../log/log.ts";

const pageSize = 5000;

/**
 * Everything that passes the filter, oldest first; of more than `most` the newest. The reader thread
 * does the work; this thread only takes the pages, with a pause for alarms between them.
 */
export async function readEventsOf(
  log: Log,
  filter: EventFilter,
  most: number,
): Promise<{ readonly events: readonly StoredEvent[]; readonly truncated: boolean }> {
  const pages: StoredEvent[][] = [];
  let count = 0;
  let beforeSeq: number | null = null;
  do {
    const limit = Math.min(pageSize, most - count);
    const page = await log.page({ filter, beforeSeq, limit });
    pages.push(page.events.toReversed());
    count += page.events.length;
    beforeSeq = page.nextBeforeSeq;
  } while (beforeSeq !== null && count < most);
  return { events: pages.toReversed().flat(), truncated: beforeSeq !== null };
}
