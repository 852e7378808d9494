import type { Actor } from "../contract/actor.ts";
import { type Alarm, type AlarmKind, classOfKind } from "../contract/alarms.ts";
import { alarmEvent, type Decision, type DeskView } from "./decision.ts";
import { restartEscalation } from "./escalation/escalate.ts";
import { newAlarm } from "./new-alarm.ts";
import { attachPlan } from "./plan/advance-plan.ts";

type Given = Partial<Alarm> & {
  readonly kind: AlarmKind;
  readonly deviceId: string | null;
  readonly pointId: string | null;
};

/** A new alarm with its plan and its count, and the event that tells of it. What is left out comes from the site. */
export function raiseAlarm(
  view: DeskView,
  given: Given,
  actor: Actor | null = null,
): Decision & { readonly alarms: readonly [Alarm] } {
  const id = given.id ?? view.newId();
  const raisedAtMs = given.raisedAtMs ?? view.nowMs;
  const point = given.deviceId === null ? null : view.site.point(given.deviceId, given.pointId);
  const bare = newAlarm({
    class: classOfKind[given.kind],
    areaId: point?.areaId ?? null,
    name: point?.name ?? null,
    cameraIds: [...(point?.cameraIds ?? [])],
    ...given,
    id,
    raisedAtMs,
  });
  // A test of buttons or of a device is no occasion for a plan; a drill is what plans are drilled by.
  const planned = bare.mark === "test" ? bare : attachPlan(view, bare);
  const alarm = restartEscalation(view.settings.escalation, planned, view.nowMs);
  const { class: alarmClass, kind, cameraIds, name, code } = alarm;
  const data = { name, class: alarmClass, kind, code, cameraIds };
  const event = alarmEvent(alarm, "alarm.raised", { key: `alarm:${id}:raised`, atMs: raisedAtMs, actor }, data);
  return { events: [event], alarms: [alarm] };
}
