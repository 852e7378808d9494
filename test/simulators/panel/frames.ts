/**
 * Frames as the receivers' manuals print them (MLR2-DG p.39-41, MLR2-E p.38), written from those
 * tables and not from the product's codec: the two are meant to check each other.
 */
const DC4 = "\u0014";

export interface AlarmText {
  readonly account: string;
  readonly code: string;
  readonly zone: string;
  /** E new, R restore, P previous. */
  readonly qualifier?: "E" | "R" | "P";
  readonly group?: string;
}

export interface ReceiverText {
  /** Two digits. */
  readonly receiver: string;
  /** One digit, or three on newer receivers. */
  readonly line: string;
}

export function contactIdFrame(from: ReceiverText, alarm: AlarmText): string {
  const { account, code, zone, qualifier = "E", group = "01" } = alarm;
  return `5${from.receiver}${from.line} 18${account}${qualifier}${code}${group}${zone}${DC4}`;
}

export function siaFrame(from: ReceiverText, alarm: Pick<AlarmText, "account" | "code" | "zone">): string {
  return `3${from.receiver}${from.line}    ${alarm.account.padStart(6, " ")}${alarm.code}${alarm.zone}${DC4}`;
}

export function fourTwoFrame(from: ReceiverText, alarm: Pick<AlarmText, "account" | "code" | "zone">): string {
  return `1${from.receiver}${from.line}      ${alarm.account.padStart(4, " ")} ${alarm.code} ${alarm.zone.padStart(3, " ")}${DC4}`;
}

export function bfskFrame(from: ReceiverText, alarm: Pick<AlarmText, "account" | "code" | "zone">): string {
  return `6${from.receiver}${from.line}      ${alarm.account.padStart(4, " ")}${alarm.code.padEnd(2, " ")}${alarm.zone.padStart(4, " ")}${DC4}`;
}

export function heartbeatFrame(from: ReceiverText): string {
  // The newer text writes line 000; the older one a single digit.
  const line = from.line.length === 3 ? "000" : from.line;
  return `1${from.receiver}${line}           @    ${DC4}`;
}
