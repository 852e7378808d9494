import { AppError } from "../base/app-error.ts";
import type { Actor } from "../contract/actor.ts";
import type { Alarm, AlarmClass, AlarmKind, ManualChannel } from "../contract/alarms.ts";
import type { LocalizedText } from "../contract/text.ts";
import { alarmEvent, type DeskView } from "./decision.ts";
import type { Changed } from "./decide-command.ts";
import { markOf } from "./modes/mark-of.ts";
import { raiseAlarm } from "./raise-alarm.ts";
import { classOfKind } from "../contract/alarms.ts";

/** What somebody told the desk by telephone or radio. */
export interface ManualReport {
  readonly kind: AlarmKind;
  readonly class?: AlarmClass | undefined;
  readonly areaId: string | null;
  readonly place: string;
  readonly who: string;
  readonly what: string;
  readonly channel: ManualChannel;
  readonly cameraIds: readonly string[];
}

/** Throws `desk.unknown_area` {areaId}, also when neither an area nor a place is given (areaId empty). */
export function decideManual(view: DeskView, report: ManualReport, actor: Actor): Changed {
  const { areaId, place, who, what, channel, kind } = report;
  const area = areaId === null ? undefined : view.site.areas.find((each) => each.id === areaId);
  if (area === undefined && (areaId !== null || place === ""))
    throw new AppError("desk.unknown_area", { areaId: areaId ?? "" });
  const name: LocalizedText | null = place === "" ? (area?.name ?? null) : { "zh-CN": place };
  const alarmClass = report.class ?? classOfKind[kind];
  const where = { deviceId: null, pointId: null, areaId };
  const raised = raiseAlarm(
    view,
    {
      ...where,
      kind,
      class: alarmClass,
      name,
      cameraIds: [...report.cameraIds],
      mark: markOf(view.desk, where, alarmClass, view.nowMs),
      manual: { channel, who, what },
    },
    actor,
  );
  const [alarm] = raised.alarms;
  const by = { key: `alarm:${alarm.id}:by-hand`, atMs: view.nowMs, actor };
  const event = alarmEvent(alarm, "alarm.reported_by_hand", by, { name, channel, who, what });
  return { events: [...raised.events, event], alarms: [alarm] };
}

/**
 * A closed alarm goes on as a new one. `alarm.wrong_state` for one that is open,
 * `alarm.already_continued` {by}.
 */
export function decideReopen(
  view: DeskView,
  closed: Alarm,
  note: string,
  actor: Actor,
): Changed & { readonly closed: Alarm } {
  if (closed.state !== "closed") throw new AppError("alarm.wrong_state", { state: closed.state, wanted: "closed" });
  if (closed.continuedBy !== null) throw new AppError("alarm.already_continued", { by: closed.continuedBy });
  const { class: alarmClass, kind, deviceId, pointId, areaId, name, cameraIds, code, mark, manual } = closed;
  const raised = raiseAlarm(
    view,
    {
      class: alarmClass,
      kind,
      deviceId,
      pointId,
      areaId,
      name,
      cameraIds,
      code,
      mark,
      manual,
      continues: closed.id,
      note,
    },
    actor,
  );
  const [alarm] = raised.alarms;
  const before: Alarm = { ...closed, continuedBy: alarm.id };
  const by = (what: string) => ({ key: `alarm:${closed.id}:${what}`, atMs: view.nowMs, actor });
  return {
    events: [
      alarmEvent(before, "alarm.reopened", by("reopened"), { name, as: alarm.id, note }),
      ...raised.events,
      alarmEvent(alarm, "alarm.continues", by("continued"), { name, of: closed.id, note }),
    ],
    alarms: [alarm],
    closed: before,
  };
}
