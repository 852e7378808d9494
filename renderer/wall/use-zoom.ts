import { useCallback, useState } from "react";
import { noZoom, panBy, type Zoom, zoomBy, zoomStep } from "./zoom.ts";

/** One picture at a time is made large: the keys are about it as long as it is. */
export interface ZoomState {
  /** Null while nothing is. */
  readonly cameraId: string | null;
  readonly zoom: Zoom;
  /** Twice as large, or back. */
  readonly toggle: (cameraId: string | null) => void;
  readonly change: (cameraId: string, by: (now: Zoom) => Zoom) => void;
  /** By keys: steps in or out, and the eighth of what is seen to one side. */
  readonly step: (by: number) => void;
  readonly pan: (dx: number, dy: number) => void;
  readonly reset: () => void;
}

export function useZoom(): ZoomState {
  const [zoomed, setZoomed] = useState<{ readonly cameraId: string; readonly zoom: Zoom } | null>(null);

  function change(cameraId: string, by: (now: Zoom) => Zoom): void {
    setZoomed((before) => {
      const zoom = by(before?.cameraId === cameraId ? before.zoom : noZoom);
      return zoom.scale === 1 ? null : { cameraId, zoom };
    });
  }
  const cameraId = zoomed?.cameraId ?? null;
  return {
    cameraId,
    zoom: zoomed?.zoom ?? noZoom,
    toggle(wanted) {
      if (cameraId !== null) setZoomed(null);
      else if (wanted !== null) change(wanted, (now) => zoomBy(now, 2));
    },
    change,
    step: (by) => cameraId !== null && change(cameraId, (now) => zoomBy(now, zoomStep ** by)),
    pan: (dx, dy) => cameraId !== null && change(cameraId, (now) => panBy(now, dx / 8, dy / 8)),
    reset: useCallback(() => setZoomed(null), []),
  };
}
