import { useEffect, useRef } from "react";
import { type Command, commandOf, focusOf, type KeysOf } from "./keyboard.ts";

/** Held down they go on. */
const repeating: readonly Command["type"][] = ["move", "volume", "tileMove", "pan", "zoomStep"];

/** Calls `act` for every key that is a command where the focus is. */
export function useKeys(keysOf: KeysOf, act: (command: Command) => void): void {
  const latest = useRef({ keysOf, act });
  useEffect(() => {
    latest.current = { keysOf, act };
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const command = commandOf(
        {
          key: event.key,
          ctrlKey: event.ctrlKey,
          altKey: event.altKey,
          metaKey: event.metaKey,
          shiftKey: event.shiftKey,
          composing: event.isComposing || event.keyCode === 229,
        },
        focusOf(event.target instanceof Element ? event.target : null),
        latest.current.keysOf,
      );
      if (command === null) return;
      event.preventDefault();
      // A key held down moves on, but it acknowledges only once.
      if (event.repeat && !repeating.includes(command.type)) return;
      latest.current.act(command);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
