import { type CheckAdvice, checkTypes, type GateProfile } from "../../../contract/gate-profile.ts";
import { type FrameCheck, readCheck, startFor, toFrameCheck, usualChecks } from "./checks.ts";
import { endOf } from "./codec.ts";

/** With fewer different frames anything fits by chance. */
const leastFrames = 3;
/** Of the frames that failed some were truly damaged. */
const leastShare = 0.8;
/** Start, unit, length: a check begins to count behind one of these, or with them. */
const mostHead = 8;
const mostAdvice = 5;
/** In the order of likelihood: a start that no sheet has comes behind everything else. */
const unusualStart = 100;

/**
 * The checks that frames do carry, when they fail the one of their profile: type, first byte covered,
 * start and byte order, most likely first. Each frame is whole, from start to end. For every type the
 * start is worked out backwards from one frame and tried on the others, so that any start is found.
 * Empty when fewer than three different frames are given or nothing fits four of five.
 */
export function adviseCheck(frames: readonly Uint8Array[], profile: GateProfile): readonly CheckAdvice[] {
  const different = [...new Map(frames.map((frame) => [Buffer.from(frame).toString("hex"), frame])).values()];
  if (different.length < leastFrames) return [];
  const present = toFrameCheck(profile.check);
  const found: Candidate[] = [];
  for (const form of formsLike(present))
    for (let from = 0; from <= mostHead; from++) {
      const candidate = fit(different, { ...form, from }, endOf(profile.frame).length);
      if (candidate !== null) found.push(candidate);
    }
  // What fails now and then although the check is right was damaged on the line.
  if (found.some((candidate) => isPresent(candidate, present))) return [];
  const usual = found.filter((candidate) => rank(candidate) < unusualStart);
  return (usual.length > 0 ? usual : found)
    .toSorted((a, b) => b.fits - a.fits || rank(a) - rank(b))
    .slice(0, mostAdvice)
    .map(({ type, from, start, lowFirst, fits }) => ({
      type,
      from,
      start: start
        .toString(16)
        .toUpperCase()
        .padStart(usualChecks[type].bytes * 2, "0"),
      order: lowFirst ? "low-first" : "high-first",
      fits,
      of: different.length,
    }));
}

type Form = Omit<FrameCheck, "from" | "start">;
interface Candidate extends FrameCheck {
  readonly fits: number;
}

/** Every type in both byte orders, written and placed as the profile's own check is. */
function formsLike(present: FrameCheck | null): readonly Form[] {
  const isText = present?.isText ?? false;
  const isAfterEnd = present?.isAfterEnd ?? false;
  return checkTypes.flatMap((type) => {
    // ARC and MODBUS differ in their start alone, which is worked out.
    if (type === "crc16-arc") return [];
    const { bytes, lowFirst } = usualChecks[type];
    const size = isText ? bytes * 2 : bytes;
    const orders = bytes === 1 ? [lowFirst] : [true, false];
    return orders.map((each) => ({ type, lowFirst: each, isText, isAfterEnd, size }));
  });
}

function fit(frames: readonly Uint8Array[], check: Omit<FrameCheck, "start">, endBytes: number): Candidate | null {
  const starts = new Map<number, number>();
  for (const frame of frames) {
    const start = startOfFrame(frame, check, endBytes);
    if (start !== null) starts.set(start, (starts.get(start) ?? 0) + 1);
  }
  const [best] = [...starts].toSorted(([, a], [, b]) => b - a);
  if (best === undefined) return null;
  const [start, fits] = best;
  if (fits < leastFrames || fits < frames.length * leastShare) return null;
  return { ...nameOf({ ...check, start }), fits };
}

function startOfFrame(frame: Uint8Array, check: Omit<FrameCheck, "start">, endBytes: number): number | null {
  const place = frame.length - check.size - (check.isAfterEnd ? 0 : endBytes);
  if (place <= check.from) return null;
  const stands = readCheck({ ...check, start: 0 }, frame, place);
  return stands < 0 ? null : startFor(check.type, stands, frame, check.from, place);
}

/** ARC is MODBUS with another start. */
function nameOf(check: FrameCheck): FrameCheck {
  return check.type === "crc16-modbus" && check.start === 0 ? { ...check, type: "crc16-arc" } : check;
}

/** What a maker would most likely have meant: a known start, all bytes, the usual order. */
function rank({ type, start, from, lowFirst }: FrameCheck): number {
  const usual = usualChecks[type];
  const isKnown = start === usual.start || (type === "crc16-ccitt" && (start === 0 || start === 0x1d0f));
  return (isKnown ? 0 : unusualStart) + (lowFirst === usual.lowFirst ? 0 : 10) + from;
}

function isPresent(candidate: FrameCheck, present: FrameCheck | null): boolean {
  return (
    present !== null &&
    candidate.type === present.type &&
    candidate.from === present.from &&
    candidate.start === present.start &&
    (candidate.size === 1 || candidate.lowFirst === present.lowFirst)
  );
}
