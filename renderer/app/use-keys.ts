import { useEffect, useRef } from "react";
import { type Command, commandOf, focusOf } from "./keyboard.ts";

/** Calls `act` for every key that is a command where the focus is. */
export function useKeys(act: (command: Command) => void): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
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
          composing: event.isComposing || event.keyCode === 229,
        },
        focusOf(event.target instanceof Element ? event.target : null),
      );
      if (command === null) return;
      event.preventDefault();
      // A key held down moves on, but it acknowledges only once.
      if (event.repeat && command.type !== "move" && command.type !== "volume") return;
      latest.current(command);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
