import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { reasonOf } from "../base/app-error.ts";
import {
  type GateProfile,
  gateProfileSchema,
  type ProfileList,
  type ProfileProblem,
  profileProblems,
  type ProfileSummary,
} from "../contract/gate-profile.ts";
import { checkProfile } from "../devices/gates/frame-profile/check-profile.ts";
import { resourcesFolder } from "./desk-files.ts";
import { problemsOfIssue } from "./schema-problems.ts";

interface CheckedProfile {
  /** Null when there are problems. */
  readonly profile: GateProfile | null;
  readonly problems: readonly ProfileProblem[];
}

interface LoadedProfiles {
  readonly profiles: readonly GateProfile[];
  readonly refused: readonly { readonly file: string; readonly problems: readonly ProfileProblem[] }[];
}

const endings = /\.(ya?ml|json)$/;
/** A profile is a page or two; what is longer is no profile. */
const mostBytes = 200_000;

/** Reads a profile's text, YAML or JSON; every mistake is found at once and named by its path. Never throws. */
export function checkProfileText(text: string, id: string): CheckedProfile {
  let value: unknown;
  try {
    // Aliases can make a short text endless.
    value = parse(text.replace(/^\uFEFF/, ""), { maxAliasCount: 0, prettyErrors: true, logLevel: "error" });
  } catch (error) {
    const expected = (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
    return { profile: null, problems: [{ path: "", problem: "not_readable", expected }] };
  }
  const parsed = gateProfileSchema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) => problemsOfIssue(issue, formatWanted)).map(toProfileProblem);
    return { profile: null, problems };
  }
  const problems = [...checkProfile(parsed.data)];
  if (parsed.data.id !== id) problems.push({ path: "id", problem: "id_not_file_name", expected: id });
  return { profile: problems.length === 0 ? parsed.data : null, problems };
}

function toProfileProblem({
  path,
  problem,
  expected,
}: {
  path: string;
  problem: string;
  expected: string;
}): ProfileProblem {
  return { path, problem: profileProblems.find((known) => known === problem) ?? "bad_format", expected };
}

/** What stands at the places that only a pattern describes. */
const formats: readonly (readonly [RegExp, string])[] = [
  [/\.(start|is)$/, '"7E ??"'],
  [/\.(end|mask)$/, '"0D 0A"'],
  [/\.(send|reply|on|off)$/, "\"7E {unit} 'D?' {check}\""],
  [/\.url$/, "https://…"],
  [/id$|answer\[\d+\]$|field$/, "a-z 0-9 . _ - (≤ 64)"],
];

function formatWanted(path: string): string {
  return formats.find(([pattern]) => pattern.test(path))?.[1] ?? "";
}

/**
 * The shipped profiles and the hospital's own (`profiles/` in the data folder; a file of the same id
 * replaces the shipped one). One that has problems is left out and listed.
 */
export class GateProfiles {
  readonly #folders: readonly string[];
  #loaded: LoadedProfiles;

  constructor(dataFolder: string) {
    this.#folders = [`${resourcesFolder()}gate-profiles`, join(dataFolder, "profiles")];
    this.#loaded = readProfileFolders(this.#folders);
  }

  /** As last read. */
  get all(): readonly GateProfile[] {
    return this.#loaded.profiles;
  }

  get(id: string): GateProfile | null {
    return this.all.find((profile) => profile.id === id) ?? null;
  }

  /** Reads the folders anew. Lines that are open go on with what they were opened with. */
  read(): readonly GateProfile[] {
    this.#loaded = readProfileFolders(this.#folders);
    return this.all;
  }

  list(): ProfileList {
    const refused = this.#loaded.refused.map(({ file, problems }) => ({ file, problems: [...problems] }));
    return { profiles: this.all.map(summarizeProfile), refused };
  }
}

/** Every profile of the folders, by name; of two with the same id the later folder's counts. */
export function readProfileFolders(folders: readonly string[]): LoadedProfiles {
  const files = new Map<string, { readonly file: string; readonly path: string }>();
  for (const folder of folders) {
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder).toSorted())
      if (endings.test(file)) files.set(file.replace(endings, ""), { file, path: join(folder, file) });
  }
  const profiles: GateProfile[] = [];
  const refused: { file: string; problems: readonly ProfileProblem[] }[] = [];
  for (const [id, { file, path }] of files) {
    const { profile, problems } = readProfile(path, id);
    if (profile === null) refused.push({ file, problems });
    else profiles.push(profile);
  }
  return { profiles, refused };
}

function readProfile(path: string, id: string): CheckedProfile {
  const refuse = (expected: string): CheckedProfile => ({
    profile: null,
    problems: [{ path: "", problem: "not_readable", expected }],
  });
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    return refuse(reasonOf(error));
  }
  return text.length > mostBytes ? refuse(`≤ ${mostBytes}`) : checkProfileText(text, id);
}

function summarizeProfile(profile: GateProfile): ProfileSummary {
  const { id, version, name, maker, synthetic, serial, unit, points } = profile;
  return {
    id,
    version,
    name,
    maker,
    synthetic,
    needsUnit: unit !== undefined,
    ...(serial === undefined ? {} : { serial }),
    points: points.map(({ id: pointId, name: pointName, means, direction }) => ({
      id: pointId,
      name: pointName,
      means,
      ...(direction === undefined ? {} : { direction }),
    })),
  };
}
