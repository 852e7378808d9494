import { Button } from "antd";
import { useState } from "react";
import { mayDo } from "../../native/contract/actor.ts";
import type { RetentionState } from "../../native/contract/evidence.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAskedAnew } from "../rpc/use-asked-anew.ts";
import { sizeWords } from "./clip-words.tsx";
import { DeletionDetail } from "./deletion-detail.tsx";
import styles from "./evidence.module.css";
import type { EvidenceParts } from "./evidence-page.tsx";
import { RowList } from "./row-list.tsx";
import { RuleForm } from "./rule-form.tsx";
import { SignForm } from "./sign-form.tsx";

const news = ["retention.", "clips.", "storage.", "deletion.", "site.", "clip.stored"];
const askRecords = (client: StationClient) => client.retention.records();
const askState = (client: StationClient) => client.retention.state();

/** The disk, the rule, and what was deleted by it: records that nobody has signed are a duty of the chief. */
export function StorageTab(props: EvidenceParts) {
  const { actor, formats } = props;
  const { t, errorText } = useTexts();
  const [chosen, setChosen] = useState<string | null>(null);
  const [form, setForm] = useState<"rule" | "sign" | null>(null);
  const { value: state, problem } = useAskedAnew(askState, news);
  const { value: records } = useAskedAnew(askRecords, news);
  const unsigned = (records ?? []).filter((record) => record.signedAtMs === null && record.pending === 0);
  const isChief = actor !== null && mayDo(actor.role, "evidence.manage");
  const mayChange = actor !== null && mayDo(actor.role, "site.change");
  const leave = () => setForm(null);
  const record = records?.find(({ number }) => String(number) === chosen) ?? null;
  return (
    <>
      {problem && <p className={styles["problem"]}>{errorText(problem)}</p>}
      {state && <Disk state={state} />}
      {state && (
        <div className={styles["row"]}>
          <span>
            {t("evidence.storage.rule", { floor: state.floorDays, ceiling: state.ceilingDays, hour: state.quietHour })}
          </span>
          {state.keyTarget && <b className={styles["mark"]}>{t("evidence.storage.keyTarget")}</b>}
          <span className={styles["quiet"]}>
            {state.lastRanAtMs === null
              ? t("evidence.storage.neverRan")
              : t("evidence.storage.ran", { time: formats.dateTime(state.lastRanAtMs) })}
            {state.nextRunAtMs !== null &&
              ` · ${t("evidence.storage.next", { time: formats.dateTime(state.nextRunAtMs) })}`}
          </span>
          {mayChange && form === null && (
            <Button size="small" onClick={() => setForm("rule")}>
              {t("evidence.storage.change")}…
            </Button>
          )}
          {state.error && <span className={styles["problem"]}>{errorText(state.error)}</span>}
        </div>
      )}
      {form === "rule" && state && <RuleForm onDone={leave} onCancel={leave} />}
      {unsigned.length > 0 && (
        <output className={styles["duty"]} data-duty>
          <b>{t("evidence.deletions.duty", { n: unsigned.length })}</b>
          {isChief ? (
            <Button size="small" type="primary" onClick={() => setForm("sign")}>
              {t("evidence.deletions.sign")}…
            </Button>
          ) : (
            <span>{t("evidence.deletions.chiefOnly")}</span>
          )}
        </output>
      )}
      {form === "sign" && <SignForm numbers={unsigned.map(({ number }) => number)} onDone={leave} onCancel={leave} />}
      <div className={styles["listAndDetail"]}>
        <RowList
          label={t("evidence.deletions.title")}
          rows={records ?? []}
          idOf={({ number }) => String(number)}
          chosenId={chosen}
          onChoose={setChosen}
          empty={records ? t("evidence.deletions.none") : t("app.loading")}
          columns="6rem 10.5rem minmax(8rem, 2fr) 6rem 7rem minmax(8rem, 2fr)"
          few="5rem 10.5rem minmax(7rem, 1fr)"
          head={
            <>
              <span>{t("evidence.deletions.number")}</span>
              <span>{t("evidence.deletions.when")}</span>
              <span data-more>{t("evidence.deletions.why")}</span>
              <span data-more>{t("evidence.deletions.clips")}</span>
              <span data-more>{t("evidence.clips.size")}</span>
              <span>{t("evidence.deletions.signed")}</span>
            </>
          }
          renderRow={(row) => (
            <>
              <span className="numeric">{row.number}</span>
              <time className="numeric">{formats.dateTime(row.atMs)}</time>
              <span data-more title={row.reason}>
                {t(`evidence.why.${row.why}`)} {row.reason}
              </span>
              <span data-more className="numeric">
                {row.clips}
              </span>
              <span data-more className="numeric">
                {sizeWords(row.bytes, t)}
              </span>
              <span>
                {row.pending > 0 ? (
                  t("evidence.deletions.pending", { n: row.pending })
                ) : row.signedAtMs === null ? (
                  <b className={styles["mark"]} data-loud>
                    {t("evidence.deletions.unsigned")}
                  </b>
                ) : (
                  `${row.signedBy?.name ?? "—"} ${formats.dateTime(row.signedAtMs).slice(0, 10)}`
                )}
              </span>
            </>
          )}
        />
        {record && <DeletionDetail key={record.number} {...props} number={record.number} />}
      </div>
    </>
  );
}

/** What is used, what is free, and how long that lasts; loud when it does not. */
function Disk({ state }: { readonly state: RetentionState }) {
  const { t, errorText } = useTexts();
  const { storage } = state;
  if (storage === null) return <p className={styles["quiet"]}>{t("evidence.storage.notYet")}</p>;
  const { disk, keptBytes, heldBytes, bytesPerDay, daysLeft, fault, clips } = storage;
  const share = (bytes: number) => (disk === null ? "0%" : `${Math.min(100, (bytes / disk.totalBytes) * 100)}%`);
  const others = disk === null ? 0 : Math.max(0, disk.totalBytes - disk.freeBytes - keptBytes);
  return (
    <section className={styles["disk"]} data-fault={fault} aria-label={t("evidence.tabs.storage")}>
      {disk !== null && (
        <div className={styles["bar"]} title={t("evidence.storage.bar")} aria-hidden="true">
          <i data-of="others" style={{ width: share(others) }} />
          <i data-of="held" style={{ width: share(heldBytes) }} />
          <i data-of="kept" style={{ width: share(keptBytes - heldBytes) }} />
        </div>
      )}
      <dl className={styles["figures"]}>
        <Figure name={t("evidence.storage.free")} value={disk === null ? "—" : sizeWords(disk.freeBytes, t)} />
        <Figure
          name={t("evidence.storage.kept")}
          value={`${sizeWords(keptBytes, t)} · ${t("evidence.clips.found", { n: clips })}`}
        />
        <Figure name={t("evidence.storage.held")} value={sizeWords(heldBytes, t)} />
        <Figure name={t("evidence.storage.perDay")} value={sizeWords(bytesPerDay, t)} />
        <Figure
          name={t("evidence.storage.lasts")}
          value={daysLeft === null ? t("evidence.words.notFull") : t("evidence.words.fullIn", { n: daysLeft })}
        />
      </dl>
      {fault !== null && (
        <p className={styles["problem"]} role="alert">
          {t(`evidence.faults.${fault}`)} · {t("evidence.storage.todo", { floor: state.floorDays })}
        </p>
      )}
      {storage.error && <p className={styles["problem"]}>{errorText(storage.error)}</p>}
    </section>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="numeric">{value}</dd>
    </div>
  );
}
