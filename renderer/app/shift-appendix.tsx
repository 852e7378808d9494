import type { ReactNode } from "react";
import type { Language } from "../../native/contract/text.ts";
import { HeldDepositsPart } from "../gates/held-deposits-paper.tsx";
import type { Shift } from "../shifts/read-shift.ts";

/** What other areas of the console hand on to the next shift, at the end of the shift log. */
export function shiftAppendix({ log, info }: Shift, language: Language): ReactNode {
  return <HeldDepositsPart deposits={log.held} info={info} language={language} nowMs={log.madeAtMs} />;
}
