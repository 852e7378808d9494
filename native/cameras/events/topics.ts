import type { CameraTopic } from "../../contract/camera-events.ts";

interface TopicRow {
  readonly topic: CameraTopic;
  /** The data item that says whether it is so now; null for what has no duration. */
  readonly item: string | null;
  /** Over by itself so long after the camera last said that it is so, ms; null where it may last for days. */
  readonly endsAfterMs: number | null;
}

const minute = 60_000;
/** Each topic's own time-out, for cameras whose "off" never comes. Contacts and failures have none: they may last. */
const row = (topic: CameraTopic, item: string | null, endsAfterMs: number | null): TopicRow => ({
  topic,
  item,
  endsAfterMs,
});

/**
 * Topics by their path without prefixes; a path that goes on below one of these is the same topic.
 * Paths and items: ONVIF Imaging, Device IO and Analytics specifications, annexes on events; and
 * home-assistant/core `components/onvif/parsers.py` for what cameras really send.
 */
const rows: readonly (readonly [string, TopicRow])[] = [
  ["VideoSource/MotionAlarm", row("motion", "State", minute)],
  ["RuleEngine/CellMotionDetector/Motion", row("motion", "IsMotion", minute)],
  ["RuleEngine/MotionRegionDetector/Motion", row("motion", "State", minute)],
  ["RuleEngine/FieldDetector/ObjectsInside", row("object_inside", "IsInside", 5 * minute)],
  ["RuleEngine/LineDetector/Crossed", row("line_crossed", null, null)],
  ["RuleEngine/TamperDetector/Tamper", row("tamper", "IsTamper", 30 * minute)],
  ["VideoSource/GlobalSceneChange", row("scene_change", "State", 10 * minute)],
  ["VideoSource/ImageTooDark", row("too_dark", "State", 60 * minute)],
  ["VideoSource/ImageTooBright", row("too_bright", "State", 60 * minute)],
  ["VideoSource/ImageTooBlurry", row("too_blurry", "State", 60 * minute)],
  ["AudioAnalytics/Audio/DetectedSound", row("audio", "isSoundDetected", minute)],
  ["Device/Trigger/DigitalInput", row("digital_input", "LogicalState", null)],
  ["Device/Trigger/Relay", row("relay", "LogicalState", null)],
  ["Device/HardwareFailure/StorageFailure", row("storage", "Failed", null)],
  ["Device/HardwareFailure", row("hardware", "Failed", null)],
];

const unknown = row("other", null, minute);

/** `tns1:Device/tns1:Trigger/DigitalInput` → `Device/Trigger/DigitalInput`. */
export function topicPath(rawTopic: string): string {
  return rawTopic
    .trim()
    .split("/")
    .map((part) => part.replace(/^.*:/, ""))
    .join("/");
}

export function topicOf(rawTopic: string): TopicRow {
  const path = topicPath(rawTopic);
  return rows.find(([known]) => path === known || path.startsWith(`${known}/`))?.[1] ?? unknown;
}
