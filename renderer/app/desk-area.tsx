import { memo, useMemo } from "react";
import { mayDo } from "../../native/contract/actor.ts";
import { AlarmPanel } from "../desk/alarm-panel.tsx";
import { AlarmQueue } from "../desk/alarm-queue.tsx";
import { isMine } from "../desk/next-step.ts";
import type { Formats } from "../i18n/formats.ts";
import { WarningMarks } from "../gates/warning-marks.tsx";
import { useTexts } from "../i18n/use-texts.ts";
import { EventStream } from "../log/event-stream.tsx";
import { LogDrawer } from "../log/log-drawer.tsx";
import type { PlanList } from "../modes/use-plan-list.ts";
import { useStation } from "../rpc/use-station.tsx";
import { DeviceDrawer } from "../settings/device-drawer.tsx";
import { DeviceHealthList } from "../settings/device-health.tsx";
import { DevicesPage } from "../settings/devices-page.tsx";
import { SitePage } from "../settings/site-page.tsx";
import { DeskDrawers } from "./desk-drawers.tsx";
import styles from "./desk-screen.module.css";
import { Help } from "./help.tsx";
import type { AlarmSignal } from "./use-alarm-signal.ts";
import type { Speech } from "./use-spoken-alarm.ts";
import type { Desk } from "./use-desk.ts";
import type { GateDesk } from "./use-gate-desk.ts";
import type { Places } from "./use-places.ts";
import type { Walls } from "./use-walls.ts";
import { WallPlace } from "./wall-place.tsx";

interface DeskAreaProps {
  readonly desk: Desk;
  readonly places: Places;
  readonly gates: GateDesk;
  readonly plans: PlanList | null;
  readonly signal: AlarmSignal;
  readonly speech: Speech;
  readonly walls: Walls;
  readonly names: ReadonlyMap<string, string>;
  readonly areaNames: ReadonlyMap<string, string>;
  readonly nowMs: number;
  readonly formats: Formats;
  /** "as of …" while what is shown is old; empty while it is live. */
  readonly asOf: string;
  readonly onAskForOperator: () => void;
  /** Opens the wall's own window; null in that window. */
  readonly onWallWindow: (() => void) | null;
  /** The selected alarm stands here: in the wall's window only while it has the keys. */
  readonly showsPanel: boolean;
}

const CalmDevices = memo(DeviceHealthList);
const CalmHelp = memo(Help);

