import type { Alarm } from "../../native/contract/alarms.ts";
import type { Texts } from "../i18n/use-texts.ts";
import { waitsForHand } from "../rpc/station-state.ts";

/** Life alarms that wait for a hand, and the one among them that is on top; null when there is none. */
export function waitingLife(alarms: readonly Alarm[]): { readonly top: Alarm; readonly count: number } | null {
  // What waits for a hand stands before all else, and life before the other classes.
  let count = 0;
  for (const alarm of alarms) {
    if (alarm.class !== "life" || !waitsForHand(alarm)) break;
    count++;
  }
  const [top] = alarms;
  return top === undefined || count === 0 ? null : { top, count };
}

/**
 * Class and place, as they are said aloud; a drill or a test is said first. Words that the place's name
 * has already are not said twice.
 */
export function spokenWords(
  { top, count }: { readonly top: Alarm; readonly count: number },
  areaName: string,
  { t, named, language }: Pick<Texts, "t" | "named" | "language">,
): string {
  const name = named(top.name);
  const kind = t(`alarms.kinds.${top.kind}`);
  const known = name.toLowerCase();
  const parts = [
    top.mark === null ? "" : t(`desk.speech.marks.${top.mark}`),
    t("desk.speech.life"),
    known.includes(kind.toLowerCase()) ? "" : kind,
    name,
    areaName !== "" && known.includes(areaName.toLowerCase()) ? "" : areaName,
    count > 1 ? t("desk.speech.more", { n: count - 1 }) : "",
  ].filter((part) => part !== "");
  return `${parts.join(language === "en" ? ", " : "，")}${language === "en" ? "." : "。"}`;
}
