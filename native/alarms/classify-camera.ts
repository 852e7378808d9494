import type { AlarmClass, AlarmKind } from "../contract/alarms.ts";
import type { CameraTopic } from "../contract/camera-events.ts";
import type { CameraEventReport, CameraInputReport } from "../contract/reports.ts";
import type { CameraDevice, PointClass } from "../contract/site.ts";
import { classifyPoint, type Meaning } from "./classify.ts";

/** What a camera's own analysis is an alarm of, where the site file makes its topic one. */
const ofTopic: Readonly<Record<CameraTopic, readonly [AlarmClass, AlarmKind]>> = {
  motion: ["security", "intrusion"],
  line_crossed: ["security", "intrusion"],
  object_inside: ["security", "intrusion"],
  audio: ["security", "other"],
  tamper: ["security", "tamper"],
  scene_change: ["security", "tamper"],
  digital_input: ["security", "other"],
  relay: ["fault", "other"],
  too_dark: ["fault", "picture"],
  too_bright: ["fault", "picture"],
  too_blurry: ["fault", "picture"],
  hardware: ["fault", "other"],
  storage: ["fault", "other"],
  other: ["fault", "other"],
};

/** `camera` null: the site file does not know it any more. */
export function classifyTopic({ topic, change }: CameraEventReport, camera: CameraDevice | null): Meaning {
  if (camera?.events.alarms.includes(topic) !== true) return { is: "information" };
  const [alarmClass, kind] = ofTopic[topic];
  return change === "off" ? { is: "restore", kind } : { is: "alarm", class: alarmClass, kind };
}

/** As of a panel's point. A contact that the site file does not name any more is still somebody's signal. */
export function classifyCameraInput({ change }: CameraInputReport, pointClass: PointClass | null): Meaning {
  const meaning = classifyPoint(pointClass ?? "intrusion");
  return change === "off" && meaning.is === "alarm" ? { is: "restore", kind: meaning.kind } : meaning;
}
