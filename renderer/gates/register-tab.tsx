import { Button, Input, Select } from "antd";
import { useCallback, useMemo, useState } from "react";
import { createPortal } from "react-dom";
import { type EntryCheck, entryOutcomes } from "../../native/contract/entries.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { ItemClass } from "../../native/contract/items.ts";
import type { Language } from "../../native/contract/text.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAskedAnew } from "../rpc/use-asked-anew.ts";
import { useSession } from "../rpc/use-station.tsx";
import { saveCsv } from "../ui/save-csv.ts";
import { SpanChoice } from "../ui/span-choice.tsx";
import { focusPart } from "./focus-part.ts";
import type { GatesParts } from "./gates-page.tsx";
import styles from "./page.module.css";
import { PickList } from "./pick-list.tsx";
import { RegisterCounts } from "./register-counts.tsx";
import { RegisterDetail } from "./register-detail.tsx";
import { type RegisterChoice, registerFilter, registerGroups, type RegisterWish } from "./register-filter.ts";
import { askRegister, RegisterPaper } from "./register-paper.tsx";
import { presentShift } from "./shift-span.ts";
import { usePrinting } from "./use-printing.ts";

const entryNews = ["entry."];
const listNews = ["items.", "site."];
const askLists = (client: StationClient) => client.items.list();
const fewRows = 100;
const mostRows = 500;

/** The register 拒入登记: first the refusals of this shift. */
export function RegisterTab(props: GatesParts) {
  const { info, nowMs, formats } = props;
  const { t, language: shown, errorText } = useTexts();
  const session = useSession();
  const timeZone = info?.site?.timeZone ?? "Asia/Shanghai";
  const [wish, setWish] = useState<RegisterWish>(() => ({
    span: presentShift(nowMs, timeZone),
    which: "refusals",
    gateId: "",
    classId: "",
    text: "",
    marked: false,
  }));
  const [limit, setLimit] = useState(fewRows);
  const [counting, setCounting] = useState(false);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [language, setLanguage] = useState<Language>(shown);
  const [csvProblem, setCsvProblem] = useState<ErrorData | null>(null);
  const ask = useCallback(
    (client: StationClient) => client.entries.page({ filter: registerFilter(wish), limit }),
    [wish, limit],
  );
  const { value, problem } = useAskedAnew(ask, entryNews);
  const paper = usePrinting(useCallback((client: StationClient) => askRegister(client, registerFilter(wish)), [wish]));
  const change = (part: Partial<RegisterWish>) => {
    setLimit(fewRows);
    setWish({ ...wish, ...part });
  };
  const download = () =>
    void session
      .call((client) => client.entries.csv({ filter: registerFilter(wish) }))
      .then((answer) => {
        setCsvProblem(answer.ok ? null : answer.error);
        if (answer.ok)
          saveCsv(answer.value.csv, `entry-register-${formats.dateTime(wish.span.fromMs).slice(0, 10)}.csv`);
      });
  const wrong = problem ?? csvProblem ?? paper.problem;
  return (
    <>
      <RegisterFilters {...{ wish, timeZone, nowMs, info }} onChange={change} />
      <div className={styles["row"]}>
        <Button
          size="small"
          aria-pressed={counting}
          type={counting ? "primary" : "default"}
          onClick={() => setCounting(!counting)}
        >
          {t("entries.register.counts")}
        </Button>
        <Button size="small" onClick={download}>
          {t("desk.load.csv")}
        </Button>
        <Select<Language>
          size="small"
          style={{ width: "7rem" }}
          aria-label={t("desk.shift.language")}
          value={language}
          options={[
            { value: "zh-CN", label: "中文" },
            { value: "en", label: "English" },
          ]}
          onChange={setLanguage}
        />
        <Button size="small" loading={paper.printing} onClick={paper.print}>
          {t("desk.shift.print")}
        </Button>
        {value && <span className={styles["quiet"]}>{t("entries.register.found", { n: value.entries.length })}</span>}
        {wrong && <span className={styles["problem"]}>{errorText(wrong)}</span>}
      </div>
      {counting ? (
        <RegisterCounts {...props} span={wish.span} />
      ) : (
        <div className={styles["listAndDetail"]}>
          <PickList
            label={t("entries.register.title")}
            rows={value?.entries ?? []}
            idOf={(entry) => entry.id}
            chosenId={chosenId}
            onChoose={setChosenId}
            empty={value ? t("entries.register.none") : t("app.loading")}
            head={<RegisterHead />}
            renderRow={(entry) => <RegisterRow {...props} entry={entry} />}
            foot={
              value !== null &&
              value.nextBeforeNumber !== null &&
              (limit < mostRows ? (
                <Button size="small" onClick={() => setLimit(mostRows)}>
                  {t("entries.register.more")}
                </Button>
              ) : (
                <p className={styles["quiet"]}>{t("entries.register.tooMany", { n: mostRows })}</p>
              ))
            }
          />
          {chosenId !== null && (
            <RegisterDetail
              key={chosenId}
              {...props}
              entryId={chosenId}
              onShow={setChosenId}
              onClose={() => {
                setChosenId(null);
                focusPart('[role="listbox"]');
              }}
            />
          )}
        </div>
      )}
      {paper.content &&
        createPortal(
          <div className={styles["printed"]} data-printed>
            <RegisterPaper
              content={paper.content}
              info={info}
              language={language}
              span={wish.span}
              which={wish.which}
            />
          </div>,
          document.body,
        )}
    </>
  );
}

