/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions -- digits choose a part from anywhere in the page */
import type { KeyboardEvent } from "react";
import type { Actor } from "../../native/contract/actor.ts";
import type { Deposit } from "../../native/contract/deposits.ts";
import type { StationInfo } from "../../native/contract/rpc.ts";
import type { Warning } from "../../native/contract/warnings.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { DepositsTab } from "./deposits-tab.tsx";
import { isComposing } from "../ui/on-enter.ts";
import { focusPart } from "./focus-part.ts";
import { ItemsTab } from "./items-tab.tsx";
import { LiveTab } from "./live-tab.tsx";
import styles from "./page.module.css";
import { RegisterTab } from "./register-tab.tsx";
import { WarningsTab } from "./warnings-tab.tsx";

export const gatesTabs = ["live", "register", "deposits", "warnings", "items"] as const;
export type GatesTab = (typeof gatesTabs)[number];

/** What every part of the page is given. */
export interface GatesParts {
  readonly info: StationInfo | null;
  readonly actor: Actor | null;
  readonly areaNames: ReadonlyMap<string, string>;
  readonly nowMs: number;
  readonly formats: Formats;
  readonly onAskForOperator: () => void;
}

interface GatesPageProps extends GatesParts {
  readonly tab: GatesTab;
  readonly onTab: (tab: GatesTab) => void;
  /** In force now. */
  readonly warnings: readonly Warning[];
  readonly held: readonly Deposit[];
  readonly onSeeDeposits: () => void;
}

/** F6: how the gates do, what was done about people, what is kept for them, what was told early. */
export function GatesPage(props: GatesPageProps) {
  const { tab, onTab, warnings, held } = props;
  const { t } = useTexts();
  const notes: Partial<Record<GatesTab, string>> = {
    deposits: held.length > 0 ? String(held.length) : "",
    warnings: warnings.length > 0 ? String(warnings.length) : "",
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    const inText =
      event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [role=combobox]") !== null;
    const inList = event.target instanceof HTMLElement && event.target.closest("[role=listbox]") !== null;
    if (/^Arrow(Down|Up)$/.test(event.key) && !inText && !inList) {
      event.preventDefault();
      event.stopPropagation();
      focusPart('[role="listbox"]');
      return;
    }
    const inChoice = event.target instanceof HTMLElement && event.target.matches("[type=radio], [type=checkbox]");
    const next = /^[1-5]$/.test(event.key) && (!inText || inChoice) ? gatesTabs[Number(event.key) - 1] : undefined;
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onTab(next);
    document.querySelector<HTMLElement>(`#gates-tab-${next}`)?.focus();
  };
  return (
    <section className={styles["page"]} aria-label={t("gates.title")} onKeyDown={onKeyDown}>
      <div role="tablist" className={styles["tabs"]} aria-label={t("gates.title")}>
        {gatesTabs.map((known, at) => (
          <button
            key={known}
            type="button"
            role="tab"
            id={`gates-tab-${known}`}
            aria-selected={known === tab}
            aria-controls="gates-part"
            onClick={() => onTab(known)}
          >
            <kbd>{at + 1}</kbd> {t(`gates.tabs.${known}`)}
            {notes[known] && <b className="numeric">{notes[known]}</b>}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id="gates-part"
        aria-labelledby={`gates-tab-${tab}`}
        className={styles["part"]}
        data-tab={tab}
      >
        <Part {...props} />
      </div>
    </section>
  );
}

function Part(props: GatesPageProps) {
  switch (props.tab) {
    case "live":
      return <LiveTab {...props} />;
    case "register":
      return <RegisterTab {...props} />;
    case "deposits":
      return <DepositsTab {...props} onSeen={props.onSeeDeposits} />;
    case "warnings":
      return <WarningsTab {...props} />;
    case "items":
      return <ItemsTab {...props} />;
  }
}
