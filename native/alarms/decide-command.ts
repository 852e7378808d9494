import { AppError } from "../base/app-error.ts";
import type { Actor } from "../contract/actor.ts";
import { type Alarm, causesThatNeedNote, type ClosingCause } from "../contract/alarms.ts";
import type { EventData, NewEvent } from "../contract/events.ts";
import type { AlarmBook } from "./alarm-book.ts";
import type { Decision } from "./decide-report.ts";

/** What an operator does to an alarm. */
export type AlarmCommand =
  | { readonly type: "acknowledge"; readonly alarmId: string; readonly note: string }
  | { readonly type: "addNote"; readonly alarmId: string; readonly note: string }
  | { readonly type: "close"; readonly alarmId: string; readonly cause: ClosingCause; readonly note: string };

type CommandKind = "alarm.acknowledged" | "alarm.note_added" | "alarm.closed";

/**
 * Pure: the caller applies the result to the book. Throws `alarm.not_found`, `alarm.wrong_state`
 * {state, wanted} and `alarm.note_missing` {cause}. Two operators at once: the first one wins, the
 * other is told that the state is no longer what he saw.
 */
export function decideCommand(
  book: AlarmBook,
  command: AlarmCommand,
  actor: Actor,
  atMs: number,
  newId: () => string,
): Decision {
  const alarm = book.get(command.alarmId);
  if (alarm === null) throw new AppError("alarm.not_found", { alarmId: command.alarmId });
  switch (command.type) {
    case "acknowledge":
      requireState(alarm, "active");
      return decision(
        "alarm.acknowledged",
        { name: alarm.name, note: command.note },
        {
          ...alarm,
          state: "acknowledged",
          acknowledgedAtMs: atMs,
          acknowledgedBy: actor,
          note: joinNotes(alarm.note, command.note),
        },
      );
    case "addNote":
      return decision(
        "alarm.note_added",
        { name: alarm.name, note: command.note },
        {
          ...alarm,
          note: joinNotes(alarm.note, command.note),
        },
      );
    case "close":
      requireState(alarm, "acknowledged");
      if (command.note === "" && alarm.note === "" && causesThatNeedNote.includes(command.cause))
        throw new AppError("alarm.note_missing", { cause: command.cause });
      return decision(
        "alarm.closed",
        { name: alarm.name, cause: command.cause, note: command.note },
        {
          ...alarm,
          state: "closed",
          closedAtMs: atMs,
          closedBy: actor,
          cause: command.cause,
          note: joinNotes(alarm.note, command.note),
        },
      );
  }

  function decision<K extends CommandKind>(kind: K, data: EventData<K>, changed: Alarm): Decision {
    const event = {
      key: `command:${newId()}`,
      kind,
      severity: changed.class,
      atMs,
      deviceAtMs: null,
      deviceId: changed.deviceId,
      pointId: changed.pointId,
      areaId: changed.areaId,
      alarmId: changed.id,
      actor,
      data,
      // K pairs kind and data; the compiler cannot follow that into the union.
    } as unknown as NewEvent;
    return { events: [event], alarms: [changed] };
  }
}

function requireState(alarm: Alarm, wanted: Alarm["state"]): void {
  if (alarm.state !== wanted) throw new AppError("alarm.wrong_state", { state: alarm.state, wanted });
}

/** All notes of an alarm, one a line; the log keeps who wrote which and when. */
function joinNotes(before: string, added: string): string {
  const joined = [before, added].filter((note) => note !== "").join("\n");
  // The row keeps the end of very long stories; every single note is an event of its own.
  return joined.length <= 2000 ? joined : `…${joined.slice(-1999)}`;
}
