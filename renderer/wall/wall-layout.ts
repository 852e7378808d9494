const tilesPerPage = 4;

export interface WallPlace<T> {
  readonly camera: T;
  readonly linked: boolean;
}

/**
 * Which cameras stand on the wall: the page's four, but the selected alarm's cameras first as long as
 * it is selected. Cameras of the page that are not pushed out fill what is left.
 */
export function wallPlaces<T extends { readonly id: string }>(
  cameras: readonly T[],
  linkedIds: readonly string[],
  page: number,
): readonly WallPlace<T>[] {
  const linked = linkedIds
    .map((id) => cameras.find((camera) => camera.id === id))
    .filter((camera) => camera !== undefined)
    .slice(0, tilesPerPage);
  const shown = cameras.slice(page * tilesPerPage, (page + 1) * tilesPerPage);
  // A linked camera that is on this page already stays where the eye knows it.
  const places: (WallPlace<T> | null)[] = Array.from({ length: tilesPerPage }, (_, at) => {
    const camera = shown[at];
    return camera && linked.includes(camera) ? { camera, linked: true } : null;
  });
  const toPlace = linked.filter((camera) => !shown.includes(camera));
  for (const camera of toPlace) {
    const free = places.indexOf(null);
    if (free >= 0) places[free] = { camera, linked: true };
  }
  for (const [at, camera] of shown.entries()) if (places[at] === null) places[at] = { camera, linked: false };
  return places.filter((place) => place !== null);
}

/** As `wallPlaces`, or the camera that was called alone. */
export function deskPlaces<T extends { readonly id: string }>(
  cameras: readonly T[],
  linkedIds: readonly string[],
  page: number,
  calledId: string | null,
): readonly WallPlace<T>[] {
  const called = cameras.find(({ id }) => id === calledId);
  if (called !== undefined) return [{ camera: called, linked: linkedIds.includes(called.id) }];
  return wallPlaces(cameras, linkedIds, page);
}

export function pageCount(cameras: number): number {
  return Math.max(1, Math.ceil(cameras / tilesPerPage));
}
