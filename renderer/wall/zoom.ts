import { clamp } from "../ui/clamp.ts";

/** A part of a picture made large. Where it stands is told in widths and heights of the tile's picture, 0 = its middle. */
export interface Zoom {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export const mostZoom = 8;
export const noZoom: Zoom = { scale: 1, x: 0, y: 0 };

/** One key or notch of the wheel. */
export const zoomStep = 1.25;

function within(scale: number, x: number, y: number): Zoom {
  // Beyond this there would be nothing to see at one side.
  const most = (scale - 1) / 2;
  return { scale, x: clamp(x, -most, most), y: clamp(y, -most, most) };
}

/** What lies under this point stays under it; a point in the tile, from its middle, in its widths and heights. */
export function zoomBy(zoom: Zoom, factor: number, pointX = 0, pointY = 0): Zoom {
  const scale = clamp(zoom.scale * factor, 1, mostZoom);
  const grown = scale / zoom.scale;
  return within(scale, pointX - (pointX - zoom.x) * grown, pointY - (pointY - zoom.y) * grown);
}

/** Looks further right and down, in widths and heights of what is seen. */
export function panBy(zoom: Zoom, right: number, down: number): Zoom {
  return within(zoom.scale, zoom.x - right, zoom.y - down);
}

/** For the style sheet. */
export function transformOf({ scale, x, y }: Zoom): string {
  return scale === 1 ? "none" : `translate(${x * 100}%, ${y * 100}%) scale(${scale})`;
}