interface RegisterFiltersProps extends Pick<GatesParts, "info" | "nowMs"> {
  readonly wish: RegisterWish;
  readonly timeZone: string;
  readonly onChange: (part: Partial<RegisterWish>) => void;
}

function RegisterFilters({ wish, timeZone, nowMs, info, onChange }: RegisterFiltersProps) {
  const { t, named } = useTexts();
  const { value: lists } = useAskedAnew(askLists, listNews);
  const classes = useMemo(() => {
    const found = new Map<string, ItemClass>();
    for (const { list } of lists?.lists ?? []) for (const known of list.classes) found.set(known.id, known);
    return [...found.values()];
  }, [lists]);
  const gates = info?.devices.filter((device) => device.kind === "gate") ?? [];
  return (
    <search className={styles["row"]}>
      <SpanChoice
        key={wish.span.fromMs}
        timeZone={timeZone}
        span={wish.span}
        nowMs={nowMs}
        hours={[12, 24, 720]}
        onChange={(span) => onChange({ span })}
      />
      <Button size="small" onClick={() => onChange({ span: presentShift(nowMs, timeZone) })}>
        {t("entries.register.thisShift")}
      </Button>
      <Select<RegisterChoice>
        size="small"
        style={{ width: "13rem" }}
        aria-label={t("entries.register.outcome")}
        value={wish.which}
        options={[
          ...registerGroups.map((group) => ({ value: group, label: t(`entries.groups.${group}`) })),
          ...entryOutcomes.map((outcome) => ({ value: outcome, label: t(`entries.outcomes.${outcome}`) })),
        ]}
        onChange={(which) => onChange({ which })}
      />
      <Select
        size="small"
        style={{ width: "10rem" }}
        aria-label={t("entries.register.gate")}
        value={wish.gateId}
        options={[
          { value: "", label: t("gates.all") },
          ...gates.map((gate) => ({ value: gate.id, label: named(gate.name) || gate.id })),
        ]}
        onChange={(gateId) => onChange({ gateId })}
      />
      <Select
        size="small"
        style={{ width: "10rem" }}
        aria-label={t("entries.register.class")}
        value={wish.classId}
        options={[
          { value: "", label: t("entries.register.allClasses") },
          ...classes.map((known) => ({ value: known.id, label: named(known.name) })),
        ]}
        onChange={(classId) => onChange({ classId })}
      />
      <Input.Search
        size="small"
        style={{ width: "15rem" }}
        allowClear
        maxLength={100}
        aria-label={t("log.search")}
        placeholder={t("entries.register.searchHint")}
        onSearch={(text) => onChange({ text })}
      />
      <label>
        <input type="checkbox" checked={wish.marked} onChange={(event) => onChange({ marked: event.target.checked })} />
        {t("entries.register.marked")}
      </label>
    </search>
  );
}

const columns = ["number", "happened", "gate", "items", "outcome", "by"] as const;
/** Left out beside the particulars. */
const moreColumns: readonly string[] = ["gate", "items", "by"];

function RegisterHead() {
  const { t } = useTexts();
  return columns.map((column) => (
    <span key={column} data-more={moreColumns.includes(column) ? "" : undefined}>
      {t(`entries.register.${column}`)}
    </span>
  ));
}

function RegisterRow({ entry, nowMs, formats, areaNames }: GatesParts & { readonly entry: EntryCheck }) {
  const { t, named } = useTexts();
  const items = entry.items
    .map((item) => t("entries.itemCount", { item: item.description || named(item.className), n: item.count }))
    .join("、");
  const outcome = entry.outcome ? t(`entries.outcomes.${entry.outcome}`) : t(`entries.states.${entry.state}`);
  return (
    <>
      <span className="numeric">
        {entry.number}
        {entry.mark && <b className={styles["mark"]}>{t(`alarms.marks.${entry.mark}`)}</b>}
        {entry.correctedBy && <b className={styles["mark"]}>{t("entries.register.corrected")}</b>}
        {entry.corrects && <b className={styles["mark"]}>{t("entries.register.correction")}</b>}
      </span>
      <time className="numeric">{formats.shortTime(entry.happenedAtMs, nowMs)}</time>
      <span data-more>{named(entry.gateName) || (areaNames.get(entry.areaId ?? "") ?? "—")}</span>
      <span title={items} data-more>
        {items || "—"}
      </span>
      <span title={outcome}>{outcome}</span>
      <span data-more>{(entry.decidedBy ?? entry.openedBy).name}</span>
    </>
  );
}
