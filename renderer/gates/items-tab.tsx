import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { mayDo } from "../../native/contract/actor.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import { hospitalListId, type ItemClass, type ItemListState } from "../../native/contract/items.ts";
import { useTexts, useTextsIn } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAskedAnew } from "../rpc/use-asked-anew.ts";
import { useSession } from "../rpc/use-station.tsx";
import { focusPart } from "./focus-part.ts";
import form from "./form.module.css";
import type { GatesParts } from "./gates-page.tsx";
import { GuardedForm } from "./guarded-form.tsx";
import { changeClass, emptyHospitalList } from "./hospital-items.ts";
import { ItemDetail } from "./item-detail.tsx";
import { ItemForm } from "./item-form.tsx";
import { ItemLists } from "./item-lists.tsx";
import styles from "./page.module.css";
import { PickList } from "./pick-list.tsx";
import { itemListProblemText, useItemsErrorText } from "./use-items-error-text.ts";

const itemNews = ["items.", "site."];
const askLists = (client: StationClient) => client.items.list();

/** Prohibited and restricted items: every list with its source; the hospital's own is changed by the chief. */
export function ItemsTab(props: GatesParts) {
  const { actor, onAskForOperator } = props;
  const { t } = useTexts();
  const itemsErrorText = useItemsErrorText();
  const { value, problem, again } = useAskedAnew(askLists, itemNews);
  const [listId, setListId] = useState(hospitalListId);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [editing, setEditing] = useState<"new" | ItemClass | null>(null);
  const [removing, setRemoving] = useState<ErrorData | "changed" | null>(null);
  const { fresh, change } = useHospitalList(props);
  const shipped = value?.lists.filter(({ list }) => list.id !== hospitalListId) ?? [];
  const hospital: ItemListState = value?.lists.find(({ list }) => list.id === hospitalListId) ?? {
    list: fresh,
    inUse: false,
    changedAtMs: null,
  };
  const shown = [...shipped, hospital].find(({ list }) => list.id === listId) ?? hospital;
  const chosen = shown.list.classes.find(({ id }) => id === chosenId) ?? null;
  const awaited = useRef<string | null>(null);
  useEffect(() => {
    // What was stored takes the focus once the station's list has it.
    if (awaited.current === null || awaited.current !== chosen?.id) return;
    awaited.current = null;
    focusPart('[role="listbox"]');
  }, [chosen]);
  const may = actor === null || mayDo(actor.role, "items.change");
  const begin = (what: "new" | ItemClass) => (actor === null ? onAskForOperator() : setEditing(what));
  const choose = (id: string | null) => {
    setRemoving(null);
    setEditing(null);
    setChosenId(id);
  };
  const leaveForm = () => {
    setEditing(null);
    focusPart(editing === "new" ? "[data-add]" : "[data-detail] button");
  };
  const close = () => {
    choose(null);
    focusPart('[role="listbox"]');
  };
  if (!value)
    return problem ? (
      <p className={styles["problem"]}>{itemsErrorText(problem)}</p>
    ) : (
      <p className={styles["quiet"]}>{t("app.loading")}</p>
    );
  return (
    <>
      <ItemLists
        states={[...shipped, hospital]}
        chosenId={shown.list.id}
        onChoose={(id) => {
          choose(null);
          setListId(id);
        }}
        {...props}
      />
      {value.refused.map(({ file, problems }) => (
        <p key={file} className={styles["fault"]} data-refused={file}>
          {t("gates.items.refused", { file })}{" "}
          {problems.map((found) => `${found.path} ${itemListProblemText(found.problem, t)} ${found.detail}`).join("；")}
        </p>
      ))}
      <div className={styles["row"]}>
        {may && (
          <Button
            size="small"
            type="primary"
            data-add
            onClick={() => {
              setListId(hospitalListId);
              begin("new");
            }}
          >
            {t("gates.items.add")}
          </Button>
        )}
        <span className={styles["quiet"]}>
          {t(may && shown === hospital ? "gates.items.chiefMay" : "gates.items.chiefOnly")}
        </span>
        {problem && <span className={styles["problem"]}>{itemsErrorText(problem)}</span>}
      </div>
      <div className={styles["listAndDetail"]}>
        <PickList
          label={t("gates.items.title")}
          rows={shown.list.classes}
          idOf={(known) => known.id}
          chosenId={chosenId}
          onChoose={choose}
          empty={t("gates.items.noneYet")}
          head={<ItemHead />}
          renderRow={(known) => <ItemRow known={known} />}
        />
        {editing !== null ? (
          <aside className={styles["detail"]} data-detail="form" aria-label={t("gates.items.title")}>
            <GuardedForm onLeave={leaveForm}>
              <ItemForm
                key={editing === "new" ? "" : editing.id}
                opened={editing === "new" ? null : editing}
                list={hospital.list}
                onCancel={leaveForm}
                onSend={async (next, reason) => {
                  const wrong = await change(editing === "new" ? null : editing, next, reason);
                  if (wrong !== null) return wrong;
                  awaited.current = next.id;
                  again();
                  choose(next.id);
                  return null;
                }}
              />
            </GuardedForm>
          </aside>
        ) : (
          chosen && (
            <ItemDetail
              key={chosen.id}
              known={chosen}
              mayChange={may && shown === hospital}
              problem={
                removing && (
                  <p className={styles["problem"]}>
                    {removing === "changed" ? t("gates.items.changedMeanwhile") : itemsErrorText(removing)}
                  </p>
                )
              }
              onChange={() => begin(chosen)}
              onAskToRemove={() => {
                if (actor === null) onAskForOperator();
                return actor !== null;
              }}
              onRemove={(reason) =>
                void change(chosen, null, reason).then((wrong) => {
                  setRemoving(wrong);
                  if (wrong !== null) return;
                  again();
                  choose(null);
                  focusPart("[data-add]");
                })
              }
              onClose={close}
            />
          )
        )}
      </div>
    </>
  );
}

