import { memo, useCallback, useMemo, useState, useSyncExternalStore } from "react";
import { mayDo } from "../../native/contract/actor.ts";
import { isMine } from "../desk/next-step.ts";
import { lifeFloor } from "../desk/alarm-pattern.ts";
import { AlarmPanel } from "../desk/alarm-panel.tsx";
import { AlarmQueue } from "../desk/alarm-queue.tsx";
import { openFormats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { EventStream } from "../log/event-stream.tsx";
import { LogDrawer } from "../log/log-drawer.tsx";
import { useStationNow } from "../rpc/use-station-now.ts";
import { waitsForHand } from "../rpc/station-state.ts";
import { useStation, useVideo } from "../rpc/use-station.tsx";
import { DeviceDrawer } from "../settings/device-drawer.tsx";
import { DeviceHealthList } from "../settings/device-health.tsx";
import { DevicesPage } from "../settings/devices-page.tsx";
import type { SiteDraft } from "../settings/draft.ts";
import { SitePage } from "../settings/site-page.tsx";
import { pageCount } from "../wall/wall-layout.ts";
import { Wall } from "../wall/wall.tsx";
import { Announcer } from "./announcer.tsx";
import { Banners } from "./banners.tsx";
import { DeskBands } from "./desk-bands.tsx";
import { DeskDrawers, type DrawerName } from "./desk-drawers.tsx";
import styles from "./desk-screen.module.css";
import { Help } from "./help.tsx";
import { type Command, focusOf } from "./keyboard.ts";
import { GateBands } from "../gates/gate-bands.tsx";
import { isAtGate } from "../gates/is-at-gate.ts";
import { gatesTabs, type GatesTab } from "../gates/gates-page.tsx";
import { useEntryDesk } from "../gates/use-entry-desk.ts";
import { useHeldDeposits } from "../gates/use-held-deposits.ts";
import { WarningMarks } from "../gates/warning-marks.tsx";
import { SignOn } from "./sign-on.tsx";
import { TopBar } from "./top-bar.tsx";
import { gravestEscalation } from "./gravest-escalation.ts";
import { useShownMarks } from "./use-shown-marks.ts";
import { useAlarmSignal } from "./use-alarm-signal.ts";
import { useDesk } from "./use-desk.ts";
import { useKeys } from "./use-keys.ts";

/** What lies over the middle and the right; never over the queue. */
type Over = "log" | "help" | "site" | DrawerName | null;

const noCameras: readonly string[] = [];
const CalmWall = memo(Wall);
const CalmDevices = memo(DeviceHealthList);

export function DeskScreen() {
  const { t, named } = useTexts();
  const {
    connection,
    attempt,
    processes,
    info,
    actor,
    alarms,
    events,
    missed,
    log,
    health,
    heard,
    desk: deskState,
  } = useStation((state) => state);
  const video = useVideo();
  const videoState = useSyncExternalStore(video.subscribe, video.state);
  const nowMs = useStationNow();
  const [over, layOver] = useState<Over>(null);
  const [gatesTab, setGatesTab] = useState<GatesTab>("live");
  const [deviceId, setDeviceId] = useState<string | null>(null);
  const [siteDraft, setSiteDraft] = useState<SiteDraft | null>(null);
  const [page, setPage] = useState(0);
  const [enlarged, setEnlarged] = useState<number | null>(null);
  const [asked, setAsked] = useState(0);
  /** The trouble whose warning was silenced; another trouble sounds again. */
  const [silenced, setSilenced] = useState<string | null>(null);
  const askForOperator = useCallback(() => setAsked((count) => count + 1), []);
  const desk = useDesk(askForOperator);
  const entries = useEntryDesk(askForOperator);
  const deposits = useHeldDeposits(actor, nowMs);

  const formats = useMemo(() => openFormats(info?.site?.timeZone ?? "Asia/Shanghai"), [info?.site?.timeZone]);
  const names = useMemo(
    () => new Map(info?.devices.map((device) => [device.id, named(device.name) || device.id])),
    [info?.devices, named],
  );
  const areaNames = useMemo(
    () => new Map(info?.areas.map((area) => [area.id, named(area.name)])),
    [info?.areas, named],
  );
  const cameras = useMemo(() => info?.devices.filter((device) => device.kind === "camera") ?? [], [info?.devices]);
  const pages = pageCount(cameras.length);

  const lost = connection === "lost";
  const stationDown = processes.station !== null;
  const trouble = lost || stationDown ? "lost" : log?.state === "unavailable" ? `log ${log.sinceMs}` : null;
  const warning = trouble !== null && trouble !== silenced;
  const top = alarms[0];
  const escalated = useMemo(() => gravestEscalation(alarms), [alarms]);
  const waiting = top && waitsForHand(top) ? top.class : null;
  const signal = useAlarmSignal(waiting, escalated?.top.escalation?.level ?? 0, warning);
  useShownMarks();

  const heardAt = heard ? formats.time(heard.nowMs) : "";
  const asOf = connection === "connected" || heard === null ? "" : t("app.asOf", { time: heardAt });
  const selected = desk.selected;
  // The same list for the same alarm, so that the wall rests while ages tick.
  const linkedKey = selected?.cameraIds.join(" ") ?? "";
  const linkedIds = useMemo(() => (linkedKey === "" ? noCameras : linkedKey.split(" ")), [linkedKey]);

  /** Whatever else comes over the desk puts an entry check aside. */
  const leaveEntry = entries.leave;
  const setOver = useCallback(
    (next: Over) => {
      leaveEntry();
      layOver(next);
    },
    [leaveEntry],
  );
  const show = (next: Over) => {
    setDeviceId(null);
    setOver(over === next ? null : next);
  };
  const openDevice = useCallback(
    (id: string) => {
      setOver(null);
      setDeviceId(id);
    },
    [setOver],
  );
  const closeOver = useCallback(() => setOver(null), [setOver]);
  const openSite = useCallback(() => setOver("site"), [setOver]);
  const atGate = selected !== null && isAtGate(selected, info?.devices ?? []);
  /** The selected gate alarm's form at once, else the choice; from the form itself the choice too. */
  const openEntry = () => {
    const choose = over === "entry" && entries.current !== null;
    if (selected && atGate && !choose) void entries.start({ alarmId: selected.id });
    // Drawn after the question has left: the station stores the check meanwhile.
    setTimeout(() => {
      setDeviceId(null);
      setOver("entry");
    });
  };
  const openGates = (tab: GatesTab) => {
    setDeviceId(null);
    setGatesTab(tab);
    setOver("gates");
  };
  const check = entries.open.find((each) => each.alarmId !== null && each.alarmId === selected?.id);

  /** One step back: the innermost open thing closes. */
  function back(): void {
    if (desk.selection.form !== null) desk.openForm(null);
    else if (deviceId !== null) setDeviceId(null);
    else if (over !== null) setOver(null);
    else if (focusOf(document.activeElement) !== "text") {
      // Out of a text, Escape only leaves the text.
      if (enlarged !== null) setEnlarged(null);
      else desk.deselect();
    }
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }

  useKeys((command: Command) => {
    switch (command.type) {
      case "acknowledge":
        return desk.acknowledge();
      case "close":
      case "note":
      case "dispatch":
      case "skip":
        return desk.openForm(command.type);
      case "next":
        return desk.next();
      case "arrive":
        return desk.arriveOrAsk();
      case "takeOver":
        return desk.takeOver();
      case "shelve":
        return desk.shelveOrNot();
      case "makeReal":
        return desk.makeReal();
      case "move":
        return desk.move(command.by);
      case "top":
        return desk.top();
      case "escape":
        return back();
      case "log":
      case "help":
      case "manual":
      case "reopen":
      case "drill":
      case "buttonTest":
      case "held":
      case "load":
      case "shift":
      case "site":
      case "gates":
        return show(command.type);
      case "entry":
        return openEntry();
      case "search":
        if (over !== "log") show("log");
        else document.querySelector<HTMLElement>("search input")?.focus();
        return;
      case "operator":
        return askForOperator();
      case "devices":
        return document.querySelector<HTMLElement>("[data-device]")?.focus();
      case "silence":
        return setSilenced(trouble);
      case "previousPage":
        return setPage((now) => (now + pages - 1) % pages);
      case "nextPage":
        return setPage((now) => (now + 1) % pages);
      case "tile":
        if (over === "gates") return setGatesTab(gatesTabs[command.tile - 1] ?? "live");
        return setEnlarged((now) => (now === command.tile ? null : command.tile));
      case "volume":
        return signal.setVolume(signal.volume + command.by);
    }
  });

  const firstRun = info !== null && info.site === null;
  return (
    <div className={styles["screen"]}>
      <TopBar
        info={info}
        alarms={alarms}
        log={log}
        connection={connection}
        nowMs={nowMs}
        formats={formats}
        volume={signal.volume}
        lifeFloor={lifeFloor}
        onVolume={signal.setVolume}
        onTestSound={signal.test}
        onHelp={() => show("help")}
        onGates={() => show("gates")}
      >
        <SignOn actor={actor} asked={asked} />
      </TopBar>
      <DeskBands
        desk={deskState}
        alarms={alarms}
        escalated={escalated}
        areaNames={areaNames}
        nowMs={nowMs}
        formats={formats}
        onOpen={show}
      />
      <GateBands
        open={entries.open}
        shownId={over === "entry" ? (entries.current?.id ?? null) : null}
        held={deposits.held}
        tellAll={deposits.unseen}
        nowMs={nowMs}
        formats={formats}
        onEntries={openEntry}
        onDeposits={() => openGates("deposits")}
      />
      <Banners
        lost={lost}
        attempt={attempt}
        heardAt={heardAt}
        log={log}
        processes={processes}
        noPictures={cameras.length > 0 && (videoState === "down" || processes.cameras !== null)}
        sound={signal.sound}
        warning={warning}
        onSilence={() => setSilenced(trouble)}
      />
      <div className={styles["desk"]}>
        <AlarmQueue
          alarms={alarms}
          areas={info?.areas ?? []}
          ages={info?.desk.age ?? null}
          chattering={deskState.chattering}
          selectedId={desk.selection.id}
          nowMs={nowMs}
          asOf={asOf}
          loaded={heard !== null}
          onSelect={desk.select}
        />
        {firstRun ? (
          <SitePage role={actor?.role ?? null} onDone={() => setOver(null)} />
        ) : over === "site" ? (
          <DevicesPage
            allowed={actor !== null && mayDo(actor.role, "site.change")}
            draft={siteDraft}
            onDraft={setSiteDraft}
            health={health}
            nowMs={nowMs}
            formats={formats}
            onClose={closeOver}
          />
        ) : (
          <>
            <div className={styles["middle"]} data-handling={selected !== null}>
              <CalmWall
                cameras={cameras}
                areas={info?.areas ?? []}
                linkedIds={linkedIds}
                page={Math.min(page, pages - 1)}
                enlarged={enlarged}
                formats={formats}
                onPage={setPage}
                onEnlarge={setEnlarged}
              />
              <AlarmPanel
                alarm={selected}
                areaName={areaNames.get(selected?.areaId ?? "") ?? ""}
                deviceName={names.get(selected?.deviceId ?? "") ?? selected?.deviceId ?? ""}
                cameraNames={linkedIds.map((id) => names.get(id) ?? id)}
                nowMs={nowMs}
                formats={formats}
                known={desk.known}
                settings={info?.desk ?? null}
                mine={selected !== null && isMine(selected, actor)}
                form={desk.selection.form}
                problem={desk.problem}
                said={desk.said}
                asOf={asOf}
                actions={{ ...desk, entry: atGate ? openEntry : null }}
                notice={
                  selected && <WarningMarks warnings={entries.warnings} areaId={selected.areaId} nowMs={nowMs} narrow />
                }
                moreFacts={check ? [[t("entries.title"), check.number]] : []}
              />
            </div>
            <div className={styles["right"]}>
              <EventStream
                events={events}
                deviceNames={names}
                missed={missed}
                nowMs={nowMs}
                formats={formats}
                asOf={asOf}
                onOpenLog={() => show("log")}
              />
              <CalmDevices
                devices={info?.devices ?? []}
                health={health}
                nowMs={nowMs}
                asOf={asOf}
                onSite={actor && mayDo(actor.role, "site.change") ? openSite : null}
                onOpen={openDevice}
              />
            </div>
          </>
        )}
        <LogDrawer
          open={over === "log"}
          info={info}
          deviceNames={names}
          formats={formats}
          onClose={() => setOver(null)}
        />
        <DeviceDrawer
          device={info?.devices.find((device) => device.id === deviceId) ?? null}
          health={health.get(deviceId ?? "") ?? null}
          areaName={areaNames.get(info?.devices.find((device) => device.id === deviceId)?.areaId ?? "") ?? ""}
          nowMs={nowMs}
          formats={formats}
          onClose={() => setDeviceId(null)}
        />
        <DeskDrawers
          open={over}
          info={info}
          actor={actor}
          desk={deskState}
          alarms={alarms}
          selected={selected}
          deviceNames={names}
          areaNames={areaNames}
          nowMs={nowMs}
          formats={formats}
          onSelect={desk.select}
          onClose={closeOver}
          onAskForOperator={askForOperator}
          {...{ entries, deposits, gatesTab }}
          onGatesTab={setGatesTab}
        />
        <Help open={over === "help"} version={info?.version ?? ""} onClose={() => setOver(null)} />
      </div>
      <Announcer alarms={alarms} />
    </div>
  );
}
