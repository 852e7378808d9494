import type { Command } from "./keyboard.ts";
import type { Desk } from "./use-desk.ts";
import { useKeys } from "./use-keys.ts";
import { evidenceTabOf } from "../evidence/evidence-page.tsx";
import { gatesTabs } from "../gates/gates-page.tsx";
import type { Places } from "./use-places.ts";

interface CommandParts {
  readonly desk: Desk;
  readonly places: Places;
  /** Groups of cameras. */
  readonly pages: number;
  readonly volume: number;
  readonly setVolume: (volume: number) => void;
  readonly askForOperator: () => void;
  readonly silence: () => void;
  readonly openEntry: () => void;
  readonly openReplay: () => void;
}

/** What each key does, wherever the focus leaves it to the desk. */
export function useCommands(parts: CommandParts): void {
  const { desk, places, pages, volume, setVolume, askForOperator, silence, openEntry, openReplay } = parts;
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
        return places.back(desk);
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
      case "replay":
        return openReplay();
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
      case "previousPage":
        return places.turnPage((now) => (now + pages - 1) % pages);
      case "nextPage":
        return places.turnPage((now) => (now + 1) % pages);
      case "tile":
        if (places.over === "gates") return places.turnGatesTab(gatesTabs[command.tile - 1] ?? "live");
        if (places.over === "evidence")
          return places.turnEvidenceTab(evidenceTabOf(command.tile) ?? places.evidenceTab);
        return places.enlarge((now) => (now === command.tile ? null : command.tile));
      case "volume":
        return setVolume(volume + command.by);
    }
  });
}
