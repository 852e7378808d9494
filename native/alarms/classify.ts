import type { AlarmClass, AlarmKind } from "../contract/alarms.ts";
import type { PanelSignal } from "../contract/reports.ts";
import type { InputMeaning, PointClass } from "../contract/site.ts";

/** What a report means: an alarm of a class and kind, the end of one, or only something to write down. */
export type Meaning =
  | { readonly is: "alarm"; readonly class: AlarmClass; readonly kind: AlarmKind }
  | { readonly is: "restore"; readonly kind: AlarmKind }
  | { readonly is: "information" };

const information: Meaning = { is: "information" };

const ofPointClass: Readonly<Record<PointClass, Meaning>> = {
  panic: { is: "alarm", class: "life", kind: "panic" },
  duress: { is: "alarm", class: "life", kind: "duress" },
  fire: { is: "alarm", class: "life", kind: "fire" },
  medical: { is: "alarm", class: "life", kind: "medical" },
  intrusion: { is: "alarm", class: "security", kind: "intrusion" },
  tamper: { is: "alarm", class: "security", kind: "tamper" },
  fault: { is: "alarm", class: "fault", kind: "other" },
  information,
};

/**
 * Contact ID event codes (SIA DC-05-1999.09, group and single codes a hospital's panels send), as
 * [first, last, class, kind]; the first range that fits counts.
 */
const contactIdRanges: readonly (readonly [number, number, AlarmClass, AlarmKind])[] = [
  [0x100, 0x109, "life", "medical"],
  [0x110, 0x119, "life", "fire"],
  [0x121, 0x121, "life", "duress"],
  [0x124, 0x125, "life", "duress"],
  [0x120, 0x129, "life", "panic"],
  [0x137, 0x137, "security", "tamper"],
  [0x144, 0x145, "security", "tamper"],
  [0x130, 0x139, "security", "intrusion"],
  [0x140, 0x199, "security", "other"],
  [0x301, 0x301, "fault", "power"],
  [0x302, 0x302, "fault", "battery"],
  [0x309, 0x309, "fault", "battery"],
  [0x316, 0x316, "security", "tamper"],
  [0x338, 0x338, "fault", "battery"],
  [0x383, 0x383, "security", "tamper"],
  [0x384, 0x384, "fault", "battery"],
  [0x341, 0x341, "security", "tamper"],
  [0x344, 0x344, "fault", "communication"],
  [0x350, 0x357, "fault", "communication"],
  [0x370, 0x382, "fault", "line_fault"],
  [0x200, 0x3ff, "fault", "other"],
];

/** Codes that only report: openings and closings, bypasses, tests, resets and schedules. */
function isInformationCode(code: number): boolean {
  return code === 0x305 || (code >= 0x400 && code <= 0x6ff);
}

/** Alarm codes whose kind the site's point class may sharpen: everything of group 1 but the tampers. */
function pointDecides(code: number): boolean {
  return code >= 0x100 && code <= 0x199 && code !== 0x137 && code !== 0x144 && code !== 0x145;
}

function classifyContactId(code: string, pointClass: PointClass | null): Meaning {
  const value = Number.parseInt(code, 16);
  if (isInformationCode(value)) return information;
  if (pointClass !== null && pointDecides(value)) return ofPointClass[pointClass];
  const found = contactIdRanges.find(([first, last]) => value >= first && value <= last);
  // An unknown code is an alarm that somebody must look at, never a line nobody reads.
  return { is: "alarm", class: found?.[2] ?? "security", kind: found?.[3] ?? "other" };
}

/** SIA codes (SIA DC-03) by their first letter: what an A (alarm), T (trouble) or R (restore) is about. */
const siaSubjects: Readonly<Record<string, readonly [AlarmClass, AlarmKind]>> = {
  P: ["life", "panic"],
  H: ["life", "panic"],
  F: ["life", "fire"],
  K: ["life", "fire"],
  M: ["life", "medical"],
  Q: ["life", "medical"],
  B: ["security", "intrusion"],
  T: ["security", "tamper"],
  A: ["fault", "power"],
  Y: ["fault", "battery"],
  L: ["fault", "communication"],
};
const siaInformation = new Set(["OP", "CL", "OA", "CA", "RP", "RX", "RN", "TX", "TE", "TS", "BC", "RR", "LB", "LX"]);

function classifySia(code: string, pointClass: PointClass | null): Meaning {
  if (siaInformation.has(code)) return information;
  const subject = siaSubjects[code[0] ?? ""];
  const verb = code[1];
  if (subject === undefined) return { is: "alarm", class: "security", kind: "other" };
  const [subjectClass, kind] = subject;
  switch (verb) {
    case "R":
    case "H":
    case "J":
      return { is: "restore", kind };
    case "A":
      return pointClass !== null && kind !== "tamper" && subjectClass !== "fault"
        ? ofPointClass[pointClass]
        : { is: "alarm", class: subjectClass, kind };
    case "T":
      // `AT`, `YT`, `LT` are the trouble itself; `PT`, `BT` … is a point that cannot report.
      return { is: "alarm", class: "fault", kind: subjectClass === "fault" ? kind : "line_fault" };
    default:
      return { is: "alarm", class: subjectClass, kind };
  }
}

/** 4/2 and Modem II codes mean what the installer agreed with the receiver; only these letters are common. */
function classifyShort(code: string, pointClass: PointClass | null): Meaning {
  switch (code[0]) {
    case "O":
    case "C":
      return information;
    case "T":
      return { is: "alarm", class: "fault", kind: "other" };
    case "R":
      return { is: "restore", kind: kindOf(pointClass) };
    default:
      return pointClass === null ? { is: "alarm", class: "security", kind: "other" } : ofPointClass[pointClass];
  }
}

function kindOf(pointClass: PointClass | null): AlarmKind {
  const meaning = pointClass === null ? null : ofPointClass[pointClass];
  return meaning?.is === "alarm" ? meaning.kind : "other";
}

/** `pointClass` is the site's word for the point, null where the site does not know it. */
export function classifySignal(signal: PanelSignal, pointClass: PointClass | null): Meaning {
  if (signal.format === "sia") return classifySia(signal.code, pointClass);
  const meaning =
    signal.format === "contact-id"
      ? classifyContactId(signal.code, pointClass)
      : classifyShort(signal.code, pointClass);
  return signal.qualifier === "restore" && meaning.is === "alarm" ? { is: "restore", kind: meaning.kind } : meaning;
}

/** What a signal of a panel's point means when its code says no more. */
export function classifyPoint(pointClass: PointClass): Meaning {
  return ofPointClass[pointClass];
}

/** What it means that a gate's input is on. */
export function classifyInput(means: InputMeaning): Meaning {
  switch (means) {
    case "panic":
      return { is: "alarm", class: "life", kind: "panic" };
    case "metal":
      return { is: "alarm", class: "security", kind: "metal" };
    case "tamper":
      return { is: "alarm", class: "security", kind: "tamper" };
    case "fault":
      return { is: "alarm", class: "fault", kind: "other" };
    case "passage":
      return information;
  }
}

/** The code as it stands with the alarm: `contact-id:120`, `sia:PA`. */
export function codeOf(signal: PanelSignal): string {
  return `${signal.format}:${signal.code}`;
}
