import { createHash } from "node:crypto";
import type { GateProfile } from "../contract/gate-profile.ts";
import {
  type Device,
  type GateDevice,
  type ModbusGate,
  type ProfileGate,
  type SiteFile,
  siteFileSchema,
  type SiteProblem,
} from "../contract/site.ts";
import { parseLinkAddress } from "../link/link-address.ts";
import { problemsOfIssue } from "./schema-problems.ts";

export interface CheckedSite {
  /** As given. */
  readonly text: string;
  /** Null when there are problems. */
  readonly site: SiteFile | null;
  readonly problems: readonly SiteProblem[];
  /** Of the text as given, hex: stands in the log with `site.loaded`. */
  readonly sha256: string;
}

/**
 * Reads a site file's text; every mistake is found at once and named by its path. Never throws.
 * @param profiles null = what gates say of profiles is not looked at: a station starts although one is missing
 */
export function checkSiteText(text: string, profiles: readonly GateProfile[] | null = []): CheckedSite {
  const sha256 = createHash("sha256").update(text).digest("hex");
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const expected = error instanceof Error ? error.message : String(error);
    return { site: null, problems: [{ path: "", problem: "not_json", expected }], text, sha256 };
  }
  const parsed = siteFileSchema.safeParse(value);
  if (!parsed.success)
    return {
      site: null,
      problems: parsed.error.issues.flatMap((each) => problemsOfIssue(each, formatWanted)),
      text,
      sha256,
    };
  const problems = findContradictions(parsed.data, profiles);
  return { site: problems.length === 0 ? parsed.data : null, problems, text, sha256 };
}

/** What stands at the places that only a pattern describes. */
const formats: readonly (readonly [RegExp, string])[] = [
  [/\.link$/, "serial:/dev/ttyUSB0?baudRate=9600 | tcp://192.168.1.20:1025 | tcp-listen://0.0.0.0:1025"],
  [/\.address$/, "http://192.168.1.64/onvif/device_service"],
  [/\.account$/, "1234 (3-16 × 0-9 A-F)"],
  [/\.zone$/, "001 (1-4 × 0-9 A-F)"],
  [/\.timeZone$/, "Asia/Shanghai"],
  [/(\.id|\.area|cameras\[\d+\])$/, "a-z 0-9 . _ - (≤ 64)"],
];

function formatWanted(path: string): string {
  return formats.find(([pattern]) => pattern.test(path))?.[1] ?? "";
}

/** What no schema sees: references that lead nowhere, two devices where one can be. */
function findContradictions(site: SiteFile, profiles: readonly GateProfile[] | null): SiteProblem[] {
  const problems: SiteProblem[] = [];
  const found: Found = (path, problem, expected = "") => {
    problems.push({ path, problem, expected });
  };

  const areas = new Set<string>();
  site.areas.forEach((area, index) => {
    if (areas.has(area.id)) found(`areas[${index}].id`, "duplicate_id", area.id);
    areas.add(area.id);
  });
  const devices = new Map<string, Device>();
  site.devices.forEach((device, index) => {
    if (devices.has(device.id)) found(`devices[${index}].id`, "duplicate_id", device.id);
    devices.set(device.id, device);
  });

  const knownAreas = [...areas].join(", ");
  const cameras = [...devices.values()].filter((device) => device.kind === "camera").map((device) => device.id);
  const checkArea = (path: string, id: string | undefined): void => {
    if (id !== undefined && !areas.has(id)) found(path, "unknown_area", knownAreas);
  };
  const checkCamera = (path: string, id: string): void => {
    const device = devices.get(id);
    if (device === undefined) found(path, "unknown_camera", cameras.join(", "));
    else if (device.kind !== "camera") found(path, "not_a_camera", cameras.join(", "));
  };
  const checkCameras = (path: string, ids: readonly string[]): void =>
    ids.forEach((id, index) => checkCamera(`${path}[${index}]`, id));

  checkCameraNumbers(site, found);
  checkWall(site, checkCamera, found);

  const lines = new Map<string, { device: Device; link: string }>();
  site.devices.forEach((device, index) => {
    const path = `devices[${index}]`;
    checkArea(`${path}.area`, device.area);
    if (device.kind === "camera") return;
    checkLine(device, path, lines, found);
    if (device.kind === "gate") {
      checkCameras(`${path}.cameras`, device.cameras);
      if (device.family === "frame-profile") {
        if (profiles !== null) checkProfile(device, path, profiles, found);
        return;
      }
      const seen = new Set<number>();
      device.inputs.forEach((input, at) => {
        for (const number of "inputs" in input ? input.inputs : [input.input]) {
          if (seen.has(number)) found(`${path}.inputs[${at}]`, "duplicate_input", String(number));
          seen.add(number);
        }
      });
      checkOutputs(device, path, found);
      return;
    }
    const points = new Set<string>();
    device.points.forEach((point, at) => {
      const key = `${point.account}-${point.zone ?? "*"}`.toUpperCase();
      if (points.has(key)) found(`${path}.points[${at}]`, "duplicate_point", key);
      points.add(key);
      checkArea(`${path}.points[${at}].area`, point.area);
      checkCameras(`${path}.points[${at}].cameras`, point.cameras);
    });
  });
  return problems;
}

