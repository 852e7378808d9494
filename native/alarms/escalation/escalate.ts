import { type Alarm, type AlarmEscalation, type EscalationStage, wantsHand } from "../../contract/alarms.ts";
import type { DeskSettings } from "../../contract/desk.ts";
import { alarmEvent, type Decision, type DeskView } from "../decision.ts";

type Steps = DeskSettings["escalation"];

/** What the alarm waits for; null when nobody has to hurry: guards are there, it is closed or shelved. */
export function stageOf(alarm: Alarm): EscalationStage | null {
  if (alarm.shelf !== null) return null;
  if (wantsHand(alarm)) return "acknowledge";
  switch (alarm.state) {
    case "acknowledged":
      return "process";
    case "dispatched":
      return "arrive";
    case "active":
    case "arrived":
    case "closed":
      return null;
  }
}

function dueAt(steps: Steps, alarm: Alarm, stage: EscalationStage, sinceMs: number, level: number): number | null {
  const step = steps[alarm.class][stage][level];
  return step === undefined ? null : sinceMs + Math.round(step.afterSeconds * 1000);
}

/**
 * The alarm with its count begun anew, because it was raised, moved on, or a hand did something to it.
 * `nowMs` is the console's clock.
 */
export function restartEscalation(steps: Steps, alarm: Alarm, nowMs: number): Alarm {
  const stage = stageOf(alarm);
  const round = alarm.escalation === null ? 0 : alarm.escalation.round + 1;
  if (stage === null) {
    if (alarm.escalation === null) return alarm;
    // The round is kept, so that a count which begins again later has keys of its own.
    return { ...alarm, escalation: { ...alarm.escalation, round, sinceMs: nowMs, level: 0, to: null, dueAtMs: null } };
  }
  const escalation: AlarmEscalation = {
    stage,
    round,
    sinceMs: nowMs,
    level: 0,
    to: null,
    dueAtMs: dueAt(steps, alarm, stage, nowMs, 0),
  };
  return { ...alarm, escalation };
}

/**
 * What falls due by now; of several steps that passed meanwhile (the station was down) each fires, in
 * order, and each once: its key names alarm, round and level.
 */
export function decideEscalation(view: Pick<DeskView, "settings" | "nowMs">, alarm: Alarm): Decision | null {
  const steps = view.settings.escalation;
  const events = [];
  let now = alarm;
  for (;;) {
    const { escalation } = now;
    if (escalation === null || escalation.dueAtMs === null || escalation.dueAtMs > view.nowMs) break;
    const step = steps[now.class][escalation.stage][escalation.level];
    if (step === undefined) {
      // The settings were shortened meanwhile: nothing more is due.
      now = { ...now, escalation: { ...escalation, dueAtMs: null } };
      events.push(null);
      break;
    }
    const level = escalation.level + 1;
    events.push(
      alarmEvent(
        now,
        "alarm.escalated",
        { key: `alarm:${now.id}:escalated:${escalation.round}:${level}`, atMs: view.nowMs },
        {
          name: now.name,
          stage: escalation.stage,
          level,
          to: step.to,
          afterMs: Math.max(0, view.nowMs - escalation.sinceMs),
        },
      ),
    );
    const dueAtMs = dueAt(steps, now, escalation.stage, escalation.sinceMs, level);
    now = { ...now, escalation: { ...escalation, level, to: step.to, dueAtMs } };
  }
  if (now === alarm) return null;
  return { events: events.filter((event) => event !== null), alarms: [now] };
}
