import type { KeyboardEvent } from "react";

/** Whether an input method is in the middle of a word: the key is its own. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.nativeEvent.isComposing || event.keyCode === 229;
}

/** Enter sends, Shift+Enter breaks the line; an Enter that ends a word in the input method does neither. */
export function onEnter(event: KeyboardEvent, act: () => void): void {
  if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}
