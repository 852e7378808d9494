import { AppError, reasonOf, toErrorData } from "../../base/app-error.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { ErrorData } from "../../contract/errors.ts";
import type { ProbedCamera, ProbeInput, ProbeMessage } from "../../contract/enrol.ts";
import { pinServiceAddress, pinStreamAddress } from "../enrolled-address.ts";
import { chooseProfile } from "../onvif/choose-profile.ts";
import type { CameraProfile } from "../onvif/choose-profile.ts";
import { makeCameraClock, readCameraClock } from "../onvif/camera-clock.ts";
import { openDeviceService } from "../onvif/node-onvif.ts";
import { probeCertificate } from "../onvif/probe-certificate.ts";
import { reachCamera } from "../onvif/read-camera.ts";
import { makeSoapClient } from "../onvif/soap-client.ts";
import { makeSoapPost } from "../onvif/soap-post.ts";
import { elementAt, textAt } from "../onvif/xml.ts";
import { takeFirstPicture } from "./take-first-picture.ts";

interface Parts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** Of RTSP (RFC 2326). */
const usualPort = 554;
const nobody = { username: "", password: "" };

/**
 * Looks at one camera before it is enrolled: exactly the address that was typed, whatever its answers
 * name. The password is used only after the address has shown without it that it speaks ONVIF, and
 * once: the first refusal ends it, because cameras lock accounts. An `https` address without a
 * certificate shows its own, and gets nothing.
 * Throws what `reachCamera` throws; that there is no picture is part of the result.
 */
export async function probeCamera(
  input: ProbeInput,
  tell: (message: ProbeMessage) => void,
  parts: Parts,
): Promise<void> {
  const { address, certificate, username, password } = input;
  const { clock, signal } = parts;
  if (new URL(address).protocol === "https:" && certificate === undefined) {
    tell({ type: "certificate", certificate: await probeCertificate(address, { clock, signal }) });
    return;
  }
  tell({ type: "step", step: "clock" });
  const named = await askOpenly(input, parts);
  tell({ type: "step", step: "identity" });
  const reached = await reachCamera(address, { username, password }, { ...parts, certificate });
  tell({ type: "step", step: "picture" });
  const seen = await lookOnce(reached, input, named, parts);
  const { information, profiles, connection } = reached;
  const said = (name: string): string => textAt(information, name).slice(0, 64);
  const camera: ProbedCamera = {
    manufacturer: said("Manufacturer"),
    model: said("Model"),
    firmware: said("FirmwareVersion"),
    serial: said("SerialNumber"),
    clockOffsetMs: connection.cameraClock.offsetMs(),
    profiles: profiles.slice(0, 32).map(sizeOf),
    tile: seen.tile && sizeOf(seen.tile),
    rtspPort: seen.rtspPort,
    events: connection.services.events !== null,
    ptz: connection.services.ptz !== null,
    otherHosts: [...named].slice(0, 8),
    jpeg: seen.picture?.toString("base64") ?? null,
    pictureError: seen.error,
  };
  tell({ type: "done", camera });
}

/**
 * What it tells anybody: its time and its services. The hosts that they name and that are not the one
 * asked. Throws when it speaks no ONVIF: a password is nothing for a printer.
 */
async function askOpenly({ address, certificate }: ProbeInput, { clock, signal }: Parts): Promise<Set<string>> {
  const url = pinServiceAddress(address, address);
  const post = makeSoapPost(nobody, { clock, certificate });
  const soap = makeSoapClient(post, { credentials: nobody, signal, cameraNowMs: () => clock.nowMs() });
  const named = new Set<string>();
  const toldTime = await unlessRefused(() => readCameraClock(soap, new URL(url), makeCameraClock(clock), clock));
  try {
    const answer = await openDeviceService(url, post, signal).getCapabilities();
    const capabilities = elementAt(elementAt(answer.data, "GetCapabilitiesResponse"), "Capabilities");
    for (const each of ["Device", "Media", "Events", "PTZ"])
      noteHost(named, address, textAt(elementAt(capabilities, each), "XAddr"));
  } catch (error) {
    const { code } = toErrorData(error);
    // Asking who we are is an answer, and so is any fault of somebody who told the time.
    if (code !== "camera.auth_refused" && !(toldTime && code === "camera.bad_answer")) {
      if (error instanceof AppError) throw error;
      throw new AppError("camera.bad_answer", { reason: reasonOf(error).slice(0, 200) }, error);
    }
  }
  return named;
}

/** False when it answered, but not what was asked. */
async function unlessRefused(ask: () => Promise<void>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    const { code } = toErrorData(error);
    if (code === "camera.auth_refused" || code === "camera.bad_answer") return false;
    throw error;
  }
}

interface Seen {
  readonly tile: CameraProfile | null;
  readonly rtspPort: number | null;
  readonly picture: Buffer | null;
  readonly error: ErrorData | null;
}

async function lookOnce(
  { profiles, streamUri }: Awaited<ReturnType<typeof reachCamera>>,
  { address, username, password, rtspPort: agreed }: ProbeInput,
  named: Set<string>,
  { clock, logger, signal }: Parts,
): Promise<Seen> {
  let tile: CameraProfile | null = null;
  let rtspPort: number | null = null;
  try {
    tile = chooseProfile(profiles);
    const uri = await streamUri(tile);
    const streamAddress = pinStreamAddress(address, uri, agreed);
    noteHost(named, address, uri);
    rtspPort = Number(new URL(streamAddress).port);
    // Any other port of this host may be another machine's behind a router, or none that should be knocked at.
    if (agreed === undefined && rtspPort !== usualPort) throw new AppError("camera.stream_port", { port: rtspPort });
    const picture = await takeFirstPicture(streamAddress, { username, password }, { clock, signal });
    return { tile, rtspPort, picture, error: null };
  } catch (error) {
    signal.throwIfAborted();
    logger.info({ error: toErrorData(error) }, "no picture of the camera");
    return { tile, rtspPort, picture: null, error: toErrorData(error) };
  }
}

function sizeOf({ encoding, width, height }: CameraProfile) {
  return { encoding: encoding.slice(0, 20), width, height };
}

/** Keeps the host of an address that is not the one that was asked, to be shown. */
function noteHost(named: Set<string>, asked: string, address: string): void {
  if (!URL.canParse(address)) return;
  const { hostname } = new URL(address);
  if (hostname !== "" && hostname !== new URL(asked).hostname) named.add(hostname.slice(0, 100));
}
