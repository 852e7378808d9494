import { Button } from "antd";
import { type Alarm, wantsHand } from "../../native/contract/alarms.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { DeskActions } from "./desk-actions.ts";
import { presentStep } from "./next-step.ts";
import type { KnownPlan } from "./use-plan.ts";

interface AlarmActionsProps {
  readonly alarm: Alarm;
  readonly known: KnownPlan;
  readonly mine: boolean;
  /** Enter may be another part's at present. */
  readonly acknowledgeKey: "Enter" | "A";
  readonly actions: DeskActions;
}

/** What can be done with the alarm as it stands, the next step first. */
export function AlarmActions({ alarm, known, mine, acknowledgeKey, actions }: AlarmActionsProps) {
  const { t } = useTexts();
  const active = alarm.state === "active";
  const step = presentStep(alarm, known.plan);
  return (
    <>
      {active || (mine && wantsHand(alarm)) ? (
        <Button type="primary" onClick={actions.acknowledge}>
          {t("alarms.actions.acknowledge")} <kbd>{acknowledgeKey}</kbd>
        </Button>
      ) : mine ? (
        <Button type="primary" onClick={actions.next}>
          {t("alarms.actions.next")} <kbd>D</kbd>
        </Button>
      ) : (
        <Button type="primary" onClick={actions.takeOver}>
          {t("alarms.actions.takeOver")} <kbd>K</kbd>
        </Button>
      )}
      {!active && mine && (
        <>
          <Button onClick={() => actions.openForm("dispatch")}>
            {t(alarm.callSigns.length > 0 ? "alarms.actions.dispatchMore" : "alarms.actions.dispatch")} <kbd>G</kbd>
          </Button>
          {alarm.state === "dispatched" && (
            <Button onClick={actions.arriveOrAsk}>
              {t("alarms.actions.arrive")} <kbd>V</kbd>
            </Button>
          )}
        </>
      )}
      <Button onClick={() => actions.openForm("note")}>
        {t("alarms.actions.note")} <kbd>N</kbd>
      </Button>
      {!active && mine && step !== null && !step.required && (
        <Button onClick={() => actions.openForm("skip")}>
          {t("alarms.actions.skip")} <kbd>P</kbd>
        </Button>
      )}
      {actions.entry !== null && (
        <Button onClick={actions.entry}>
          {t("entries.title")} <kbd>J</kbd>
        </Button>
      )}
      {alarm.class !== "life" && (
        <Button onClick={actions.shelveOrNot}>
          {t(alarm.shelf === null ? "alarms.actions.shelve" : "alarms.actions.unshelve")} <kbd>S</kbd>
        </Button>
      )}
      {alarm.mark !== null && (
        <Button onClick={actions.makeReal}>
          {t("alarms.actions.makeReal")} <kbd>U</kbd>
        </Button>
      )}
      <Button
        disabled={active || !mine}
        title={active ? t("alarms.actions.acknowledgeFirst") : ""}
        onClick={() => actions.openForm("close")}
      >
        {t("alarms.actions.close")} <kbd>C</kbd>
      </Button>
    </>
  );
}
