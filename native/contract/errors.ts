import { z } from "zod";

/**
 * Every error the console can show. Native never makes sentences: the renderer translates
 * `errors.<code>` with the parameters, and the log keeps the same pair.
 */
export const errorCodes = [
  "internal",
  "rpc.malformed",
  "rpc.not_permitted",
  "rpc.no_operator",
  "rpc.unavailable",
  "alarm.not_found",
  "alarm.wrong_state",
  "alarm.note_missing",
  "alarm.reason_missing",
  "alarm.not_owner",
  "alarm.sounds_again",
  "alarm.step_open",
  "alarm.no_plan",
  "alarm.wrong_step",
  "alarm.answer_missing",
  "alarm.step_required",
  "alarm.never_shelved",
  "alarm.wrong_time",
  "alarm.already_continued",
  "alarm.not_marked",
  "desk.wrong_mode",
  "desk.unknown_point",
  "desk.unknown_area",
  "desk.invalid_settings",
  "plan.invalid",
  "plan.not_found",
  "report.bad_span",
  "log.unavailable",
  "log.overloaded",
  "log.newer_database",
  "log.locked",
  "log.damaged",
  "log.closed",
  "log.bad_cursor",
  "site.unreadable",
  "site.not_json",
  "site.invalid",
  "site.missing",
  "data.unusable",
  "listen.failed",
  "node.too_old",
  "link.bad_address",
  "link.open_failed",
  "link.not_open",
  "link.closed",
  "device.not_found",
  "device.time_out",
  "device.exception",
  "device.bad_answer",
  "camera.not_found",
  "camera.unreachable",
  "camera.auth_refused",
  "camera.no_usable_profile",
  "camera.stream_failed",
  "camera.timed_out",
  "camera.bad_answer",
  "cameras.process_down",
] as const;
export type ErrorCode = (typeof errorCodes)[number];

export const errorParamsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
export type ErrorParams = z.infer<typeof errorParamsSchema>;

/** What crosses a process: a code and its parameters, never a sentence. */
export const errorDataSchema = z.strictObject({ code: z.enum(errorCodes), params: errorParamsSchema });
export type ErrorData = z.infer<typeof errorDataSchema>;
