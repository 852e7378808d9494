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
import { usePlanList } from "../modes/use-plan-list.ts";
import { useStationNow } from "../rpc/use-station-now.ts";
import { waitsForHand } from "../rpc/station-state.ts";
import { useStation, useVideo } from "../rpc/use-station.tsx";
import { DeviceDrawer } from "../settings/device-drawer.tsx";
import { DeviceHealthList } from "../settings/device-health.tsx";
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
  const [over, setOver] = useState<Over>(null);
  const [deviceId, setDeviceId] = useState<string | null>(null);
  const [page, setPage] = useState(0);
  const [enlarged, setEnlarged] = useState<number | null>(null);
  const [asked, setAsked] = useState(0);
  /** The trouble whose warning was silenced; another trouble sounds again. */
  const [silenced, setSilenced] = useState<string | null>(null);
  const askForOperator = useCallback(() => setAsked((count) => count + 1), []);
  const desk = useDesk(askForOperator);
  const plans = usePlanList();
  const refusedPlans = plans?.refused.length ?? 0;

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

  const show = (next: Over) => {
    setDeviceId(null);
    setOver(over === next ? null : next);
  };
  const openDevice = useCallback((id: string) => {
    setOver(null);
    setDeviceId(id);
  }, []);
  const closeOver = useCallback(() => setOver(null), []);
  const openSite = useCallback(() => setOver("site"), []);
  const openPlans = useCallback(() => setOver("plans"), []);

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
      case "plans":
      case "load":
      case "shift":
        return show(command.type);
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
        refusedPlans={actor && mayDo(actor.role, "site.change") ? refusedPlans : 0}
        onPlans={openPlans}
        onHelp={() => show("help")}
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
          formats={formats}
          asOf={asOf}
          loaded={heard !== null}
          onSelect={desk.select}
        />
        {firstRun || over === "site" ? (
          <SitePage first={firstRun} role={actor?.role ?? null} onDone={() => setOver(null)} />
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
                refused={desk.refused}
                asOf={asOf}
                actions={desk}
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
                refusedPlans={refusedPlans}
                onPlans={openPlans}
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
          plans={plans}
          alarms={alarms}
          selected={selected}
          deviceNames={names}
          areaNames={areaNames}
          nowMs={nowMs}
          formats={formats}
          onSelect={desk.select}
          onClose={closeOver}
          onAskForOperator={askForOperator}
        />
        <Help open={over === "help"} version={info?.version ?? ""} onClose={() => setOver(null)} />
      </div>
      <Announcer alarms={alarms} />
    </div>
  );
}
