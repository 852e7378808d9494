import { createContext, useContext } from "react";
import type { SerialPortInfo } from "../../../native/contract/site-edit.ts";
import type { SiteProblem } from "../../../native/contract/site.ts";

export interface Choice {
  readonly id: string;
  readonly name: string;
}

/** What the fields of a form need besides their value. */
export interface FormParts {
  readonly areas: readonly Choice[];
  readonly cameras: readonly Choice[];
  readonly ports: readonly SerialPortInfo[] | null;
  readonly onListPorts: () => void;
  /** By path within the device or area. */
  readonly problems: ReadonlyMap<string, SiteProblem>;
  /** Ids can be given once. */
  readonly isNew: boolean;
  /** Names of secrets that are set. */
  readonly secrets: ReadonlySet<string>;
  readonly deviceId: string;
}

const FormContext = createContext<FormParts | null>(null);
export const FormProvider = FormContext.Provider;

export function useForm(): FormParts {
  const parts = useContext(FormContext);
  if (parts === null) throw new Error("no FormProvider above");
  return parts;
}

/** What is wrong at a path, or within it where `deep`. */
export function problemAt(problems: FormParts["problems"], path: string, deep = false): SiteProblem | null {
  const exact = problems.get(path);
  if (exact !== undefined || !deep) return exact ?? null;
  for (const [at, problem] of problems) if (at.startsWith(`${path}.`) || at.startsWith(`${path}[`)) return problem;
  return null;
}
