/** Over the whole screen, or back. Escape stays the page's where the browser lets it. */
export function toggleFullScreen(): void {
  if (document.fullscreenElement !== null) {
    void document.exitFullscreen();
    return;
  }
  document.documentElement.requestFullscreen().then(
    () => keyboardOf(navigator)?.lock?.(["Escape"]),
    // Refused by the browser's own settings: the page stays as it is, and F11 is left.
    () => undefined,
  );
}

/** Chromium's keyboard lock; other browsers have none. */
function keyboardOf(from: Navigator): { readonly lock?: (keys: readonly string[]) => Promise<void> } | undefined {
  return Reflect.get(from, "keyboard") as ReturnType<typeof keyboardOf>;
}
