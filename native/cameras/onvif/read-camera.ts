import { AppError, reasonOf, toErrorData } from "../../base/app-error.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import { pinServiceAddress, pinStreamAddress } from "../enrolled-address.ts";
import type { Credentials } from "../http-digest.ts";
import { type CameraClock, makeCameraClock, readCameraClock } from "./camera-clock.ts";
import { chooseProfile } from "./choose-profile.ts";
import type { CameraProfile } from "./choose-profile.ts";
import { readMedia2Profiles, readMedia2StreamUri } from "./media2.ts";
import { type DeviceService, openDeviceService, openMediaService } from "./node-onvif.ts";
import { type CameraServices, readServices } from "./read-services.ts";
import { makeSoapClient, type SoapClient } from "./soap-client.ts";
import { makeSoapPost, type SoapPost } from "./soap-post.ts";
import { attributeOf, childrenAt, elementAt, escapeXml, textAt, type XmlElement } from "./xml.ts";

/** A camera that was reached and took our name: what further calls go through. */
export interface CameraConnection {
  readonly deviceUrl: URL;
  readonly soap: SoapClient;
  readonly cameraClock: CameraClock;
  readonly services: CameraServices;
}

export interface CameraDescription {
  /** Manufacturer and model, as the camera says them; at most 100 characters. */
  readonly model: string;
  readonly profile: CameraProfile;
  /** All that the camera offers, H.265 among them. */
  readonly profiles: readonly CameraProfile[];
  /** At the enrolled host, without credentials. */
  readonly streamAddress: string;
  readonly connection: CameraConnection;
}

/** What a camera said of itself to somebody it knows. */
export interface ReachedCamera {
  /** The answer to GetDeviceInformation. */
  readonly information: XmlElement | null;
  /** All that the camera offers, H.265 among them. */
  readonly profiles: readonly CameraProfile[];
  /** As the camera names it: to be pinned before anything is sent there. */
  readonly streamUri: (profile: CameraProfile) => Promise<string>;
  readonly connection: CameraConnection;
}

interface Told {
  /** Called before profiles are asked for: events and clock do not depend on a picture. */
  readonly onConnection?: (connection: CameraConnection) => void;
}

interface Parts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** SHA-256 of the enrolled certificate; needed for an `https` address. */
  readonly certificate?: string | undefined;
  /** Enrolled with it. */
  readonly rtspPort?: number | undefined;
}

/** More profiles than this are not looked at. */
const mostProfiles = 128;

/**
 * Asks a camera over ONVIF what it is and where its stream for a tile is. Throws what `reachCamera`
 * throws, and `camera.no_usable_profile`.
 */
export async function readCamera(
  address: string,
  credentials: Credentials,
  parts: Parts & Told,
): Promise<CameraDescription> {
  const { information, profiles, streamUri, connection } = await reachCamera(address, credentials, parts);
  const profile = chooseProfile(profiles);
  try {
    return {
      model: [textAt(information, "Manufacturer"), textAt(information, "Model")].join(" ").trim().slice(0, 100),
      profile,
      profiles,
      streamAddress: pinStreamAddress(address, await streamUri(profile), parts.rtspPort),
      connection,
    };
  } catch (error) {
    throw asAppError(error);
  }
}

/**
 * Clock (without a password, because the password's digest needs the camera's time), services, device
 * information, profiles. Media2 where it answers, else Media1. Throws what `makeSoapPost` throws.
 */
export async function reachCamera(
  address: string,
  credentials: Credentials,
  parts: Parts & Told,
): Promise<ReachedCamera> {
  const { clock, logger, signal, certificate } = parts;
  const post = makeSoapPost(credentials, { clock, certificate });
  const cameraClock = makeCameraClock(clock);
  const soap = makeSoapClient(post, { credentials, signal, cameraNowMs: () => cameraClock.nowMs() });
  const url = pinServiceAddress(address, address);
  const old: OldParts = { address, credentials, cameraClock, clock, post, signal };
  try {
    await readClock(soap, new URL(url), cameraClock, parts);
    const device = openDeviceService(url, post, signal);
    prepare(device, old);
    // First of the calls with the password: a refusal is met once, in one place.
    const information = elementAt((await device.getDeviceInformation()).data, "GetDeviceInformationResponse");
    const services = await findServices(soap, device, address, logger);
    const connection: CameraConnection = { deviceUrl: new URL(url), soap, cameraClock, services };
    parts.onConnection?.(connection);
    const media = (await openMedia2(soap, services, logger)) ?? (await openMedia1(services, old));
    return {
      information,
      profiles: media.profiles,
      streamUri: media.streamUri,
      connection,
    };
  } catch (error) {
    throw asAppError(error);
  }
}

