/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-element-to-interactive-role,
   react/exhaustive-effect-dependencies -- a list that the field above moves through has no tag of its own;
   another list is looked at from its top */
import { Button, Input, InputNumber } from "antd";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import type { FoundItem } from "../../native/contract/entries.ts";
import type { itemRules } from "../../native/contract/items.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAskedAnew } from "../rpc/use-asked-anew.ts";
import { isComposing, onEnter } from "../ui/on-enter.ts";
import { GoOn, useDutySending } from "./entry-duties.tsx";
import type { DutyProps } from "./entry-step-card.tsx";
import styles from "./form.module.css";
import { findableItems, findItems, type FoundClass } from "./item-search.ts";
import { SourceWords } from "./source-words.tsx";
import { useDraft } from "./use-draft.ts";

const itemNews = ["items.", "site."];
const askLists = (client: StationClient) => client.items.list();

interface ItemsDutyProps extends DutyProps {
  readonly rule: (typeof itemRules)[number] | null;
}

/** Items one after the other; Enter on an empty search goes on. */
export function ItemsDuty({ rule, ...props }: ItemsDutyProps) {
  const { t } = useTexts();
  const [items, setItems, forget] = useDraft<readonly FoundItem[]>(props.draftKey, []);
  const [asked, setAsked] = useState(false);
  const [picking, setPicking] = useState(false);
  const { sending, send } = useDutySending(props, forget);
  const go = () => {
    setAsked(true);
    if (items.length > 0) send({ items: [...items] });
  };
  return (
    <div className={styles["fields"]}>
      <ItemList items={items} onRemove={(at) => setItems(items.filter((_, each) => each !== at))} />
      {items.length < 20 && (
        <ItemPicker
          key={items.length}
          rule={rule}
          onAdd={(item) => {
            setPicking(false);
            setItems([...items, item]);
          }}
          onPicking={setPicking}
          onEmptyEnter={go}
        />
      )}
      {!picking && (
        <GoOn
          words={t("entries.form.goOn")}
          hint={items.length > 0 ? t("entries.items.enterGoesOn") : asked ? t("entries.items.needed") : ""}
          sending={sending}
          onGo={go}
        />
      )}
    </div>
  );
}

interface ItemListProps {
  readonly items: readonly FoundItem[];
  readonly onRemove?: (at: number) => void;
}

/** What was found, each with its class, rule and basis. */
export function ItemList({ items, onRemove }: ItemListProps) {
  const { t, named } = useTexts();
  if (items.length === 0) return null;
  return (
    <ul className={styles["items"]} aria-label={t("entries.items.found")}>
      {items.map((item, at) => (
        <li key={`${at} ${item.classId}`} data-rule={item.rule}>
          <b>{t("entries.itemCount", { item: item.description || named(item.className), n: item.count })}</b>
          <span className={styles["rule"]}>{t(`entries.rules.${item.rule}`)}</span>
          <span>{named(item.className)}</span>
          <SourceWords source={item.basis} />
          {onRemove && (
            <Button size="small" onClick={() => onRemove(at)}>
              {t("entries.items.remove")}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

interface ItemPickerProps {
  readonly rule: (typeof itemRules)[number] | null;
  readonly onAdd: (item: FoundItem) => void;
  /** Enter while nothing is typed. */
  readonly onEmptyEnter: () => void;
  /** A class was chosen, its particulars are being given; or not any more. */
  readonly onPicking?: (picking: boolean) => void;
}

/** Words, Pinyin initials or a look through the list; then what it is, and how many. */
export function ItemPicker({ rule, onAdd, onEmptyEnter, onPicking }: ItemPickerProps) {
  const { t, errorText } = useTexts();
  const { value, problem } = useAskedAnew(askLists, itemNews);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const [chosen, setChosenClass] = useState<FoundClass | null>(null);
  const setChosen = (next: FoundClass | null) => {
    setChosenClass(next);
    onPicking?.(next !== null);
  };
  const place = useRef<HTMLDivElement>(null);
  const items = useMemo(() => findableItems(value?.lists ?? [], rule), [value, rule]);
  const found = useMemo(() => findItems(items, typed), [items, typed]);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (chosen === null) place.current?.querySelector("input")?.focus();
  }, [chosen]);
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: "nearest" });
  }, [at, found]);

  if (chosen) return <ItemParticulars chosen={chosen} typed={typed} onAdd={onAdd} onOther={() => setChosen(null)} />;
  const choose = (hit: FoundClass | undefined) => hit && setChosen(hit);
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      setAt(Math.max(0, Math.min(found.length - 1, at + (event.key === "ArrowDown" ? 1 : -1))));
      event.preventDefault();
      event.stopPropagation();
    } else
      onEnter(event, () => {
        if (typed.trim() === "" && at === 0) onEmptyEnter();
        else choose(found[at]);
      });
  };
  return (
    <div ref={place} className={styles["picker"]}>
      <Input
        value={typed}
        maxLength={60}
        role="combobox"
        aria-expanded
        aria-controls="found-items"
        aria-activedescendant={found[at] ? `found-item-${at}` : ""}
        aria-label={t("entries.items.search")}
        placeholder={t("entries.items.search")}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      {problem && <p className={styles["problem"]}>{errorText(problem)}</p>}
      {value && found.length === 0 && <p className={styles["quiet"]}>{t("entries.items.none")}</p>}
      <ul ref={list} id="found-items" role="listbox" aria-label={t("entries.items.classes")}>
        {found.map((hit, index) => (
          <FoundRow
            key={`${hit.item.list.id} ${hit.item.class.id}`}
            hit={hit}
            id={`found-item-${index}`}
            selected={index === at && (typed !== "" || at > 0)}
            onChoose={() => choose(hit)}
          />
        ))}
      </ul>
    </div>
  );
}

