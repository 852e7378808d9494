import type { ErrorData } from "../../../contract/errors.ts";
import type { CheckAdvice, FrameChecks, GateProfile } from "../../../contract/gate-profile.ts";
import { adviseCheck } from "./advise-check.ts";
import type { BadBytes } from "./scanner.ts";

export type FrameFate = "good" | "foreign" | BadBytes;

/** Of so many of the last frames is told how many were wrong. */
const window = 50;
/** Fewer than these, or less than this share, is what a disturbed line has now and then. */
const leastWrong = 5;
const leastWrongShare = 0.2;
/** Frames that failed their check are kept for the advice. */
const mostFailed = 50;

/** How the frames of a line fare: counts for good, the last ones for the condition, failed ones for the advice. */
export class Tally {
  readonly #profile: GateProfile;
  readonly #counts = { good: 0, foreign: 0, no_frame: 0, check_failed: 0, unknown_message: 0 };
  #last: FrameFate[] = [];
  #failed: Uint8Array[] = [];
  #advice: readonly CheckAdvice[] | null = null;

  constructor(profile: GateProfile) {
    this.#profile = profile;
  }

  /** @param bytes of a frame that failed; kept */
  add(fate: FrameFate, bytes: Uint8Array | null = null): void {
    this.#counts[fate]++;
    this.#last.push(fate);
    if (this.#last.length > window) this.#last.shift();
    if (fate !== "check_failed" || bytes === null) return;
    this.#failed.push(bytes);
    if (this.#failed.length > mostFailed) this.#failed.shift();
    this.#advice = null;
  }

  /** What is wrong with the line's frames, when much of it is: `device.wrong_frames` with how many of the last. */
  trouble(): ErrorData | null {
    const of = this.#last.length;
    for (const reason of ["check_failed", "foreign", "unknown_message"] as const) {
      const count = this.#last.filter((fate) => fate === reason).length;
      if (count < leastWrong || count < of * leastWrongShare) continue;
      return { code: "device.wrong_frames", params: { reason: reasonOf(reason), count, of } };
    }
    return null;
  }

  get wrong(): number {
    return this.#counts.check_failed + this.#counts.no_frame + this.#counts.unknown_message;
  }

  checks(): FrameChecks {
    const { good, check_failed: failed, unknown_message: unknown, foreign } = this.#counts;
    this.#advice ??= adviseCheck(this.#failed, this.#profile);
    return { good, failed, unknown, foreign, advice: [...this.#advice] };
  }
}

/** As `device.bad_answer` names it for every family. */
export function reasonOf(fate: Exclude<FrameFate, "good">): string {
  return fate === "foreign" ? "wrong_unit" : fate;
}
