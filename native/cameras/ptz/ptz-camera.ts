import { AppError, reasonOf } from "../../base/app-error.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import { type PtzAct, type PtzPreset, ptzStopAfterMs, type PtzVector } from "../../contract/ptz.ts";
import type { CameraDevice } from "../../contract/site.ts";
import { openPtzService, type PtzService } from "../onvif/node-onvif.ts";
import { reachCamera } from "../onvif/read-camera.ts";
import { makeSoapPost } from "../onvif/soap-post.ts";
import { attributeOf, childrenAt, elementAt, escapeXml, textAt } from "../onvif/xml.ts";

export interface PtzCamera {
  /** Presets for acts about presets, else null. Throws `camera.no_ptz` and what `reachCamera` throws. */
  act(act: PtzAct): Promise<readonly PtzPreset[] | null>;
  close(): void;
}

interface Reached {
  readonly service: PtzService;
  readonly token: string;
}

const mostPresets = 64;
const still: PtzVector = { pan: 0, tilt: 0, zoom: 0 };

/**
 * Moves one camera through node-onvif's PTZ service. Whoever moves it has to say so again within two
 * seconds, or it is stopped: a page that is gone must not leave a camera turning. The camera is told the same
 * limit, for the case that this process is gone.
 */
export function makePtzCamera(
  device: CameraDevice,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): PtzCamera {
  const stopping = new AbortController();
  const { signal } = stopping;
  let reached: Promise<Reached> | null = null;
  let cancelStop = (): void => undefined;
  /** Orders go one after the other; of the moves that wait only the last one counts. */
  let last: Promise<unknown> = Promise.resolve();
  let newestMove = 0;

  function reach(): Promise<Reached> {
    reached ??= connect().catch((error: unknown) => {
      reached = null;
      throw error;
    });
    return reached;
  }

  async function connect(): Promise<Reached> {
    const { address, certificate, rtspPort, username, password } = device;
    const credentials = { username, password };
    const camera = await reachCamera(address, credentials, { clock, logger, signal, certificate, rtspPort });
    const { ptz } = camera.connection.services;
    const [profile] = camera.profiles;
    if (ptz === null || profile === undefined) throw new AppError("camera.no_ptz", { id: device.id });
    const service = openPtzService(ptz, makeSoapPost(credentials, { clock, certificate }), signal);
    service.time_diff = camera.connection.cameraClock.offsetMs() ?? 0;
    service.setAuth(escapeXml(username), password);
    return { service, token: asciiXml(profile.token) };
  }

  async function move(vector: PtzVector): Promise<void> {
    const { service, token } = await reach();
    const { pan, tilt, zoom } = vector;
    if (pan === 0 && tilt === 0 && zoom === 0) await service.stop({ ProfileToken: token, PanTilt: true, Zoom: true });
    else
      await service.continuousMove({
        ProfileToken: token,
        Velocity: { x: pan, y: tilt, z: zoom },
        Timeout: ptzStopAfterMs / 1000,
      });
  }

  function isStill({ pan, tilt, zoom }: PtzVector): boolean {
    return pan === 0 && tilt === 0 && zoom === 0;
  }

  async function perform(act: PtzAct): Promise<readonly PtzPreset[] | null> {
    if (act.type === "move") {
      await move(act.vector);
      return null;
    }
    const { service, token } = await reach();
    const about = { ProfileToken: token };
    if (act.type === "goTo") await service.gotoPreset({ ...about, PresetToken: asciiXml(act.preset) });
    else if (act.type === "goHome") await service.gotoHomePosition(about);
    else {
      if (act.type === "setPreset")
        await service.setPreset({
          ...about,
          PresetName: asciiXml(act.name),
          ...(act.preset === null ? {} : { PresetToken: asciiXml(act.preset) }),
        });
      if (act.type === "removePreset") await service.removePreset({ ...about, PresetToken: asciiXml(act.preset) });
      return readPresets((await service.getPresets(about)).data);
    }
    return null;
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  }

  async function act(wanted: PtzAct): Promise<readonly PtzPreset[] | null> {
    signal.throwIfAborted();
    cancelStop();
    if (wanted.type === "move" && !isStill(wanted.vector))
      cancelStop = clock.after(ptzStopAfterMs, () => {
        act({ type: "move", vector: still }).catch((error: unknown) =>
          logger.warn({ camera: device.id, reason: reasonOf(error) }, "camera not stopped"),
        );
      });
    const number = wanted.type === "move" ? ++newestMove : newestMove;
    return inTurn(async () => {
      // A later move is waiting behind this one.
      if (wanted.type === "move" && number !== newestMove) return null;
      try {
        return await perform(wanted);
      } catch (error) {
        // Asked anew next time: the camera may have been restarted, its services elsewhere.
        if (!(error instanceof AppError) || error.code !== "camera.auth_refused") reached = null;
        if (error instanceof AppError) throw error;
        throw new AppError("camera.bad_answer", { reason: reasonOf(error).slice(0, 200) }, error);
      }
    });
  }

  return {
    act,
    close() {
      cancelStop();
      stopping.abort(new AppError("camera.unreachable", { reason: "closed" }));
    },
  };
}

/** node-onvif takes ASCII only: everything else as a character reference, which means the same. */
function asciiXml(text: string): string {
  return escapeXml(text).replaceAll(/\P{ASCII}/gu, (character) => `&#x${character.codePointAt(0)?.toString(16)};`);
}

function readPresets(data: unknown): readonly PtzPreset[] {
  const presets = childrenAt(elementAt(data, "GetPresetsResponse"), "Preset").slice(0, mostPresets);
  return presets.flatMap((preset) => {
    const token = attributeOf(preset, "token").slice(0, 64);
    return token === "" ? [] : [{ token, name: textAt(preset, "Name").slice(0, 64) }];
  });
}
