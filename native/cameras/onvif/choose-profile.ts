import { AppError } from "../../base/app-error.ts";

export interface CameraProfile {
  readonly token: string;
  /** As the camera names it: `H264`, `H265`, `JPEG`. */
  readonly encoding: string;
  readonly width: number;
  readonly height: number;
}

/** A tile on the wall is about this wide; more pixels cost decoding and show nothing. */
const tileWidth = 640;

/**
 * The profile for a tile: H.264, because the page's software decoder has no H.265, and of those the
 * one whose width is nearest to a tile's. Throws `camera.no_usable_profile {codecs}`.
 */
export function chooseProfile(profiles: readonly CameraProfile[]): CameraProfile {
  const usable = profiles.filter((profile) => /^h\.?264$/i.test(profile.encoding));
  const distance = (profile: CameraProfile): number => Math.abs(profile.width - tileWidth);
  const best = usable.toSorted((a, b) => distance(a) - distance(b) || a.height - b.height)[0];
  if (best) return best;
  const codecs = [...new Set(profiles.map((profile) => profile.encoding))].join(", ");
  throw new AppError("camera.no_usable_profile", { codecs: codecs || "-" });
}
