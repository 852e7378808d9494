import { Button, Input, Select } from "antd";
import { useCallback, useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { mayDo } from "../../native/contract/actor.ts";
import type { Deposit, DepositFilter } from "../../native/contract/deposits.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAskedAnew } from "../rpc/use-asked-anew.ts";
import { useSession } from "../rpc/use-station.tsx";
import { saveCsv } from "../ui/save-csv.ts";
import { DepositDetail } from "./deposit-detail.tsx";
import { DepositForm } from "./deposit-form.tsx";
import { focusPart } from "./focus-part.ts";
import { GuardedForm } from "./guarded-form.tsx";
import type { GatesParts } from "./gates-page.tsx";
import { HeldDepositsPaper } from "./held-deposits-paper.tsx";
import { usePrintedLabel } from "./label-print.tsx";
import styles from "./page.module.css";
import { PickList } from "./pick-list.tsx";
import { usePrinting } from "./use-printing.ts";

const depositNews = ["deposit.", "private."];
const groups = ["held", "overdue", "returned", "handed_over", "all"] as const;
type Group = (typeof groups)[number];
const rowsShown = 500;
const askHeld = (client: StationClient) => client.deposits.held();

function filterOf(group: Group, text: string): DepositFilter {
  return {
    ...(group === "all" ? {} : { states: [group === "overdue" ? "held" : group] }),
    overdue: group === "overdue",
    ...(text.trim() === "" ? {} : { text: text.trim() }),
  };
}

interface DepositsTabProps extends GatesParts {
  readonly onSeen: () => void;
}

/** The deposit ledger 寄存台账: what is held first, overdue on top. */
export function DepositsTab(props: DepositsTabProps) {
  const { info, nowMs, formats, actor, onSeen } = props;
  const { t, language, errorText } = useTexts();
  const session = useSession();
  const [group, setGroup] = useState<Group>("held");
  const [text, setText] = useState("");
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  const [csvProblem, setCsvProblem] = useState<ErrorData | null>(null);
  const { label, print } = usePrintedLabel();
  const ask = useCallback(
    async (client: StationClient) =>
      group === "held" && text.trim() === ""
        ? client.deposits.held()
        : (await client.deposits.page({ filter: filterOf(group, text), limit: rowsShown })).deposits,
    [group, text],
  );
  const { value: deposits, problem } = useAskedAnew(ask, depositNews);
  const paper = usePrinting(askHeld);
  // Once it is on the screen it has been seen; on the next sign-on it is told again.
  useEffect(() => {
    if (deposits) onSeen();
  }, [deposits, onSeen]);
  const leaveForm = () => {
    setAdding(false);
    focusPart("[data-add]");
  };
  const download = () =>
    void session
      .call((client) => client.deposits.csv({ filter: filterOf(group, text) }))
      .then((answer) => {
        setCsvProblem(answer.ok ? null : answer.error);
        if (answer.ok) saveCsv(answer.value.csv, `deposits-${formats.dateTime(nowMs).slice(0, 10)}.csv`);
      });
  const may = actor === null || mayDo(actor.role, "entries.handle");
  const wrong = problem ?? csvProblem ?? paper.problem;
  const overdue = (deposits ?? []).filter((deposit) => isOverdue(deposit, nowMs)).length;
  const chosen = deposits?.find((deposit) => deposit.id === chosenId) ?? null;
  return (
    <>
      <search className={styles["row"]}>
        <Select<Group>
          size="small"
          style={{ width: "10rem" }}
          aria-label={t("deposits.which")}
          value={group}
          options={groups.map((known) => ({ value: known, label: t(`deposits.groups.${known}`) }))}
          onChange={setGroup}
        />
        <Input.Search
          size="small"
          style={{ width: "14rem" }}
          allowClear
          maxLength={100}
          aria-label={t("log.search")}
          placeholder={t("deposits.searchHint")}
          onSearch={setText}
        />
        {may && (
          <Button size="small" type="primary" data-add onClick={() => setAdding(true)}>
            {t("deposits.add")}
          </Button>
        )}
        <Button size="small" onClick={download}>
          {t("desk.load.csv")}
        </Button>
        <Button size="small" loading={paper.printing} onClick={paper.print}>
          {t("deposits.printHeld")}
        </Button>
        {deposits && <span className={styles["quiet"]}>{t("deposits.count", { n: deposits.length })}</span>}
        {overdue > 0 && <b className={styles["fault"]}>{t("deposits.band.overdue", { n: overdue })}</b>}
        {wrong && <span className={styles["problem"]}>{errorText(wrong)}</span>}
      </search>
      <div className={styles["listAndDetail"]}>
        <PickList
          label={t("deposits.title")}
          rows={deposits ?? []}
          idOf={(deposit) => deposit.id}
          chosenId={chosenId}
          onChoose={(id) => {
            setAdding(false);
            setChosenId(id);
          }}
          empty={deposits ? t("deposits.noneHeld") : t("app.loading")}
          head={<DepositHead />}
          renderRow={(deposit) => <DepositRow {...props} deposit={deposit} />}
        />
        {adding ? (
          <aside className={styles["detail"]} data-detail="new" aria-label={t("deposits.add")}>
            <GuardedForm onLeave={leaveForm}>
              <DepositForm
                {...props}
                onCancel={leaveForm}
                onDone={(deposit) => {
                  setAdding(false);
                  setChosenId(deposit.id);
                }}
              />
            </GuardedForm>
          </aside>
        ) : (
          chosen && (
            <DepositDetail
              key={chosen.id}
              {...props}
              deposit={chosen}
              onLabel={print}
              onClose={() => {
                setChosenId(null);
                focusPart('[role="listbox"]');
              }}
            />
          )
        )}
      </div>
      {label}
      {paper.content &&
        createPortal(
          <div className={styles["printed"]} data-printed>
            <HeldDepositsPaper deposits={paper.content} {...{ info, language, nowMs }} />
          </div>,
          document.body,
        )}
    </>
  );
}

/** Held after its time. */
export function isOverdue(deposit: Deposit, nowMs: number): boolean {
  return deposit.state === "held" && deposit.dueAtMs <= nowMs;
}

const columns = ["ticket", "since", "items", "place", "due", "state"] as const;
/** Left out beside the particulars. */
const moreColumns: readonly string[] = ["since", "items", "due"];

function DepositHead() {
  const { t } = useTexts();
  return columns.map((column) => (
    <span key={column} data-more={moreColumns.includes(column) ? "" : undefined}>
      {t(`deposits.${column}`)}
    </span>
  ));
}

function DepositRow({ deposit, nowMs, formats }: GatesParts & { readonly deposit: Deposit }) {
  const { t, named } = useTexts();
  const items = deposit.items
    .map((item) => t("entries.itemCount", { item: item.description || named(item.className), n: item.count }))
    .join("、");
  return (
    <>
      <span className="numeric">
        {deposit.number}
        {deposit.mark && <b className={styles["mark"]}>{t(`alarms.marks.${deposit.mark}`)}</b>}
      </span>
      <time className="numeric" data-more>
        {formats.shortTime(deposit.depositedAtMs, nowMs)}
      </time>
      <span title={items} data-more>
        {items}
      </span>
      <span>{deposit.place}</span>
      <time className="numeric" data-more>
        {formats.shortTime(deposit.dueAtMs, nowMs)}
      </time>
      <span>
        {isOverdue(deposit, nowMs) ? (
          <b className={styles["overdue"]}>{t("deposits.overdue")}</b>
        ) : (
          t(`deposits.states.${deposit.state}`)
        )}
      </span>
    </>
  );
}
