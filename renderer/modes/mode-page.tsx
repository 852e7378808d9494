import { Button, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import type { DeskState } from "../../native/contract/desk.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { Area } from "../../native/contract/site.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useSession } from "../rpc/use-station.tsx";
import styles from "./modes.module.css";
import { TestTables } from "./test-tables.tsx";

interface ModePageProps {
  readonly kind: "drill" | "buttonTest";
  readonly desk: DeskState;
  readonly areas: readonly Area[];
  readonly areaNames: ReadonlyMap<string, string>;
  readonly nowMs: number;
  readonly formats: Formats;
}

/** Starts and ends a drill or a button test; it always has an end. */
export function ModePage({ kind, desk, areas, areaNames, nowMs, formats }: ModePageProps) {
  const { t, named, errorText } = useTexts();
  const session = useSession();
  const [areaIds, setAreaIds] = useState<readonly string[]>([]);
  const [minutes, setMinutes] = useState(60);
  const [note, setNote] = useState("");
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const running = kind === "drill" ? desk.drill : desk.buttonTest;
  const call = (ask: (client: StationClient) => Promise<unknown>) => {
    void session.call(ask).then((answer) => setProblem(answer.ok ? null : answer.error));
  };
  const start = () => {
    const input = { areaIds: [...areaIds], untilMs: Math.round(nowMs) + minutes * 60_000, note: note.trim() };
    call((client) => (kind === "drill" ? client.desk.startDrill(input) : client.desk.startButtonTest(input)));
  };
  const end = () => call((client) => (kind === "drill" ? client.desk.endDrill() : client.desk.endButtonTest()));
  return (
    <div className={styles["page"]}>
      <p>{t(kind === "drill" ? "desk.modes.explainDrill" : "desk.modes.explainTest")}</p>
      {running ? (
        <div className={styles["row"]}>
          <b>
            {t("desk.modes.running", {
              since: formats.shortTime(running.sinceMs, nowMs),
              until: formats.shortTime(running.untilMs, nowMs),
              by: running.by.name,
            })}
          </b>
          <span>
            {running.areaIds.length === 0
              ? t("desk.bands.everywhere")
              : running.areaIds.map((id) => areaNames.get(id) ?? id).join("、")}
            {running.note !== "" && ` · ${running.note}`}
          </span>
          <Button type="primary" onClick={end}>
            {t("desk.modes.end")}
          </Button>
        </div>
      ) : (
        <div className={styles["row"]}>
          <label>
            {t("desk.modes.minutes")}
            <InputNumber
              min={1}
              max={1440}
              value={minutes}
              style={{ width: 90 }}
              onChange={(value) => setMinutes(value ?? 60)}
              onPressEnter={start}
            />
          </label>
          <label>
            {t("desk.modes.areas")}
            <Select<string[]>
              mode="multiple"
              allowClear
              style={{ width: 220 }}
              value={[...areaIds]}
              options={areas.map((area) => ({ value: area.id, label: named(area.name) }))}
              onChange={setAreaIds}
            />
          </label>
          <label>
            {t("desk.modes.note")}
            <Input
              value={note}
              maxLength={500}
              style={{ width: 200 }}
              onChange={(event) => setNote(event.target.value)}
              onPressEnter={start}
            />
          </label>
          <Button type="primary" onClick={start}>
            {t("desk.modes.start")}
          </Button>
        </div>
      )}
      {problem && <p className={styles["problem"]}>{errorText(problem)}</p>}
      {kind === "buttonTest" && <TestTables {...{ areaNames, nowMs, formats }} />}
    </div>
  );
}
