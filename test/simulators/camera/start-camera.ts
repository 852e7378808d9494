import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { makeDigestCheck } from "./digest-check.ts";
import { answerDiscovery } from "./discovery-responder.ts";
import type { EventsService } from "./events-service.ts";
import { noFaults } from "./faults.ts";
import type { CameraFaults } from "./faults.ts";
import { makeLiveEncoder } from "./live-encoder.ts";
import { makeOnvifService } from "./onvif-service.ts";
import { makeSimulatedPtz, type SimulatedPtz } from "./ptz-state.ts";
import { makeRtspServer } from "./rtsp-server.ts";

export interface CameraOptions {
  /** Written into the picture; A-Z, 0-9, `-`, `:`, `.` and `/` only. */
  readonly name?: string;
  /** Port of ONVIF on 127.0.0.1; 0 picks one. */
  readonly port?: number;
  readonly rtspPort?: number;
  readonly username?: string;
  readonly password?: string;
  /** What RTSP asks for; Digest when left out. */
  readonly rtspAuth?: readonly ("digest" | "basic")[];
  /** ONVIF over HTTP Digest besides WS-Security. */
  readonly httpDigest?: boolean;
  /** HTTP Digest instead of WS-Security. */
  readonly digestOnly?: boolean;
  /** ONVIF over HTTPS with this key and certificate, PEM. */
  readonly https?: { readonly key: string; readonly cert: string };
  /** Frames a second of the small stream; the large one has as many. */
  readonly framesPerSecond?: number;
  /** Of the small stream; 640×360 when left out. */
  readonly small?: { readonly width: number; readonly height: number };
  /** It can be moved (ONVIF PTZ): the picture shows where it looks. */
  readonly canMove?: boolean;
  readonly faults?: Partial<CameraFaults>;
  /** Answers WS-Discovery on the loopback interface, by this endpoint. */
  readonly endpoint?: string;
  /** Another RTSP server behind this camera's ONVIF: both profiles lead there. */
  readonly streamAddress?: string;
}

export interface SimulatedCamera {
  /** For `address` of the site file. */
  readonly address: string;
  readonly username: string;
  readonly password: string;
  readonly rtspPort: number;
  /** Where it looks; null without PTZ. */
  readonly ptz: SimulatedPtz | null;
  /** How often each ONVIF call or RTSP method came. */
  readonly calls: ReadonlyMap<string, number>;
  /** What it tells over its events. */
  readonly events: EventsService;
  setFaults(faults: Partial<CameraFaults>): void;
  /** RTSP connections open now. */
  streams(): number;
  /** Drops every connection, as pulling the cable and putting it back does. */
  dropConnections(): void;
  /** Away for that long, then back on the same ports. */
  reboot(awayMs: number): Promise<void>;
  close(): Promise<void>;
}

/** A camera of its own: ONVIF over HTTP, RTSP over TCP, and a live H.264 picture, in this process. */
export async function startCamera(options: CameraOptions = {}): Promise<SimulatedCamera> {
  const { name = "CAM-1", username = "operator", password = "secret", framesPerSecond = 15 } = options;
  const { small = { width: 640, height: 360 } } = options;
  const account = { username, password };
  const faults = { ...noFaults(), ...options.faults };
  const calls = new Map<string, number>();
  const onCall = (call: string): void => void calls.set(call, (calls.get(call) ?? 0) + 1);
  const ptz = options.canMove ? makeSimulatedPtz() : null;
  const shared = { name, framesPerSecond, isFrozen: () => faults.freeze, view: () => ptz?.now() ?? null };
  const encoders = {
    "/main": makeLiveEncoder({ ...shared, width: 1280, height: 720, bitsPerSecond: 2_000_000 }),
    "/sub": makeLiveEncoder({
      ...shared,
      ...small,
      bitsPerSecond: Math.round((500_000 * small.width * small.height) / (640 * 360)),
    }),
  } as const;
  const encoderByPath = new Map(Object.entries(encoders));

  const rtsp = makeRtspServer({
    check: makeDigestCheck(account, options.rtspAuth ?? ["digest"], false),
    faults,
    encoderOf: (path) => encoderByPath.get(path),
    onCall,
  });
  let httpPort = options.port ?? 0;
  let rtspPort = options.rtspPort ?? 0;
  const hostOf = (): string => faults.otherHost || "127.0.0.1";
  const scheme = options.https ? "https" : "http";
  const onvif = makeOnvifService({
    account,
    model: `Simulated ${name}`,
    faults,
    httpDigest: options.httpDigest || options.digestOnly ? makeDigestCheck(account, ["digest"], true) : null,
    digestOnly: options.digestOnly ?? false,
    profiles: [
      { token: "main", name: "mainStream", width: 1280, height: 720, framesPerSecond },
      { token: "sub", name: "subStream", ...small, framesPerSecond },
    ],
    addresses: () => ({
      http: `${scheme}://${hostOf()}:${httpPort}`,
      streamOf: (token) => options.streamAddress ?? `rtsp://${hostOf()}:${rtspPort}/${token}`,
    }),
    ptz,
    onCall,
  });
  const http = options.https ? createTlsServer(options.https, onvif.handle) : createServer(onvif.handle);

  async function listen(): Promise<void> {
    await rtsp.listen(rtspPort);
    rtspPort = rtsp.port;
    await new Promise<void>((resolve, reject) => {
      http.once("error", reject);
      http.listen(httpPort, "127.0.0.1", resolve);
    });
    httpPort = (http.address() as AddressInfo).port;
  }
  async function hangUp(): Promise<void> {
    http.closeAllConnections();
    await Promise.all([new Promise((resolve) => http.close(resolve)), rtsp.close()]);
  }

  await listen();
  const discovery =
    options.endpoint === undefined
      ? null
      : await answerDiscovery({
          endpoint: options.endpoint,
          name,
          addresses: () => faults.xaddrs || `http://${hostOf()}:${httpPort}/onvif/device_service`,
          onCall,
        });
  return {
    address: `${scheme}://127.0.0.1:${httpPort}/onvif/device_service`,
    username,
    password,
    rtspPort,
    ptz,
    calls,
    events: onvif.events,
    setFaults: (next) => void Object.assign(faults, next),
    streams: () => rtsp.connections(),
    dropConnections() {
      http.closeAllConnections();
      rtsp.dropAll();
    },
    async reboot(awayMs) {
      onvif.events.forget();
      await hangUp();
      await new Promise((resolve) => setTimeout(resolve, awayMs));
      await listen();
    },
    async close() {
      await discovery?.close();
      await hangUp();
      for (const encoder of encoderByPath.values()) encoder.close();
    },
  };
}
