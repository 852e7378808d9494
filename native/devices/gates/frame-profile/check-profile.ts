import type { GateProfile, ProfileField, ProfileMessage, ProfileProblem } from "../../../contract/gate-profile.ts";
import { toFrameCheck } from "./checks.ts";
import { endOf, fixedBytes, leastSize, startOf, templateParts, toPattern } from "./codec.ts";

type Found = (path: string, problem: ProfileProblem["problem"], expected?: string) => void;
/** Offsets that a frame's bytes occupy: from, and one after the last. */
interface Span {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** What no schema sees: a profile that can match nothing, or anything; fields in the wrong place; names that lead nowhere. */
export function checkProfile(profile: GateProfile): readonly ProfileProblem[] {
  const problems: ProfileProblem[] = [];
  const found: Found = (path, problem, expected = "") => {
    problems.push({ path, problem, expected });
  };
  checkIds(profile, found);
  checkFrame(profile, found);
  profile.messages.forEach((message, index) => checkMessage(profile, message, `messages[${index}]`, found));
  checkAlike(profile, found);
  checkPoints(profile, found);
  checkTemplates(profile, found);
  return problems;
}

function checkIds(profile: GateProfile, found: Found): void {
  for (const list of ["messages", "polls", "points", "outputs"] as const) checkUnique(profile[list], list, found);
  profile.messages.forEach(({ fields }, index) => checkUnique(fields, `messages[${index}].fields`, found));
}

function checkUnique(list: readonly { readonly id: string }[], path: string, found: Found): void {
  const seen = new Set<string>();
  list.forEach(({ id }, index) => {
    if (seen.has(id)) found(`${path}[${index}].id`, "duplicate_id", id);
    seen.add(id);
  });
}

function checkFrame(profile: GateProfile, found: Found): void {
  const { frame, unit } = profile;
  const check = toFrameCheck(profile.check);
  const least = leastSize(profile);
  const trailer = endOf(frame).length + (check?.size ?? 0);
  const most = frame.type === "fixed" ? frame.size : frame.most;
  const head = toPattern(0, startOf(frame));
  if (frame.type !== "fixed" && most < least) found("frame.most", "too_small", `≥ ${least}`);
  if (frame.type === "fixed" && frame.size < head.bytes.length + trailer)
    found("frame.size", "too_small", `≥ ${head.bytes.length + trailer}`);
  if (check !== null && check.from >= most - trailer) found("check.from", "outside_frame", `≤ ${most - trailer - 1}`);
  if (unit !== undefined && unit.at + unit.size > least - trailer)
    found("unit.at", "outside_frame", `≤ ${least - trailer - unit.size}`);
  if (frame.type === "length") checkLength(profile, found);
  const isAnything =
    fixedBytes(head).length === 0 &&
    check === null &&
    profile.messages.some(({ match }) => match.every(({ at, is }) => fixedBytes(toPattern(at, is)).length === 0)) &&
    frame.type !== "line" &&
    frame.type !== "end";
  if (isAnything) found("frame", "matches_anything", "start, match, check");
}

function checkLength(profile: GateProfile, found: Found): void {
  const { frame } = profile;
  if (frame.type !== "length") return;
  const { length, most } = frame;
  const check = toFrameCheck(profile.check);
  const trailer = endOf(frame).length + (check?.size ?? 0);
  const greatest =
    length.as === "decimal" ? 10 ** length.size - 1 : (length.as === "hex" ? 16 : 256) ** length.size - 1;
  // Whatever the number says, no frame is that short or that long.
  if (length.plus + greatest < leastSize(profile) || length.plus > most)
    found("frame.length.plus", "length_unusable", `${leastSize(profile)} … ${most}`);
  // In the shortest frame that the number could name the check and the end would lie over the number.
  if (length.at + length.size > most - trailer)
    found("frame.length.at", "length_in_check", `≤ ${most - trailer - length.size}`);
  const head = fixedBytes(toPattern(0, startOf(frame)));
  if (head.some(([at]) => at >= length.at && at < length.at + length.size))
    found("frame.length.at", "overlapping_fields", "frame.start");
}

function checkMessage(profile: GateProfile, message: ProfileMessage, path: string, found: Found): void {
  const { frame } = profile;
  const least = leastSize(profile);
  const most = frame.type === "fixed" ? frame.size : frame.most;
  const size = message.size ?? (frame.type === "fixed" ? frame.size : null);
  if (message.size !== undefined && (message.size < least || message.size > most))
    found(`${path}.size`, "cannot_match", least === most ? `${least}` : `${least} … ${most}`);
  const fixed = new Map(fixedBytes(toPattern(0, startOf(frame))));
  message.match.forEach(({ at, is }, index) => {
    const pattern = toPattern(at, is);
    if (at + pattern.bytes.length > (size ?? most))
      found(`${path}.match[${index}].at`, "outside_frame", `≤ ${(size ?? most) - pattern.bytes.length}`);
    for (const [place, value] of fixedBytes(pattern)) {
      const stands = fixed.get(place);
      if (stands !== undefined && stands !== value) {
        found(`${path}.match[${index}]`, "cannot_match", hexOf(stands));
        return;
      }
      fixed.set(place, value);
    }
  });
  checkFields(profile, message, size, path, found);
}

function checkFields(
  profile: GateProfile,
  message: ProfileMessage,
  size: number | null,
  path: string,
  found: Found,
): void {
  const { frame } = profile;
  const trailer = endOf(frame).length + (toFrameCheck(profile.check)?.size ?? 0);
  const most = (size ?? (frame.type === "fixed" ? frame.size : frame.most)) - trailer;
  const taken: Span[] = [];
  message.fields.forEach((field, index) => {
    const where = `${path}.fields[${index}]`;
    checkForm(field, where, found);
    const span = spanOf(field, most);
    if (span.to > most || span.to <= span.from)
      found(`${where}.at`, "outside_frame", `≤ ${Math.max(0, most - (span.to - span.from))}`);
    const other = message.fields.slice(0, index).find((each, at) => overlaps(field, each, span, taken[at]));
    if (other) found(`${where}.at`, "overlapping_fields", other.id);
    taken.push(span);
  });
}

function spanOf(field: ProfileField, most: number): Span {
  return { name: field.id, from: field.at, to: field.size === "rest" ? most : field.at + field.size };
}

/** Bits of one number may be fields of their own: with masks they share bytes, not bits. */
function overlaps(field: ProfileField, other: ProfileField, span: Span, otherSpan: Span | undefined): boolean {
  if (!otherSpan || span.from >= otherSpan.to || otherSpan.from >= span.to) return false;
  const isSamePlace = span.from === otherSpan.from && span.to === otherSpan.to && field.order === other.order;
  if (!isSamePlace || field.mask === undefined || other.mask === undefined) return true;
  return (Number.parseInt(field.mask, 16) & Number.parseInt(other.mask, 16)) !== 0;
}

function checkForm(field: ProfileField, path: string, found: Found): void {
  const { as, size } = field;
  const isText = as === "decimal" || as === "hex" || as === "text";
  if (size === "rest" && !isText) found(`${path}.size`, "wrong_kind", "decimal, hex, text");
  const mostSize = { unsigned: 4, signed: 4, bcd: 7, decimal: 15, hex: 12, text: 32 }[as];
  if (typeof size === "number" && size > mostSize) found(`${path}.size`, "too_large", `≤ ${mostSize}`);
  if (field.mask !== undefined && as !== "unsigned") found(`${path}.mask`, "wrong_kind", "unsigned");
  if (field.mask !== undefined && typeof size === "number" && field.mask.length !== size * 2)
    found(`${path}.mask`, "wrong_kind", `${size * 2} hex`);
  if (field.shift > 0 && as !== "unsigned") found(`${path}.shift`, "wrong_kind", "unsigned");
}

/** Two messages that one frame could both be: which of them it is would depend on their order. */
function checkAlike(profile: GateProfile, found: Found): void {
  const known = profile.messages.map((message) => ({
    id: message.id,
    size: message.size,
    bytes: new Map(message.match.flatMap(({ at, is }) => fixedBytes(toPattern(at, is)))),
  }));
  known.forEach((message, index) => {
    const other = known.slice(0, index).find((each) => {
      const isOtherSize = each.size !== undefined && message.size !== undefined && each.size !== message.size;
      const differs = [...message.bytes].some(([at, value]) => (each.bytes.get(at) ?? value) !== value);
      return !isOtherSize && !differs;
    });
    if (other) found(`messages[${index}].match`, "same_messages", other.id);
  });
}

function checkPoints(profile: GateProfile, found: Found): void {
  const messageIds = profile.messages.map(({ id }) => id);
  profile.points.forEach(({ when, means, direction }, index) => {
    const path = `points[${index}].when`;
    if (direction !== undefined && means !== "passage") found(`points[${index}].direction`, "wrong_kind", "passage");
    if (when.type === "message") {
      for (const list of ["on", "off"] as const)
        when[list]?.forEach((id, at) => {
          if (!messageIds.includes(id)) found(`${path}.${list}[${at}]`, "unknown_name", messageIds.join(", "));
        });
      const both = when.on.find((id) => when.off?.includes(id) === true);
      if (both !== undefined) found(`${path}.off`, "cannot_match", both);
      return;
    }
    const fields = profile.messages.flatMap((message) => message.fields).filter(({ id }) => id === when.field);
    if (fields.length === 0) {
      const ids = new Set(profile.messages.flatMap((message) => message.fields.map(({ id }) => id)));
      found(`${path}.field`, "unknown_name", [...ids].join(", "));
    }
    for (const field of fields) checkRule(profile, field, index, found);
  });
}

function checkRule(profile: GateProfile, field: ProfileField, index: number, found: Found): void {
  const point = profile.points[index];
  if (!point) return;
  const { when } = point;
  const path = `points[${index}].when`;
  if (when.type === "value") {
    if (when.is === undefined && when.isNot === undefined) found(path, "no_rule", "is, isNot");
    for (const list of ["is", "isNot"] as const)
      when[list]?.forEach((value, at) => {
        const wanted = field.as === "text" ? "string" : "number";
        if (typeof value !== wanted) found(`${path}.${list}[${at}]`, "wrong_type", wanted);
      });
    return;
  }
  if (field.as === "text") found(`${path}.field`, "wrong_kind", "unsigned, bcd, decimal, hex");
  if (when.type === "edge" && when.bit !== undefined) {
    const bits = typeof field.size === "number" ? field.size * 8 - field.shift : 0;
    if (field.as !== "unsigned" || when.bit >= bits) found(`${path}.bit`, "wrong_kind", `0 … ${Math.max(0, bits - 1)}`);
  }
  if (when.type === "counter" && field.as === "signed")
    found(`${path}.field`, "wrong_kind", "unsigned, bcd, decimal, hex");
}

function checkTemplates(profile: GateProfile, found: Found): void {
  const messageIds = profile.messages.map(({ id }) => id);
  const checkTemplate = (template: string | undefined, path: string): void => {
    if (template === undefined) return;
    const parts = templateParts(template);
    if (parts.includes("{unit}") && profile.unit === undefined) found(path, "unit_missing", "unit");
    if (parts.includes("{check}") && profile.check.type === "none") found(path, "check_missing", "check");
  };
  profile.polls.forEach(({ send, answer }, index) => {
    const path = `polls[${index}]`;
    checkTemplate(send, `${path}.send`);
    if (answer.length === 0) found(`${path}.answer`, "poll_without_answer", messageIds.join(", "));
    answer.forEach((id, at) => {
      if (!messageIds.includes(id)) found(`${path}.answer[${at}]`, "unknown_name", messageIds.join(", "));
    });
  });
  profile.messages.forEach(({ reply }, index) => checkTemplate(reply, `messages[${index}].reply`));
  profile.outputs.forEach(({ on, off, answer }, index) => {
    answer.forEach((id, at) => {
      if (!messageIds.includes(id)) found(`outputs[${index}].answer[${at}]`, "unknown_name", messageIds.join(", "));
    });
    checkTemplate(on, `outputs[${index}].on`);
    checkTemplate(off, `outputs[${index}].off`);
  });
}

function hexOf(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, "0");
}
