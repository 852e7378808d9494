import type { cameraEventSchemas } from "../../native/contract/camera-events.ts";
import type { StoredEvent } from "../../native/contract/events.ts";
import { joined } from "./desk-event-text.ts";
import { ageText } from "./formats.ts";
import type { Texts } from "./use-texts.ts";

type CameraEvent = Extract<StoredEvent, { readonly kind: keyof typeof cameraEventSchemas }>;

/** What an event of a camera's own events or clock says besides its kind and name. */
export function cameraDetailOf(event: CameraEvent, { t, errorText }: Texts): string {
  switch (event.kind) {
    case "camera.event": {
      const { topic, change, already, ended, source, rawTopic } = event.data;
      return joined(
        `${t(`camera-events.topics.${topic}`)} ${t(`camera-events.changes.${change}`)}`,
        already ? t("camera-events.already") : "",
        ended === null ? "" : t(`camera-events.ended.${ended}`),
        topic === "other" ? rawTopic : "",
        source,
      );
    }
    case "camera.input": {
      const { change, already, ended, count } = event.data;
      return joined(
        event.pointId ?? "",
        t(`camera-events.changes.${change}`),
        already ? t("camera-events.already") : "",
        ended === null ? "" : t(`camera-events.ended.${ended}`),
        count > 1 ? t("camera-events.times", { n: count }) : "",
      );
    }
    case "camera.events_limited": {
      const topic = t(`camera-events.topics.${event.data.topic}`);
      return t("camera-events.limited", { topic, n: event.data.count });
    }
    case "camera.events_lost": {
      const age = ageText(event.atMs - event.data.sinceMs, t);
      return joined(t("camera-events.lostFor", { age }), event.data.error === null ? "" : errorText(event.data.error));
    }
    case "camera.events_back":
      return event.atMs === event.data.sinceMs
        ? ""
        : t("camera-events.backAfter", { age: ageText(event.atMs - event.data.sinceMs, t) });
    case "camera.clock_off":
    case "camera.clock_ok":
      return t("camera-events.clockOff", { seconds: secondsText(event.data.offsetMs) });
  }
}

/** `+3`, `−86400`. */
export function secondsText(offsetMs: number): string {
  const seconds = Math.round(offsetMs / 1000);
  return seconds > 0 ? `+${seconds}` : String(seconds).replace("-", "−");
}
