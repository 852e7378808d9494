import { readFileSync } from "node:fs";
import { type GateProfile, gateProfileSchema } from "../../../../../native/contract/gate-profile.ts";
import { type FrameFormat, toFormat } from "../../../../../native/devices/gates/frame-profile/codec.ts";
import { describeFields } from "../../../../../native/devices/gates/frame-profile/fields.ts";
import { FrameScanner } from "../../../../../native/devices/gates/frame-profile/scanner.ts";
import { checkProfileText, readProfileFolders } from "../../../../../native/station/gate-profiles.ts";

const shipped = new URL("../../../../../resources/gate-profiles/", import.meta.url).pathname;
const fixtures = new URL("../../../../fixtures/gate-profiles/", import.meta.url).pathname;

export const loaded = readProfileFolders([shipped]);
/** Shipped ones, and the one that the tests made from a sheet. */
export const allProfiles: readonly GateProfile[] = [...loaded.profiles, ...readProfileFolders([fixtures]).profiles];

/** @throws Error when there is none */
export function profileNamed(id: string): GateProfile {
  const profile = allProfiles.find((each) => each.id === id);
  if (!profile) throw new Error(`no profile ${id}`);
  return profile;
}

export function profileText(id: string): string {
  return readFileSync(`${shipped}${id}.yaml`, "utf8");
}

/** A small profile with parts of its own. */
export function profileOf(parts: object): GateProfile {
  return gateProfileSchema.parse({ ...smallProfile, ...parts });
}

export const smallProfile = {
  id: "small",
  version: 1,
  name: { "zh-CN": "小", en: "small" },
  maker: "nobody",
  sources: [{ document: "none" }],
  frame: { type: "fixed", start: "7E", size: 6 },
  check: { type: "sum" },
  messages: [
    {
      id: "state",
      fields: [
        { id: "flags", at: 1 },
        { id: "count", at: 2, size: 2 },
      ],
    },
  ],
  points: [
    { id: "metal", name: { "zh-CN": "金属", en: "metal" }, means: "metal", when: { type: "edge", field: "flags" } },
  ],
};

/** `path problem expected` of a profile's text. */
export function problemsOf(text: string, id = "small"): readonly string[] {
  return checkProfileText(text, id).problems.map(({ path, problem, expected }) =>
    `${path} ${problem} ${expected}`.trim(),
  );
}

export interface Scanned {
  /** `state: flags=0 count=1` */
  readonly frames: string[];
  /** `check_failed 7E 00` */
  readonly bad: string[];
}

/** What a scanner finds in these pieces; then the line is silent. */
export function scan(format: FrameFormat, pieces: readonly Uint8Array[]): Scanned {
  const found: Scanned = { frames: [], bad: [] };
  const scanner = new FrameScanner(format);
  const sink = {
    frame(message: FrameFormat["messages"][number], bytes: Uint8Array, start: number, end: number) {
      const fields = describeFields(message.fields, bytes, start, end - format.trailer);
      found.frames.push(`${message.id}${fields === "" ? "" : ": "}${fields}`);
    },
    bad(bytes: Uint8Array, start: number, end: number, why: string) {
      found.bad.push(`${why} ${Buffer.from(bytes.subarray(start, end)).toString("hex").toUpperCase()}`);
    },
  };
  for (const piece of pieces) scanner.push(piece, sink);
  scanner.giveUpAll(sink);
  return found;
}

export function scanWith(profile: GateProfile, ...pieces: readonly Uint8Array[]): Scanned {
  return scan(toFormat(profile), pieces);
}

export function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
}