/** A number calls one camera. */
function checkCameraNumbers({ devices }: SiteFile, found: Found): void {
  const owners = new Map<number, string>();
  for (const [index, device] of devices.entries()) {
    if (device.kind !== "camera" || device.number === undefined) continue;
    const owner = owners.get(device.number);
    if (owner === undefined) owners.set(device.number, device.id);
    else found(`devices[${index}].number`, "duplicate_number", owner);
  }
}

/** Views show cameras that there are, tours views that there are. */
function checkWall({ wall }: SiteFile, checkCamera: (path: string, id: string) => void, found: Found): void {
  const views = new Set<string>();
  for (const [index, view] of (wall?.views ?? []).entries()) {
    if (views.has(view.id)) found(`wall.views[${index}].id`, "duplicate_id", view.id);
    views.add(view.id);
    for (const [at, id] of view.tiles.entries()) if (id !== null) checkCamera(`wall.views[${index}].tiles[${at}]`, id);
    if (view.spot !== null && view.spot >= view.layout)
      found(`wall.views[${index}].spot`, "too_large", `< ${view.layout}`);
  }
  const tours = new Set<string>();
  for (const [index, tour] of (wall?.tours ?? []).entries()) {
    if (tours.has(tour.id)) found(`wall.tours[${index}].id`, "duplicate_id", tour.id);
    tours.add(tour.id);
    for (const [at, id] of tour.views.entries())
      if (!views.has(id)) found(`wall.tours[${index}].views[${at}]`, "unknown_view", [...views].join(", "));
  }
}

type Found = (path: string, problem: SiteProblem["problem"], expected?: string) => void;

/** A gate names a profile that there is, and a unit exactly where the profile has one. */
function checkProfile(gate: ProfileGate, path: string, profiles: readonly GateProfile[], found: Found): void {
  const profile = profiles.find(({ id }) => id === gate.profile);
  if (profile === undefined) found(`${path}.profile`, "unknown_profile", profiles.map(({ id }) => id).join(", "));
  else if (profile.unit === undefined && gate.unit !== undefined) found(`${path}.unit`, "unit_unused", profile.id);
  else if (profile.unit !== undefined) {
    const most = greatestUnit(profile.unit);
    if (gate.unit === undefined) found(`${path}.unit`, "unit_needed", `0 … ${most}`);
    else if (gate.unit > most) found(`${path}.unit`, "too_large", `≤ ${most}`);
  }
}

/** What fits where a profile's frames say whose they are. */
function greatestUnit({ size, as }: NonNullable<GateProfile["unit"]>): number {
  const base = { binary: 256, hex: 16, decimal: 10 }[as];
  return Math.min(65_535, base ** size - 1);
}

/** A lock that the console opens is never the only way out, and nothing but a hand opens it. */
function checkOutputs(
  device: ModbusGate,
  path: string,
  found: (path: string, problem: SiteProblem["problem"], expected?: string) => void,
): void {
  const seen = new Set<number>();
  device.outputs.forEach(({ coil, means, follows }, at) => {
    if (seen.has(coil)) found(`${path}.outputs[${at}].coil`, "duplicate_output", String(coil));
    seen.add(coil);
    if (means !== "release") return;
    if (follows !== "none") found(`${path}.outputs[${at}].follows`, "release_follows_alarm", "none");
    if (device.otherWayOut === undefined) found(`${path}.otherWayOut`, "release_needs_other_way_out");
  });
}

type LinkedDevice = Exclude<Device, { kind: "camera" }>;

/** One line carries one family, with one set of line settings, and each unit address once. */
function checkLine(
  device: LinkedDevice,
  path: string,
  lines: Map<string, { device: Device; link: string }>,
  found: Found,
): void {
  let medium: string;
  try {
    const address = parseLinkAddress(device.link);
    medium = address.type === "serial" ? `serial:${address.path}` : `${address.type}:${address.host}:${address.port}`;
  } catch {
    // The address says what is wrong by not being one; the expected form is more help than the parser's words.
    found(`${path}.link`, "bad_format", formatWanted(".link"));
    return;
  }
  const other = lines.get(medium);
  if (other === undefined) {
    lines.set(medium, { device, link: device.link });
    return;
  }
  if (other.device.kind !== "gate" || device.kind !== "gate" || other.device.family !== device.family) {
    found(`${path}.link`, "link_shared", other.device.id);
    return;
  }
  if (other.link !== device.link || framingOf(other.device) !== framingOf(device))
    found(`${path}.link`, "line_settings_differ", `${other.device.id}: ${other.link}`);
  if (profileOf(other.device) !== profileOf(device))
    found(`${path}.profile`, "profile_differs", `${other.device.id}: ${profileOf(other.device) ?? ""}`);
  const unitKey = `${medium}#${device.unit ?? ""}`;
  const taken = lines.get(unitKey) ?? (other.device.unit === device.unit ? other : undefined);
  if (taken !== undefined) found(`${path}.unit`, "duplicate_unit", taken.device.id);
  lines.set(unitKey, { device, link: device.link });
}

function framingOf(gate: GateDevice): string | null {
  return gate.family === "modbus-io" ? gate.framing : null;
}

function profileOf(gate: GateDevice): string | null {
  return gate.family === "frame-profile" ? gate.profile : null;
}
