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
 * The profile for a tile: the one whose width is nearest to a tile's, of those in H.264, because every
 * page decodes it; H.265 only where a camera has nothing else. Throws `camera.no_usable_profile {codecs}`.
 */
export function chooseProfile(profiles: readonly CameraProfile[]): CameraProfile {
  const distance = (profile: CameraProfile): number => Math.abs(profile.width - tileWidth);
  const nearest = (encoding: RegExp): CameraProfile | undefined =>
    profiles
      .filter((profile) => encoding.test(profile.encoding))
      .toSorted((a, b) => distance(a) - distance(b) || a.height - b.height)[0];
  const best = nearest(/^h\.?264$/i) ?? nearest(/^(h\.?265|hevc)$/i);
  if (best) return best;
  const codecs = [...new Set(profiles.map((profile) => profile.encoding))].join(", ");
  throw new AppError("camera.no_usable_profile", { codecs: codecs || "-" });
}
