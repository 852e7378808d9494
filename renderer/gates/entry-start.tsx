import type { DeviceSummary } from "../../native/contract/rpc.ts";
import { ageText, type Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { DigitChoice } from "./digit-choice.tsx";
import styles from "./form.module.css";
import type { EntryDesk } from "./use-entry-desk.ts";

interface EntryStartProps {
  readonly desk: EntryDesk;
  readonly gates: readonly DeviceSummary[];
  readonly areaNames: ReadonlyMap<string, string>;
  readonly nowMs: number;
  readonly formats: Formats;
}

/** What the key J offers without a gate's alarm: open checks to go on with, or a new one by hand. */
export function EntryStart({ desk, gates, areaNames, nowMs, formats }: EntryStartProps) {
  const { t, named, errorText } = useTexts();
  const area = (areaId: string | null) => areaNames.get(areaId ?? "") ?? "";
  const choices = [
    ...desk.open.map((check) => ({
      id: `resume ${check.id}`,
      words: t("entries.start.resume", {
        number: check.number,
        where: named(check.gateName) || area(check.areaId) || t("entries.form.noGate"),
        time: formats.shortTime(check.happenedAtMs, nowMs),
        age: ageText(nowMs - check.openedAtMs, t),
        name: check.openedBy.name,
      }),
    })),
    ...gates.map((gate) => ({
      id: `gate ${gate.id}`,
      words: t("entries.start.gate", { gate: named(gate.name) || gate.id, area: area(gate.areaId) }),
    })),
    { id: "elsewhere ", words: t("entries.start.elsewhere") },
  ];
  const choose = (choice: string) => {
    const [what = "", id = ""] = choice.split(" ");
    if (what === "resume") desk.resume(id);
    else void desk.start(what === "gate" ? { gateId: id } : {});
  };
  return (
    <div className={styles["present"]} data-start>
      <p className={styles["text"]}>{t(desk.open.length > 0 ? "entries.start.which" : "entries.start.where")}</p>
      <DigitChoice title={t("entries.start.where")} choices={choices} focusKey="start" onChoose={choose} />
      {desk.problem && (
        <output className={styles["problem"]} data-bad>
          {errorText(desk.problem)}
        </output>
      )}
    </div>
  );
}
