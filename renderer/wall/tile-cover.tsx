import { type PointerEvent, useEffect, useRef, type WheelEvent } from "react";
import styles from "./tile.module.css";
import { panBy, type Zoom, zoomBy, zoomStep } from "./zoom.ts";

interface TileCoverProps {
  readonly label: string;
  readonly selected: boolean;
  readonly zoomed: boolean;
  readonly onSelect: () => void;
  readonly onEnlarge: () => void;
  readonly onZoom: (by: (now: Zoom) => Zoom) => void;
}

/** Takes mouse and focus for the picture under it, which shows nothing of it. */
export function TileCover({ label, selected, zoomed, onSelect, onEnlarge, onZoom }: TileCoverProps) {
  const cover = useRef<HTMLButtonElement>(null);
  // The keys stay with the selection, but are never taken from elsewhere.
  useEffect(() => {
    if (selected && document.activeElement?.matches("[data-tile]") === true) cover.current?.focus();
  }, [selected]);

  function onWheel(event: WheelEvent<HTMLElement>): void {
    // With Ctrl it is the browser's own.
    if (event.ctrlKey || event.deltaY === 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width - 0.5;
    const y = (event.clientY - box.top) / box.height - 0.5;
    onSelect();
    onZoom((now) => zoomBy(now, event.deltaY < 0 ? zoomStep : 1 / zoomStep, x, y));
  }
  function onPointerMove(event: PointerEvent<HTMLElement>): void {
    if (!zoomed || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const { width, height } = event.currentTarget.getBoundingClientRect();
    const { movementX, movementY } = event;
    onZoom((now) => panBy(now, -movementX / width, -movementY / height));
  }
  return (
    <button
      ref={cover}
      type="button"
      data-tile
      className={styles["cover"]}
      data-zoomed={zoomed}
      aria-label={label}
      aria-pressed={selected}
      tabIndex={selected ? 0 : -1}
      onClick={onSelect}
      onDoubleClick={onEnlarge}
      onWheel={onWheel}
      onPointerDown={(event) => zoomed && event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
    />
  );
}