/** The hospital's list before its first class, and the change of one class of it. */
function useHospitalList({ info, nowMs, formats }: GatesParts) {
  const session = useSession();
  const chinese = useTextsIn("zh-CN").t;
  const english = useTextsIn("en").t;
  const fresh = emptyHospitalList(
    { "zh-CN": chinese("gates.items.hospitalName"), en: english("gates.items.hospitalName") },
    info?.site?.name["zh-CN"] ?? chinese("gates.items.hospitalName"),
    formats.dateTime(nowMs).slice(0, 10),
  );
  /** Starts from the list as the station has it now, so that another desk's change of another class stays. */
  const change = async (
    opened: ItemClass | null,
    next: ItemClass | null,
    reason: string,
  ): Promise<ErrorData | "changed" | null> => {
    const answer = await session.call(async (client) => {
      const { lists } = await client.items.list();
      const now = lists.find(({ list }) => list.id === hospitalListId)?.list ?? fresh;
      const list = changeClass(now, opened, next);
      if (list !== null) await client.items.setHospital({ list, reason });
      return list !== null;
    });
    if (!answer.ok) return answer.error;
    return answer.value ? null : "changed";
  };
  return { fresh, change };
}

const columns = ["class", "rule", "examples", "basis"] as const;
/** Left out beside the particulars. */
const moreColumns: readonly string[] = ["examples", "basis"];

function ItemHead() {
  const { t } = useTexts();
  return columns.map((column) => (
    <span key={column} data-more={moreColumns.includes(column) ? "" : undefined}>
      {t(`gates.items.${column}`)}
    </span>
  ));
}

function ItemRow({ known }: { readonly known: ItemClass }) {
  const { t, named } = useTexts();
  const examples = known.examples.map(named).join("、");
  const basis = [known.source.title, known.source.article].filter(Boolean).join(" ");
  return (
    <>
      <span title={named(known.name)}>{named(known.name)}</span>
      <span data-rule={known.rule}>
        <span className={form["rule"]}>{t(`entries.rules.${known.rule}`)}</span>
      </span>
      <span title={examples} data-more>
        {examples || "—"}
      </span>
      <span title={basis} data-more>
        {known.source.unverified && <b className={styles["unverified"]}>{t("entries.source.unverified")}</b>}
        {basis}
      </span>
    </>
  );
}
