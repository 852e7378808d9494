import type { CameraEventsHealth, CameraTopic } from "../../contract/camera-events.ts";
import type { CameraNotice } from "./read-notices.ts";

/** What came over a camera's events so far; nothing is lost without a number. */
export interface NoticeCounts {
  add(notices: readonly CameraNotice[], unread: number, atMs: number): void;
  seen(): Pick<CameraEventsHealth, "counts" | "unknownTopics" | "lastEventAtMs">;
}

const mostUnknown = 10;

export function countNotices(): NoticeCounts {
  const counts: Partial<Record<CameraTopic, number>> = {};
  const unknown = new Set<string>();
  let lastEventAtMs: number | null = null;
  const count = (topic: CameraTopic, by: number): void => {
    if (by > 0) counts[topic] = (counts[topic] ?? 0) + by;
  };
  return {
    add(notices, unread, atMs) {
      for (const { topic, rawTopic, operation } of notices) {
        if (topic === "other" && unknown.size < mostUnknown) unknown.add(rawTopic);
        // A state that is told because we asked for it did not happen now.
        if (operation !== "initialized") count(topic, 1);
      }
      count("other", unread);
      if (notices.length + unread > 0) lastEventAtMs = atMs;
    },
    seen: () => ({ counts: { ...counts }, unknownTopics: [...unknown], lastEventAtMs }),
  };
}
