import { useCallback, useMemo, useState, useSyncExternalStore } from "react";
import type { Alarm } from "../../native/contract/alarms.ts";
import { mayDo } from "../../native/contract/actor.ts";
import { PtzPad } from "../wall/ptz-pad.tsx";
import { lifeFloor } from "../desk/alarm-pattern.ts";
import { GateBands } from "../gates/gate-bands.tsx";
import { useEntryDesk } from "../gates/use-entry-desk.ts";
import { openFormats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { usePlanList } from "../modes/use-plan-list.ts";
import { waitsForHand } from "../rpc/station-state.ts";
import { useStationNow } from "../rpc/use-station-now.ts";
import { useSession, useStation, useVideo } from "../rpc/use-station.tsx";
import { Announcer } from "./announcer.tsx";
import { Banners } from "./banners.tsx";
import { DeskArea } from "./desk-area.tsx";
import { DeskBands } from "./desk-bands.tsx";
import styles from "./desk-screen.module.css";
import { gravestEscalation } from "./gravest-escalation.ts";
import { noteReplay } from "./note-replay.ts";
import { replaySpan } from "./replay-span.ts";
import { SignOn } from "./sign-on.tsx";
import { TopBar } from "./top-bar.tsx";
import { useAlarmSignal } from "./use-alarm-signal.ts";
import { useCommands } from "./use-commands.ts";
import { useDesk } from "./use-desk.ts";
import { useGateDesk } from "./use-gate-desk.ts";
import { usePlaces } from "./use-places.ts";
import { useSharedSignOn } from "./use-shared-sign-on.ts";
import { useWindowFocus } from "./use-window-focus.ts";
import type { WindowKind } from "./window-kind.ts";
import { useWalls } from "./use-walls.ts";
import { useSpokenAlarm } from "./use-spoken-alarm.ts";
import { useShownMarks } from "./use-shown-marks.ts";

interface DeskScreenProps {
  readonly kind: WindowKind;
  /** Opens the wall's window; false when the browser did not let it. */
  readonly openWall: () => boolean;
}

/** Another window of this desk speaks. */
const noAlarms: readonly Alarm[] = [];

export function DeskScreen({ kind, openWall }: DeskScreenProps) {
  const { t, named } = useTexts();
  const {
    connection,
    attempt,
    processes,
    info,
    actor,
    alarms,
    log,
    heard,
    desk: deskState,
  } = useStation((state) => state);
  const session = useSession();
  const video = useVideo();
  const videoState = useSyncExternalStore(video.subscribe, video.state);
  const nowMs = useStationNow();
  const [asked, setAsked] = useState(0);
  /** The trouble whose warning was silenced; another trouble sounds again. */
  const [silenced, setSilenced] = useState<string | null>(null);
  const askForOperator = useCallback(() => setAsked((count) => count + 1), []);
  const desk = useDesk(askForOperator);
  const entries = useEntryDesk(askForOperator);
  const places = usePlaces(entries.leave, kind);
  const gates = useGateDesk({ entries, desk, places, info, actor, nowMs });
  const plans = usePlanList();

  const formats = useMemo(() => openFormats(info?.site?.timeZone ?? "Asia/Shanghai"), [info?.site?.timeZone]);
  const names = useMemo(
    () => new Map(info?.devices.map((device) => [device.id, named(device.name) || device.id])),
    [info?.devices, named],
  );
  const areaNames = useMemo(
    () => new Map(info?.areas.map((area) => [area.id, named(area.name)])),
    [info?.areas, named],
  );

  const lost = connection === "lost";
  const stationDown = processes.station !== null;
  const trouble = lost || stationDown ? "lost" : log?.state === "unavailable" ? `log ${log.sinceMs}` : null;
  const warning = trouble !== null && trouble !== silenced;
  const top = alarms[0];
  const escalated = useMemo(() => gravestEscalation(alarms), [alarms]);
  const waiting = top && waitsForHand(top) ? top.class : null;
  const signal = useAlarmSignal(waiting, escalated?.top.escalation?.level ?? 0, warning, kind === "wall");
  const speech = useSpokenAlarm(
    kind === "wall" ? noAlarms : alarms,
    areaNames,
    signal.volume,
    escalated?.top.escalation?.level ?? 0,
  );
  useShownMarks();
  const walls = useWalls({ info, alarms, selected: desk.selected, places, nowMs, of: kind });
  useSharedSignOn(actor);
  const hasKeys = useWindowFocus();
  const [wallRefused, setWallRefused] = useState(false);
  const openWallWindow = () => setWallRefused(kind === "desk" && !openWall());
  const { cameras } = walls;

  const heardAt = heard ? formats.time(heard.nowMs) : "";
  const asOf = connection === "connected" || heard === null ? "" : t("app.asOf", { time: heardAt });

  /** The camera that is being moved. */
  const [movedId, setMovedId] = useState<string | null>(null);
  const moved = cameras.find(({ id }) => id === movedId);
  const stopMoving = useCallback(() => setMovedId(null), []);
  const silence = () => setSilenced(trouble);
  useCommands({
    desk,
    places,
    walls,
    volume: signal.volume,
    setVolume: signal.setVolume,
    askForOperator,
    silence,
    openEntry: gates.openEntry,
    openWallWindow,
    openPtz: () => setMovedId(walls.aboutId),
    openReplay() {
      const about = cameras.filter(({ id }) => id === walls.aboutId);
      const seen = places.whole ? about : walls.seen;
      const video = info?.video ?? { beforeSeconds: 30, afterSeconds: 60 };
      const span = places.replay === null ? replaySpan(desk.selected, cameras, seen, nowMs, video) : null;
      places.play(span);
      if (span !== null) noteReplay(session, span, desk.selected?.id ?? null);
    },
    openBookmark() {
      const cameraId = walls.aboutId ?? walls.seen[0]?.id ?? cameras[0]?.id;
      if (cameraId !== undefined) places.mark({ cameraId, atMs: nowMs });
    },
  });
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
        refusedPlans={actor && mayDo(actor.role, "site.change") ? (plans?.refused.length ?? 0) : 0}
        onPlans={places.openPlans}
        onHelp={() => places.show("help")}
        onGates={() => places.show("gates")}
      >
        <SignOn actor={actor} asked={asked} />
      </TopBar>
      <DeskBands
        desk={deskState}
        alarms={alarms}
        escalated={escalated}
        floodMinutes={Math.max(1, Math.round((info?.desk.flood.windowSeconds ?? 600) / 60))}
        areaNames={areaNames}
        nowMs={nowMs}
        formats={formats}
        onOpen={places.show}
      />
      <GateBands
        open={gates.entries.open}
        shownId={places.over === "entry" ? (gates.entries.current?.id ?? null) : null}
        held={gates.deposits.held}
        tellAll={gates.deposits.unseen}
        nowMs={nowMs}
        formats={formats}
        onEntries={gates.openEntry}
        onDeposits={() => places.openGates("deposits")}
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
        wallRefused={wallRefused}
        onSilence={silence}
      />
      <DeskArea
        {...{
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
        }}
        onWallWindow={kind === "desk" ? openWallWindow : null}
        showsPanel={kind === "desk" || hasKeys}
        onAskForOperator={askForOperator}
      />
      {moved !== undefined && (
        <PtzPad
          key={moved.id}
          camera={moved}
          mayPreset={actor !== null && mayDo(actor.role, "cameras.presets")}
          onClose={stopMoving}
        />
      )}
      {kind === "desk" && <Announcer alarms={alarms} />}
    </div>
  );
}
