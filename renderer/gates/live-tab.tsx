import { Button, Select } from "antd";
import { useCallback, useEffect, useState } from "react";
import type { DeviceHealth } from "../../native/contract/health.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { StoredEvent } from "../../native/contract/events.ts";
import type { GateOutputState, GateSpanCounts } from "../../native/contract/gates.ts";
import { mayDo } from "../../native/contract/actor.ts";
import type { DeviceSummary } from "../../native/contract/rpc.ts";
import { eventWords } from "../i18n/event-text.ts";
import { ageText } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAskedAnew } from "../rpc/use-asked-anew.ts";
import { useSession, useStation } from "../rpc/use-station.tsx";
import { GateCharts } from "./gate-charts.tsx";
import type { GatesParts } from "./gates-page.tsx";
import styles from "./page.module.css";
import { useFirstFocus } from "./use-first-focus.ts";

const gateNews = ["gate."];
const outputNews = ["gate.output_set", "gate.module"];
const askToday = (client: StationClient) => client.gates.today();
const askOutputs = (client: StationClient) => client.gates.outputs();
/** Outputs may be switched by others than the log knows of. */
const lookEveryMs = 5000;
const lastEvents = 5;

/** Every gate: how it does, what it counted today, its outputs; below, the hours and days. */
export function LiveTab(props: GatesParts) {
  const { info } = props;
  const { t, named, errorText } = useTexts();
  const today = useAskedAnew(askToday, gateNews);
  const outputs = useAskedAnew(askOutputs, outputNews);
  const health = useStation((state) => state.health);
  const events = useStation((state) => state.events);
  const [gateId, setGateId] = useState("");
  const gates = info?.devices.filter((device) => device.kind === "gate") ?? [];
  const lookAgain = outputs.again;
  useEffect(() => {
    const timer = setInterval(lookAgain, lookEveryMs);
    return () => clearInterval(timer);
  }, [lookAgain]);
  const problem = today.problem ?? outputs.problem;

  if (info === null) return <p className={styles["quiet"]}>{t("app.loading")}</p>;
  if (gates.length === 0) return <p className={styles["quiet"]}>{t("gates.none")}</p>;
  return (
    <>
      {problem && <p className={styles["problem"]}>{errorText(problem)}</p>}
      <div className={styles["cards"]}>
        {gates.map((gate) => (
          <GateCard
            key={gate.id}
            {...props}
            gate={gate}
            health={health.get(gate.id) ?? null}
            counts={today.value?.find((counts) => counts.gateId === gate.id) ?? null}
            outputs={outputs.value?.filter((output) => output.gateId === gate.id) ?? []}
            events={events}
            onSwitched={outputs.again}
          />
        ))}
      </div>
      <GateCharts
        gateId={gateId}
        nowMs={props.nowMs}
        formats={props.formats}
        timeZone={info.site?.timeZone ?? "Asia/Shanghai"}
      >
        <Select
          size="small"
          style={{ width: "16rem" }}
          aria-label={t("gates.which")}
          value={gateId}
          options={[
            { value: "", label: t("gates.all") },
            ...gates.map((gate) => ({ value: gate.id, label: named(gate.name) || gate.id })),
          ]}
          onChange={setGateId}
        />
      </GateCharts>
    </>
  );
}

interface GateCardProps extends GatesParts {
  readonly gate: DeviceSummary;
  readonly health: DeviceHealth | null;
  readonly counts: GateSpanCounts | null;
  readonly outputs: readonly GateOutputState[];
  readonly events: readonly StoredEvent[];
  readonly onSwitched: () => void;
}

/** Alarms of a hundred passages; a dash without a passage. */
export function rateText(metal: number, passages: number): string {
  return passages === 0 ? "—" : `${Math.round((metal / passages) * 1000) / 10}%`;
}

