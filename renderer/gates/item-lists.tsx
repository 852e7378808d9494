import { hospitalListId, type ItemListState } from "../../native/contract/items.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { GatesParts } from "./gates-page.tsx";
import styles from "./page.module.css";
import { SourceWords } from "./source-words.tsx";

interface ItemListsProps extends Pick<GatesParts, "formats" | "nowMs"> {
  readonly states: readonly ItemListState[];
  readonly chosenId: string;
  readonly onChoose: (listId: string) => void;
}

/** All lists, one a line: where each comes from, since when, whether the form offers it. Arrows choose. */
export function ItemLists({ states, chosenId, onChoose, formats, nowMs }: ItemListsProps) {
  const { t, named } = useTexts();
  return (
    <fieldset className={styles["lists"]} aria-label={t("gates.items.lists")}>
      {states.map(({ list, inUse, changedAtMs }) => {
        const none = list.id === hospitalListId && changedAtMs === null;
        return (
          <label key={list.id} data-list={list.id} data-in-use={inUse}>
            <input type="radio" name="item-list" checked={list.id === chosenId} onChange={() => onChoose(list.id)} />
            <strong>{named(list.name)}</strong>
            <span>{t(inUse ? "gates.items.inUse" : none ? "gates.items.noList" : "gates.items.notInUse")}</span>
            <span className="numeric">
              {changedAtMs === null
                ? none
                  ? ""
                  : t("gates.items.since", { day: list.validFrom })
                : t("gates.items.changed", { time: formats.shortTime(changedAtMs, nowMs) })}
            </span>
            <span className="numeric">{t("gates.items.count", { n: list.classes.length })}</span>
            <SourceWords source={list.source} />
          </label>
        );
      })}
    </fieldset>
  );
}
