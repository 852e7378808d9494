import { toErrorData, AppError, reasonOf } from "../../base/app-error.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import { pinServiceAddress, pinStreamAddress } from "../enrolled-address.ts";
import type { Credentials } from "../http-digest.ts";
import { chooseProfile } from "./choose-profile.ts";
import type { CameraProfile } from "./choose-profile.ts";
import { childrenAt, elementAt, openDeviceService, openMediaService, textAt } from "./node-onvif.ts";
import { makeSoapPost } from "./soap-post.ts";

export interface CameraDescription {
  /** Manufacturer and model, as the camera says them; at most 100 characters. */
  readonly model: string;
  readonly profile: CameraProfile;
  /** At the enrolled host, without credentials. */
  readonly streamAddress: string;
  /** The camera's clock minus ours, ms. */
  readonly clockOffsetMs: number;
}

interface Parts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** SHA-256 of the enrolled certificate; needed for an `https` address. */
  readonly certificate?: string | undefined;
}

/** More profiles than this are not looked at. */
const mostProfiles = 128;

/**
 * Asks a camera over ONVIF what it is and where its stream for a tile is: clock (without a password,
 * because the password's digest needs the camera's time), services, device information, profiles,
 * stream address. Throws what `makeSoapPost` throws, and `camera.no_usable_profile`.
 */
export async function readCamera(
  address: string,
  credentials: Credentials,
  { clock, logger, signal, certificate }: Parts,
): Promise<CameraDescription> {
  const post = makeSoapPost(credentials, { clock, certificate });
  const url = pinServiceAddress(address, address);
  // setAuth, because the constructors refuse a password that is not ASCII; and they write the name
  // into XML as it is.
  const user = escapeXml(credentials.username);
  try {
    const device = openDeviceService(url, post, signal);
    await readClock(device.getSystemDateAndTime(), logger);
    if (!Number.isSafeInteger(device.time_diff) || Math.abs(device.time_diff) > 4e12) device.time_diff = 0;
    device.setAuth(user, credentials.password);

    const capabilities = elementAt(
      elementAt((await device.getCapabilities()).data, "GetCapabilitiesResponse"),
      "Capabilities",
    );
    const information = elementAt((await device.getDeviceInformation()).data, "GetDeviceInformationResponse");
    const mediaAddress = textAt(elementAt(capabilities, "Media"), "XAddr");
    if (mediaAddress === "") throw new AppError("camera.bad_answer", { reason: "no media service" });

    const media = openMediaService(pinServiceAddress(address, mediaAddress), device.time_diff, post, signal);
    media.setAuth(user, credentials.password);
    const profiles = childrenAt(elementAt((await media.getProfiles()).data, "GetProfilesResponse"), "Profiles");
    const profile = chooseProfile(profiles.slice(0, mostProfiles).flatMap(readProfile));
    const answer = await media.getStreamUri({ ProfileToken: escapeXml(profile.token), Protocol: "RTSP" });
    const named = textAt(elementAt(elementAt(answer.data, "GetStreamUriResponse"), "MediaUri"), "Uri");
    return {
      model: [textAt(information, "Manufacturer"), textAt(information, "Model")].join(" ").trim().slice(0, 100),
      profile,
      streamAddress: pinStreamAddress(address, named),
      clockOffsetMs: device.time_diff,
    };
  } catch (error) {
    if (error instanceof AppError) throw error;
    // node-onvif meets an answer of a form that it does not expect: a TypeError or a message of its own.
    throw new AppError("camera.bad_answer", { reason: reasonOf(error).slice(0, 200) }, error);
  }
}

/** A camera may refuse to tell its time without a password; then ours has to do. */
async function readClock(asked: Promise<unknown>, logger: Logger): Promise<void> {
  try {
    await asked;
  } catch (error) {
    const { code } = toErrorData(error);
    if (code === "camera.unreachable" || code === "camera.timed_out") throw error;
    logger.info({ error: toErrorData(error) }, "camera does not tell its time");
  }
}

function readProfile(profile: unknown): CameraProfile[] {
  const token = textAt(elementAt(profile, "$"), "token");
  const encoder = elementAt(profile, "VideoEncoderConfiguration");
  if (token === "" || !encoder) return [];
  const resolution = elementAt(encoder, "Resolution");
  const pixels = (name: string): number => Number.parseInt(textAt(resolution, name), 10) || 0;
  return [{ token, encoding: textAt(encoder, "Encoding"), width: pixels("Width"), height: pixels("Height") }];
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? "");
}