/** node-onvif meets an answer of a form that it does not expect: a TypeError or a message of its own. */
function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError("camera.bad_answer", { reason: reasonOf(error).slice(0, 200) }, error);
}

/** A camera may refuse to tell its time without a password; then ours has to do. */
async function readClock(
  soap: SoapClient,
  url: URL,
  cameraClock: CameraClock,
  { clock, logger }: Pick<Parts, "clock" | "logger">,
): Promise<void> {
  try {
    await readCameraClock(soap, url, cameraClock, clock);
  } catch (error) {
    const { code } = toErrorData(error);
    if (code !== "camera.bad_answer" && code !== "camera.auth_refused") throw error;
    logger.info({ error: toErrorData(error) }, "camera does not tell its time");
  }
}

/** What a service of node-onvif needs. */
interface OldParts {
  readonly address: string;
  readonly credentials: Credentials;
  readonly cameraClock: CameraClock;
  readonly clock: Clock;
  readonly post: SoapPost;
  readonly signal: AbortSignal;
}

/**
 * node-onvif counts the camera's time from Date.now(). setAuth, because its constructors refuse a
 * password that is not ASCII; and the name is written into XML as it is.
 */
function prepare(
  service: Pick<DeviceService, "time_diff" | "setAuth">,
  { credentials, cameraClock, clock }: OldParts,
): void {
  service.time_diff = Math.round(cameraClock.nowMs() - clock.nowMs());
  service.setAuth(escapeXml(credentials.username), credentials.password);
}

/** GetServices; a camera older than it (before ONVIF 2.0) is asked for its capabilities. */
async function findServices(
  soap: SoapClient,
  device: DeviceService,
  address: string,
  logger: Logger,
): Promise<CameraServices> {
  try {
    const services = await readServices(soap, address);
    if (services.media1 !== null || services.media2 !== null) return services;
    logger.info({}, "camera's GetServices names no media service");
  } catch (error) {
    if (toErrorData(error).code !== "camera.bad_answer") throw error;
    logger.info({ error: toErrorData(error) }, "camera has no GetServices");
  }
  const answer = elementAt((await device.getCapabilities()).data, "GetCapabilitiesResponse");
  const capabilities = elementAt(answer, "Capabilities");
  const at = (name: string): string | null => {
    const named = textAt(elementAt(capabilities, name), "XAddr");
    return named === "" ? null : pinServiceAddress(address, named);
  };
  return { media1: at("Media"), media2: null, events: at("Events"), ptz: at("PTZ") };
}

interface Media {
  readonly profiles: readonly CameraProfile[];
  readonly streamUri: (profile: CameraProfile) => Promise<string>;
}

/** Null where Media1 has to do: there is no Media2, or it does not answer as it should, or names no profile. */
async function openMedia2(soap: SoapClient, { media2, media1 }: CameraServices, logger: Logger): Promise<Media | null> {
  if (media2 === null) return null;
  try {
    const profiles = await readMedia2Profiles(soap, media2);
    if (profiles.length > 0 || media1 === null)
      return { profiles, streamUri: ({ token }) => readMedia2StreamUri(soap, media2, token) };
  } catch (error) {
    if (media1 === null || toErrorData(error).code !== "camera.bad_answer") throw error;
    logger.info({ error: toErrorData(error) }, "Media2 does not answer");
  }
  return null;
}

async function openMedia1({ media1 }: CameraServices, old: OldParts): Promise<Media> {
  if (media1 === null) throw new AppError("camera.bad_answer", { reason: "no media service" });
  const media = openMediaService(media1, old.post, old.signal);
  prepare(media, old);
  const profiles = childrenAt(elementAt((await media.getProfiles()).data, "GetProfilesResponse"), "Profiles");
  return {
    profiles: profiles.slice(0, mostProfiles).flatMap(readProfile),
    async streamUri({ token }) {
      const answer = await media.getStreamUri({ ProfileToken: escapeXml(token), Protocol: "RTSP" });
      return textAt(elementAt(elementAt(answer.data, "GetStreamUriResponse"), "MediaUri"), "Uri");
    },
  };
}

function readProfile(profile: unknown): CameraProfile[] {
  const token = attributeOf(profile, "token");
  const encoder = elementAt(profile, "VideoEncoderConfiguration");
  if (token === "" || !encoder) return [];
  const resolution = elementAt(encoder, "Resolution");
  const pixels = (name: string): number => Number.parseInt(textAt(resolution, name), 10) || 0;
  return [{ token, encoding: textAt(encoder, "Encoding"), width: pixels("Width"), height: pixels("Height") }];
}