function GateCard(props: GateCardProps) {
  const { gate, health, counts, outputs, events, areaNames, nowMs, formats } = props;
  const texts = useTexts();
  const { t, named, errorText } = texts;
  const condition = health?.condition ?? "starting";
  const mine = events.filter((event) => event.deviceId === gate.id);
  const passage = mine.findLast((event) => event.kind === "gate.input" && event.data.means === "passage");
  const shown = mine
    .filter((event) => event.kind !== "gate.input" || (event.data.means !== "passage" && event.data.change !== "off"))
    .slice(-lastEvents)
    .reverse();
  const figures: readonly (readonly [string, string])[] = [
    [t("gates.passages"), counts ? String(counts.passages) : "—"],
    [t("gates.metal"), counts ? String(counts.metal) : "—"],
    [t("gates.rate"), counts ? rateText(counts.metal, counts.passages) : "—"],
    [t("gates.faults"), counts ? String(counts.faults + counts.tamper) : "—"],
    ...(counts && counts.resets > 0 ? ([[t("gates.resets"), String(counts.resets)]] as const) : []),
  ];
  return (
    <section
      className={styles["card"]}
      data-gate={gate.id}
      data-condition={condition}
      aria-label={named(gate.name) || gate.id}
    >
      <header>
        <h3>{named(gate.name) || gate.id}</h3>
        <span className={styles["quiet"]}>{areaNames.get(gate.areaId) ?? ""}</span>
        <b data-condition={condition}>{t(`devices.conditions.${condition}`)}</b>
      </header>
      {health?.error && <p className={styles["fault"]}>{errorText(health.error)}</p>}
      <dl className={styles["figures"]}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="numeric">{value}</dd>
          </div>
        ))}
      </dl>
      <p className={styles["quiet"]}>
        {passage ? t("gates.lastPassage", { age: ageText(nowMs - passage.atMs, t) }) : t("gates.noPassage")}
      </p>
      {outputs.map((output) => (
        <OutputRow key={output.outputId} {...props} output={output} />
      ))}
      <ul className={styles["events"]} aria-label={t("gates.lastEvents")}>
        {shown.map((event) => {
          const { kind, detail } = eventWords(event, texts, "");
          return (
            <li key={event.seq} title={`${kind} ${detail}`} data-class={event.severity}>
              <time className="numeric">{formats.shortTime(event.atMs, nowMs)}</time> {kind} {detail}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** A lamp, a siren, a lock's release: as it stands now, switched only after a second key. */
function OutputRow({
  output,
  actor,
  onSwitched,
  onAskForOperator,
}: GateCardProps & { readonly output: GateOutputState }) {
  const { t, errorText } = useTexts();
  const session = useSession();
  const [asking, setAsking] = useState(false);
  const place = useFirstFocus(asking ? "[data-really]" : "");
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const { gateId, outputId, means, isOn } = output;
  const on = isOn !== true;
  const set = useCallback(() => {
    setAsking(false);
    void session
      .call((client) => client.gates.setOutput({ gateId, outputId, on }))
      .then((answer) => {
        setProblem(answer.ok ? null : answer.error);
        onSwitched();
      });
  }, [session, gateId, outputId, on, onSwitched]);
  const may = actor === null || mayDo(actor.role, "gates.operate");
  const what = t(`gates.outputs.${means}`);
  return (
    <div ref={place} className={styles["output"]} data-output={outputId} data-on={isOn === null ? "unknown" : isOn}>
      <span>
        {what} <small>{outputId}</small>
      </span>
      <b>{t(isOn === null ? "gates.outputs.unknown" : isOn ? "gates.outputs.on" : "gates.outputs.off")}</b>
      {asking ? (
        <>
          <Button size="small" type="primary" data-really onClick={set}>
            {t(on ? "gates.outputs.reallyOn" : "gates.outputs.reallyOff", { what })}
          </Button>
          <Button size="small" onClick={() => setAsking(false)}>
            {t("alarms.actions.cancel")}
          </Button>
        </>
      ) : (
        may && (
          <Button size="small" onClick={() => (actor === null ? onAskForOperator() : setAsking(true))}>
            {t(on ? "gates.outputs.switchOn" : "gates.outputs.switchOff")}
          </Button>
        )
      )}
      {problem && <span className={styles["problem"]}>{errorText(problem)}</span>}
    </div>
  );
}
