import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { checkPlan } from "../alarms/plan/check-plan.ts";
import { AppError, reasonOf } from "../base/app-error.ts";
import { type DeskSettings, deskSettingsSchema } from "../contract/desk.ts";
import { type PlanProblem, planSchema, type ResponsePlan } from "../contract/plans.ts";
import type { SiteFile } from "../contract/site.ts";

/** The shipped data's folder; compiled, the resources lie one folder further up. */
export function resourcesFolder(): string {
  const up = import.meta.url.includes("/dist/") ? "../../../resources/" : "../../resources/";
  return fileURLToPath(new URL(up, import.meta.url));
}

export interface RefusedPlan {
  readonly file: string;
  readonly problems: readonly PlanProblem[];
}

/** The shipped settings with the site's own sections over them. Throws `desk.invalid_settings` {path, reason}. */
export function readDeskSettings(site: SiteFile | null, folder = resourcesFolder()): DeskSettings {
  const file = `${folder}desk/settings.json`;
  let shipped: unknown;
  try {
    shipped = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new AppError("desk.invalid_settings", { path: "", reason: reasonOf(error) }, error);
  }
  const parsed = deskSettingsSchema.safeParse(shipped);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AppError("desk.invalid_settings", {
      path: issue?.path.map(String).join(".") ?? "",
      reason: issue?.message ?? "",
    });
  }
  const own = Object.entries(site?.desk ?? {}).filter(([, section]) => section !== undefined);
  return { ...parsed.data, ...Object.fromEntries(own) };
}

/** One plan file's text; `id` is what its name says. Never throws. */
export function checkPlanText(
  text: string,
  id: string,
): { plan: ResponsePlan | null; problems: readonly PlanProblem[] } {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    return { plan: null, problems: [{ path: "", problem: "not_json", detail: reasonOf(error) }] };
  }
  const parsed = planSchema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => {
      const path = issue.path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
      return { path: path.replace(/^\./, ""), problem: "bad_format" as const, detail: issue.message };
    });
    return { plan: null, problems };
  }
  const problems = checkPlan(parsed.data);
  if (parsed.data.id !== id) problems.push({ path: "id", problem: "id_not_file_name", detail: id });
  return { plan: problems.length === 0 ? parsed.data : null, problems };
}

/** Every plan file of the folders, in the order of names; of two with the same name the later folder's counts. */
export function readPlans(folders: readonly string[]): {
  plans: readonly ResponsePlan[];
  refused: readonly RefusedPlan[];
} {
  const files = new Map<string, string>();
  for (const folder of folders) {
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder).toSorted()) if (name.endsWith(".json")) files.set(name, `${folder}/${name}`);
  }
  const plans: ResponsePlan[] = [];
  const refused: RefusedPlan[] = [];
  for (const [name, file] of files) {
    const { plan, problems } = checkPlanText(readText(file), name.slice(0, -".json".length));
    if (plan === null) refused.push({ file: name, problems });
    else plans.push(plan);
  }
  return { plans, refused };
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    // An unreadable plan is refused like one that is not JSON: the list of plans says so.
    return `unreadable: ${reasonOf(error)}`;
  }
}