/** Below the bars: the queue, the middle with wall and alarm, the right, and what lies over them. */
export function DeskArea(props: DeskAreaProps) {
  const {
    desk,
    places,
    gates,
    plans,
    signal,
    speech,
    walls,
    names,
    areaNames,
    nowMs,
    formats,
    asOf,
    onAskForOperator,
    onWallWindow,
    showsPanel,
  } = props;
  const { t } = useTexts();
  const { info, actor, alarms, events, missed, health, heard, desk: deskState } = useStation((state) => state);
  const { selected } = desk;
  const device = info?.devices.find(({ id }) => id === places.deviceId) ?? null;
  const { warnings } = gates.entries;
  const aboutAreaId = selected === null ? undefined : selected.areaId;
  const minuteMs = Math.floor(nowMs / 60_000) * 60_000;
  const notice = useMemo(
    () =>
      aboutAreaId === undefined ? null : (
        <WarningMarks warnings={warnings} areaId={aboutAreaId} nowMs={minuteMs} narrow />
      ),
    [warnings, aboutAreaId, minuteMs],
  );
  const checkNumber = gates.check?.number ?? "";
  const moreFacts = useMemo(
    () => (checkNumber === "" ? [] : [[t("entries.title"), checkNumber] as const]),
    [checkNumber, t],
  );
  const firstRun = info !== null && info.site === null;
  // Pages that take the whole place keep it; the wall is there again after them.
  const isWhole = places.whole && !firstRun && places.over !== "site";
  return (
    <div
      className={styles["desk"]}
      data-whole={isWhole}
      data-alarms={alarms.length > 0}
      data-handling={selected !== null && showsPanel}
      data-form={desk.selection.form !== null}
    >
      <AlarmQueue
        alarms={alarms}
        areas={info?.areas ?? []}
        ages={info?.desk.age ?? null}
        chattering={deskState.chattering}
        selectedId={desk.selection.id}
        nowMs={nowMs}
        formats={formats}
        asOf={asOf}
        loaded={heard !== null}
        onSelect={desk.select}
      />
      {firstRun ? (
        <SitePage role={actor?.role ?? null} onDone={places.close} />
      ) : places.over === "site" ? (
        <DevicesPage
          allowed={actor !== null && mayDo(actor.role, "site.change")}
          draft={places.siteDraft}
          onDraft={places.keepSiteDraft}
          health={health}
          nowMs={nowMs}
          formats={formats}
          onClose={places.close}
        />
      ) : (
        <>
          <div className={styles["middle"]} data-handling={selected !== null}>
            <WallPlace
              {...{ walls, places, info, formats }}
              mayEdit={actor !== null && mayDo(actor.role, "site.change")}
              alarms={alarms.length}
              onWindow={onWallWindow}
            />
            <AlarmPanel
              alarm={selected}
              areaName={areaNames.get(selected?.areaId ?? "") ?? ""}
              deviceName={names.get(selected?.deviceId ?? "") ?? selected?.deviceId ?? ""}
              cameraNames={walls.linkedIds.map((id) => names.get(id) ?? id)}
              nowMs={nowMs}
              formats={formats}
              known={desk.known}
              settings={info?.desk ?? null}
              acknowledgeKey={places.whole ? "A" : "Enter"}
              mine={selected !== null && isMine(selected, actor)}
              form={desk.selection.form}
              problem={desk.problem}
              said={desk.said}
              refused={desk.refused}
              asOf={asOf}
              actions={{ ...desk, entry: gates.atGate ? gates.openEntry : null }}
              notice={notice}
              moreFacts={moreFacts}
            />
          </div>
          {!isWhole && (
            <div className={styles["right"]}>
              <EventStream
                events={events}
                deviceNames={names}
                missed={missed}
                nowMs={nowMs}
                formats={formats}
                asOf={asOf}
                onOpenLog={() => places.show("log")}
              />
              <CalmDevices
                devices={info?.devices ?? []}
                health={health}
                nowMs={nowMs}
                asOf={asOf}
                onSite={actor && mayDo(actor.role, "site.change") ? places.openSite : null}
                refusedPlans={plans?.refused.length ?? 0}
                onPlans={places.openPlans}
                onOpen={places.openDevice}
              />
            </div>
          )}
        </>
      )}
      <LogDrawer
        open={places.over === "log"}
        info={info}
        deviceNames={names}
        formats={formats}
        onClose={places.close}
      />
      <DeviceDrawer
        device={device}
        health={health.get(places.deviceId ?? "") ?? null}
        areaName={areaNames.get(device?.areaId ?? "") ?? ""}
        nowMs={nowMs}
        formats={formats}
        mayChange={actor !== null && mayDo(actor.role, "site.change")}
        onClose={places.closeDevice}
      />
      <DeskDrawers
        open={places.over}
        info={info}
        actor={actor}
        desk={deskState}
        plans={plans}
        signal={signal}
        speech={speech}
        alarms={alarms}
        selected={selected}
        deviceNames={names}
        areaNames={areaNames}
        nowMs={nowMs}
        formats={formats}
        onSelect={desk.select}
        onClose={places.close}
        onAskForOperator={onAskForOperator}
        entries={gates.entries}
        deposits={gates.deposits}
        gatesTab={places.gatesTab}
        onGatesTab={places.turnGatesTab}
        marked={places.marked}
        evidenceTab={places.evidenceTab}
        onEvidenceTab={places.turnEvidenceTab}
      />
      <CalmHelp open={places.over === "help"} version={info?.version ?? ""} onClose={places.close} />
    </div>
  );
}
