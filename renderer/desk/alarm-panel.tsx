import { memo, type ReactNode, useLayoutEffect, useMemo, useRef, useState } from "react";
import { type Alarm, wantsHand } from "../../native/contract/alarms.ts";
import type { DeskSettings } from "../../native/contract/desk.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import { ageText, type Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { ClassMark } from "../ui/class-mark.tsx";
import { PanelHead } from "../ui/panel-head.tsx";
import { AlarmActions } from "./alarm-actions.tsx";
import { AlarmFacts } from "./alarm-facts.tsx";
import { CloseForm, NoteForm } from "./alarm-forms.tsx";
import { AlarmHistory } from "./alarm-history.tsx";
import styles from "./alarm-panel.module.css";
import type { DeskActions } from "./desk-actions.ts";
import { EscalationMark } from "./escalation-mark.tsx";
import { presentStep } from "./next-step.ts";
import { PlanCard } from "./plan-card.tsx";
import type { AlarmForm } from "./selection.ts";
import { ArriveForm, DispatchForm, ShelveForm } from "./send-forms.tsx";
import type { KnownPlan } from "./use-plan.ts";

interface AlarmPanelProps {
  readonly alarm: Alarm | null;
  readonly known: KnownPlan;
  readonly settings: DeskSettings | null;
  /** The operator may move it on: it is nobody's, or his own. */
  readonly mine: boolean;
  /** The key that its button names. */
  readonly acknowledgeKey: "Enter" | "A";
  readonly areaName: string;
  readonly deviceName: string;
  readonly cameraNames: readonly string[];
  readonly nowMs: number;
  readonly formats: Formats;
  readonly form: AlarmForm | null;
  /** The last answer about this alarm: what went wrong, or what was done. */
  readonly problem: ErrorData | null;
  readonly said: string;
  /** What is said is bad news. */
  readonly refused: boolean;
  readonly asOf: string;
  readonly actions: DeskActions;
  readonly notice: ReactNode;
  readonly moreFacts: readonly (readonly [name: string, value: string])[];
}

/** Rests while other alarms come; what it calls is always what the desk offers then. */
export function AlarmPanel(props: AlarmPanelProps) {
  const latest = useRef(props.actions);
  useLayoutEffect(() => {
    latest.current = props.actions;
  });
  const [actions] = useState((): Omit<DeskActions, "entry"> => ({
    acknowledge: () => latest.current.acknowledge(),
    next: () => latest.current.next(),
    openForm: (...given) => latest.current.openForm(...given),
    takeOver: () => latest.current.takeOver(),
    makeReal: () => latest.current.makeReal(),
    shelveOrNot: () => latest.current.shelveOrNot(),
    arriveOrAsk: () => latest.current.arriveOrAsk(),
    close: (...given) => latest.current.close(...given),
    addNote: (...given) => latest.current.addNote(...given),
    dispatch: (...given) => latest.current.dispatch(...given),
    arrive: (...given) => latest.current.arrive(...given),
    doStep: (...given) => latest.current.doStep(...given),
    skipStep: (...given) => latest.current.skipStep(...given),
    shelve: (...given) => latest.current.shelve(...given),
  }));
  // Only at a gate there is an entry check to open.
  const hasEntry = props.actions.entry !== null;
  const offered = useMemo(
    (): DeskActions => ({ ...actions, entry: hasEntry ? () => latest.current.entry?.() : null }),
    [actions, hasEntry],
  );
  const cameras = props.cameraNames.join("\n");
  const cameraNames = useMemo(() => (cameras === "" ? [] : cameras.split("\n")), [cameras]);
  return <RestingPanel {...props} actions={offered} cameraNames={cameraNames} />;
}

const RestingPanel = memo(function RestingPanel(props: AlarmPanelProps) {
  const { alarm, asOf } = props;
  const { t } = useTexts();
  return (
    <section className={styles["panel"]} aria-label={t("alarms.panel.title")}>
      {alarm === null ? (
        <>
          <PanelHead title={t("alarms.panel.title")} />
          <p className={styles["none"]}>
            {t("alarms.panel.none")}
            <span>{t("alarms.panel.noneHint")}</span>
          </p>
        </>
      ) : (
        <div className={styles["body"]} data-alarm={alarm.id}>
          {asOf !== "" && <p className={styles["asOf"]}>{asOf}</p>}
          <AlarmHead {...props} alarm={alarm} />
          <div className={styles["known"]} data-known>
            {/* A form belongs to the alarm it was opened on: another alarm gets a fresh one. */}
            <div className={styles["left"]} key={alarm.id}>
              <LeftSide {...props} alarm={alarm} />
            </div>
            <div className={styles["rightSide"]} data-facts>
              <AlarmFacts {...props} alarm={alarm} />
              <AlarmHistory alarmId={alarm.id} plan={props.known.plan} nowMs={props.nowMs} formats={props.formats} />
            </div>
          </div>
        </div>
      )}
    </section>
  );
});

