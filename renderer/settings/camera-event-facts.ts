import type { CameraEventsHealth, CameraTopic } from "../../native/contract/camera-events.ts";
import type { DeviceHealth } from "../../native/contract/health.ts";
import { secondsText } from "../i18n/camera-event-text.ts";
import type { Formats } from "../i18n/formats.ts";
import type { Texts } from "../i18n/use-texts.ts";

/** What a camera's clock and its line for events are like, as lines of the device's page. */
export function cameraEventFacts(
  camera: DeviceHealth["camera"],
  texts: Texts,
  formats: Formats,
): readonly (readonly [string, string])[] {
  const { t, errorText } = texts;
  if (camera === null) return [];
  const { events, clockOffsetMs } = camera;
  const counts = Object.entries(events.counts) as [CameraTopic, number][];
  const facts: (readonly [string, string])[] = [
    [
      t("camera-events.detail.clock"),
      clockOffsetMs === null ? "—" : t("camera-events.detail.clockValue", { seconds: secondsText(clockOffsetMs) }),
    ],
    [
      t("camera-events.detail.title"),
      [
        t(`camera-events.states.${events.state}`),
        formats.dateTime(events.sinceMs),
        events.error ? errorText(events.error) : "",
      ]
        .filter(Boolean)
        .join(" · "),
    ],
    [
      t("camera-events.detail.last"),
      events.lastEventAtMs === null ? t("camera-events.detail.none") : formats.dateTime(events.lastEventAtMs),
    ],
    [t("camera-events.detail.lost"), lostText(events, texts, formats)],
    [
      t("camera-events.detail.counts"),
      counts.map(([topic, n]) => `${t(`camera-events.topics.${topic}`)} ${n}`).join(" · ") ||
        t("camera-events.detail.none"),
    ],
  ];
  if (events.unknownTopics.length > 0)
    facts.push([t("camera-events.detail.unknown"), events.unknownTopics.join(" · ")]);
  return facts;
}

function lostText({ lost, lastGap }: CameraEventsHealth, { t }: Texts, formats: Formats): string {
  if (lastGap === null) return String(lost);
  const from = formats.dateTime(lastGap.fromMs);
  return lastGap.toMs === null
    ? t("camera-events.detail.lostNow", { n: lost, from })
    : t("camera-events.detail.lostOnce", { n: lost, from, to: formats.time(lastGap.toMs) });
}
