import { AppError } from "../base/app-error.ts";

/** `AJ` 安检 for entry checks, `JC` 寄存 for deposits. */
export const numberPrefixes = { entry: "AJ", deposit: "JC" } as const;
export type NumberPrefix = (typeof numberPrefixes)[keyof typeof numberPrefixes];

/** A number taken apart: the site's day, and which one of that day. */
export interface DayNumber {
  /** `20261122`. */
  readonly day: string;
  /** From 1. */
  readonly serial: number;
}

/** `AJ20261122-001`. */
export function formatNumber(prefix: NumberPrefix, { day, serial }: DayNumber): string {
  return `${prefix}${day}-${String(serial).padStart(3, "0")}`;
}

/** Throws `log.bad_cursor` for what is no such number. */
export function parseNumber(prefix: NumberPrefix, number: string): DayNumber {
  const match = /^([A-Z]{2})(\d{8})-(\d{3,9})$/.exec(number);
  if (match?.[1] !== prefix) throw new AppError("log.bad_cursor", { number });
  return { day: match[2] ?? "", serial: Number(match[3]) };
}

/**
 * Gives numbers, each once. The highest of every day is remembered, so that a clock that is set back
 * to a day gone by goes on after that day's last number.
 */
export class DayNumbers {
  readonly #prefix: NumberPrefix;
  readonly #last: Map<string, number>;

  constructor(prefix: NumberPrefix, last: readonly DayNumber[]) {
    this.#prefix = prefix;
    this.#last = new Map(last.map(({ day, serial }) => [day, serial]));
  }

  take(day: string): string {
    const serial = (this.#last.get(day) ?? 0) + 1;
    this.#last.set(day, serial);
    return formatNumber(this.#prefix, { day, serial });
  }
}