type ShownProps = AlarmPanelProps & { readonly alarm: Alarm };

/** The form that is open, else the plan. */
function LeftSide(props: ShownProps) {
  const { alarm, known, settings, nowMs, formats, form, actions } = props;
  const { t, named } = useTexts();
  const step = presentStep(alarm, known.plan);
  const cancel = () => actions.openForm(null);
  switch (form) {
    case "close":
      return <CloseForm notes={alarm.note} onSend={actions.close} onCancel={cancel} />;
    case "note":
      return <NoteForm title={t("alarms.actions.noteTitle")} onSend={actions.addNote} onCancel={cancel} />;
    case "dispatch":
      return (
        <DispatchForm
          callSigns={settings?.callSigns ?? []}
          alreadySent={alarm.callSigns}
          step={step}
          onSend={actions.dispatch}
          onCancel={cancel}
        />
      );
    case "arrive":
      return <ArriveForm alarm={alarm} onSend={actions.arrive} onCancel={cancel} />;
    case "shelve":
      return (
        <ShelveForm mostMinutes={settings?.shelving.mostMinutes ?? 10} onSend={actions.shelve} onCancel={cancel} />
      );
    case "record":
    case "skip": {
      if (step === null) return null;
      const title = `${t(form === "skip" ? "alarms.actions.skipTitle" : "alarms.actions.recordTitle")}: ${named(step.text)}`;
      const send = form === "skip" ? actions.skipStep : (id: string, note: string) => actions.doStep(id, null, note);
      return <NoteForm key={step.id} title={title} onSend={(note) => send(step.id, note)} onCancel={cancel} />;
    }
    case "answer":
    case null:
      return (
        <PlanCard
          alarm={alarm}
          known={known}
          contacts={settings?.contacts ?? []}
          nowMs={nowMs}
          formats={formats}
          answering={form === "answer"}
          onAnswer={actions.doStep}
        />
      );
  }
}

function AlarmHead(props: ShownProps) {
  const { alarm, known, mine, acknowledgeKey, areaName, nowMs, formats, form, problem, said, refused, actions } = props;
  const { t, named, errorText } = useTexts();
  const place = [named(alarm.name) || alarm.deviceId, areaName].filter(Boolean);
  return (
    <>
      <div className={styles["top"]}>
        <span className={styles["mark"]} data-class={alarm.class} data-active={wantsHand(alarm)}>
          <ClassMark of={alarm.class} size={26} />
          {t(`alarms.classes.${alarm.class}`)}
        </span>
        <div className={styles["what"]}>
          <h3>
            {alarm.mark && <b className={styles["marked"]}>{t(`alarms.marks.${alarm.mark}`)}</b>}
            {t(`alarms.kinds.${alarm.kind}`)}
            <span className={`${styles["age"]} numeric`}>{ageText(nowMs - alarm.raisedAtMs, t)}</span>
            <span className={styles["stage"]}>{t(`alarms.states.${alarm.state}`)}</span>
            {alarm.againAtMs !== null && (
              <b className={styles["again"]} title={t("alarms.marks.againWhy")}>
                {t("alarms.marks.again", { time: formats.shortTime(alarm.againAtMs, nowMs) })}
              </b>
            )}
            <EscalationMark alarm={alarm} nowMs={nowMs} />
          </h3>
          <p title={place.join(" · ")}>{[...new Set(place)].join(" · ")}</p>
        </div>
      </div>
      <div className={styles["actions"]}>
        {/* A form has its own buttons and needs the room. */}
        {(form === null || form === "answer") && <AlarmActions {...{ alarm, known, mine, acknowledgeKey, actions }} />}
        <output className={styles["answer"]} data-bad={refused}>
          {problem ? errorText(problem) : said}
        </output>
      </div>
    </>
  );
}