interface FoundRowProps {
  readonly hit: FoundClass;
  readonly id: string;
  readonly selected: boolean;
  readonly onChoose: () => void;
}

function FoundRow({ hit, id, selected, onChoose }: FoundRowProps) {
  const { t, named } = useTexts();
  const { list, class: known } = hit.item;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the field above has the focus and the keys
    <li
      id={id}
      role="option"
      aria-selected={selected}
      data-class={known.id}
      data-rule={known.rule}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <b>{named(hit.example) || named(known.name)}</b>
      <span className={styles["rule"]}>{t(`entries.rules.${known.rule}`)}</span>
      <span>{hit.example ? named(known.name) : ""}</span>
      <small title={named(list.name)}>{named(list.name)}</small>
    </li>
  );
}

interface ItemParticularsProps {
  readonly chosen: FoundClass;
  readonly typed: string;
  readonly onAdd: (item: FoundItem) => void;
  readonly onOther: () => void;
}

/** The class with its rule and legal basis; what it is, and how many. */
function ItemParticulars({ chosen, typed, onAdd, onOther }: ItemParticularsProps) {
  const { t, named, language } = useTexts();
  const { list, class: known } = chosen.item;
  // Chinese typed in the search is most likely what it is; initials are not.
  const words = /\p{Script=Han}/u.test(typed) ? typed.trim() : (chosen.example?.[language] ?? "");
  const [description, setDescription] = useState(words);
  const [count, setCount] = useState(1);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const field = place.current?.querySelector("input");
    field?.focus();
    field?.select();
  }, []);
  const focusCount = () => place.current?.querySelector<HTMLInputElement>("[data-count] input")?.select();
  const add = () =>
    onAdd({
      listId: list.id,
      classId: known.id,
      rule: known.rule,
      className: known.name,
      basis: known.source,
      description: description.trim(),
      count,
    });
  return (
    <div ref={place} className={styles["fields"]} data-chosen-class={known.id}>
      <p className={styles["chosen"]} data-rule={known.rule}>
        <b>{named(known.name)}</b>
        <span className={styles["rule"]}>{t(`entries.rules.${known.rule}`)}</span>
        <SourceWords source={known.source} />
      </p>
      <div className={styles["twoFields"]}>
        <label>
          {t("entries.items.what")}
          <Input
            value={description}
            maxLength={200}
            onChange={(event) => setDescription(event.target.value)}
            onKeyDown={(event) => onEnter(event, focusCount)}
          />
        </label>
        <label data-count>
          {t("entries.items.count")}
          <InputNumber
            min={1}
            max={999}
            precision={0}
            value={count}
            onChange={(value) => setCount(value ?? 1)}
            onKeyDown={(event) => onEnter(event, add)}
          />
        </label>
      </div>
      <div className={styles["buttons"]}>
        <Button type="primary" onClick={add}>
          {t("entries.items.add")} <kbd>Enter</kbd>
        </Button>
        <Button onClick={onOther}>{t("entries.items.other")}</Button>
      </div>
    </div>
  );
}
