import type { Command } from "./keyboard.ts";
import type { Desk } from "./use-desk.ts";
import { useKeys } from "./use-keys.ts";
import { evidenceTabOf } from "../evidence/evidence-page.tsx";
import { toggleFullScreen } from "./full-screen.ts";
import { gatesTabs } from "../gates/gates-page.tsx";
import type { Places } from "./use-places.ts";
import type { Walls } from "./use-walls.ts";

interface CommandParts {
  readonly desk: Desk;
  readonly places: Places;
  readonly walls: Walls;
  readonly volume: number;
  readonly setVolume: (volume: number) => void;
  readonly askForOperator: () => void;
  readonly silence: () => void;
  readonly openEntry: () => void;
  readonly openReplay: () => void;
  readonly openPtz: () => void;
  readonly openWallWindow: () => void;
  readonly openBookmark: () => void;
}

/** The tile enlarged, or back from it. */
const toggled = (tile: number) => (now: number | null) => (now === tile ? null : tile);

/** What each key does, wherever the focus leaves it to the desk. */
export function useCommands(parts: CommandParts): void {
  const {
    desk,
    places,
    walls,
    volume,
    setVolume,
    askForOperator,
    silence,
    openEntry,
    openReplay,
    openPtz,
    openWallWindow,
    openBookmark,
  } = parts;
  const { whole: wall, zoom, aboutId, pages } = walls;
  // What lies over the wall or asks for a word has the keys before it.
  const isFree = places.over === null && places.replay === null && desk.selection.form === null;
  const keysOf = { whole: isFree && places.whole, zooming: isFree && zoom.cameraId !== null };
  useKeys(keysOf, (command: Command) => {
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
        return places.back(desk, wall, zoom);
      case "log":
      case "help":
      case "manual":
      case "reopen":
      case "drill":
      case "buttonTest":
      case "held":
      case "plans":
      case "sound":
      case "load":
      case "shift":
      case "site":
      case "gates":
      case "evidence":
        return places.show(command.type);
      case "entry":
        return openEntry();
      case "ptz":
        return openPtz();
      case "replay":
        return openReplay();
      case "bookmark":
        return openBookmark();
      case "search":
        if (places.over !== "log") places.show("log");
        else document.querySelector<HTMLElement>("search input")?.focus();
        return;
      case "operator":
        return askForOperator();
      case "devices":
        return document.querySelector<HTMLElement>("[data-device]")?.focus();
      case "silence":
        return silence();
      case "wholeWall":
        return places.showWhole((now) => !now);
      case "secondWindow":
        return openWallWindow();
      case "fullScreen":
        return toggleFullScreen();
      case "views":
        return wall.showMenu(!wall.menu);
      case "tour":
        return wall.touring.pauseOrGoOn();
      case "callCamera":
        return isFree ? places.askCamera(command.first) : undefined;
      case "zoom":
        return isFree ? zoom.toggle(aboutId) : undefined;
      case "zoomStep":
        return zoom.step(command.by);
      case "zoomReset":
        return zoom.reset();
      case "pan":
        return zoom.pan(command.dx, command.dy);
      case "tileMove":
        return places.whole ? wall.move(command.dx, command.dy) : places.moveTile(command.dx, command.dy);
      case "tileOpen":
        return places.whole ? wall.enlarge(wall.selected) : places.enlarge(toggled(places.tile + 1));
      case "layout":
        return places.whole ? wall.changeLayout(command.by) : undefined;
      case "previousPage":
        if (places.whole) return wall.turnPage(-1);
        return places.turnPage((now) => (now + pages - 1) % pages);
      case "nextPage":
        if (places.whole) return wall.turnPage(1);
        return places.turnPage((now) => (now + 1) % pages);
      case "tile":
        if (places.over === "gates") return places.turnGatesTab(gatesTabs[command.tile - 1] ?? "live");
        if (places.over === "evidence")
          return places.turnEvidenceTab(evidenceTabOf(command.tile) ?? places.evidenceTab);
        return places.enlarge(toggled(command.tile));
      case "volume":
        return setVolume(volume + command.by);
    }
  });
}
