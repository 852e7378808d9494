import { pino } from "pino";

/** Technical messages for whoever looks after the machine; the record of what happened is the log (native/log). */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: Record<string, unknown>): Logger;
}

/** JSON lines on stderr; stdout belongs to the station's own events. Passwords are cut out. */
export function openLogger(level: string): Logger {
  return pino(
    { level, redact: ["password", "*.password", "token", "*.token"] },
    pino.destination({ fd: 2, sync: true }),
  );
}

export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLogger,
};
