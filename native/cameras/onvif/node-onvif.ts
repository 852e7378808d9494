import { createRequire } from "node:module";
import { AppError } from "../../base/app-error.ts";
import type { SoapPost } from "./soap-post.ts";
import { parseEnvelope, type XmlElement } from "./xml.ts";

/**
 * node-onvif 0.1.7 knows the calls and writes their SOAP with WS-Security; it has no types. What is
 * declared here is what is used of it. Its own transport reads bodies without a limit, has no Digest,
 * and hands the text to xml2js (368 ms and a stack overflow for deeply nested XML), so its one
 * transport function is replaced below. The version is pinned for that reason.
 */
interface SoapModule {
  requestCommand(address: object, method: string, envelope: string): Promise<CommandResult>;
  _createNonce(length: number): Buffer;
}
interface CommandResult {
  /** The whole envelope, parsed. */
  readonly converted: XmlElement;
  /** The body, parsed. */
  readonly data: XmlElement;
}
interface Service {
  /** Identifies the service towards `requestCommand`. */
  readonly oxaddr: object;
  time_diff: number;
  setAuth(user: string, password: string): void;
}
export interface DeviceService extends Service {
  getCapabilities(): Promise<CommandResult>;
  getDeviceInformation(): Promise<CommandResult>;
}
export interface MediaService extends Service {
  getProfiles(): Promise<CommandResult>;
  getStreamUri(params: { ProfileToken: string; Protocol: "RTSP" }): Promise<CommandResult>;
}
export interface PtzService extends Service {
  continuousMove(params: {
    ProfileToken: string;
    Velocity: { x: number; y: number; z: number };
    Timeout: number;
  }): Promise<CommandResult>;
  stop(params: { ProfileToken: string; PanTilt: boolean; Zoom: boolean }): Promise<CommandResult>;
  gotoHomePosition(params: { ProfileToken: string }): Promise<CommandResult>;
  gotoPreset(params: { ProfileToken: string; PresetToken: string }): Promise<CommandResult>;
  getPresets(params: { ProfileToken: string }): Promise<CommandResult>;
  setPreset(params: { ProfileToken: string; PresetToken?: string; PresetName: string }): Promise<CommandResult>;
  removePreset(params: { ProfileToken: string; PresetToken: string }): Promise<CommandResult>;
}
type ServiceClass<S> = new (params: { xaddr: string }) => S;

const require = createRequire(import.meta.url);
const soap = require("node-onvif/lib/modules/soap.js") as SoapModule;
const deviceServiceClass = require("node-onvif/lib/modules/service-device.js") as ServiceClass<DeviceService>;
const mediaServiceClass = require("node-onvif/lib/modules/service-media.js") as ServiceClass<MediaService>;

const ptzServiceClass = require("node-onvif/lib/modules/service-ptz.js") as ServiceClass<PtzService>;

interface Caller {
  readonly url: URL;
  readonly post: SoapPost;
  readonly signal: AbortSignal;
}
const callers = new WeakMap<object, Caller>();

soap.requestCommand = async (address, method, envelope) => {
  const caller = callers.get(address);
  if (!caller) throw new AppError("internal", { reason: "ONVIF service without a caller" });
  const { envelope: converted, body } = parseEnvelope(method, await caller.post(caller.url, envelope, caller.signal));
  return { converted, data: body };
};

/** The product's own uses Math.random, which somebody who has seen a few can continue. */
soap["_createNonce"] = (length) => Buffer.from(crypto.getRandomValues(new Uint8Array(length)));

export function openDeviceService(url: string, post: SoapPost, signal: AbortSignal): DeviceService {
  return register(new deviceServiceClass({ xaddr: url }), url, post, signal);
}

export function openMediaService(url: string, post: SoapPost, signal: AbortSignal): MediaService {
  return register(new mediaServiceClass({ xaddr: url }), url, post, signal);
}

export function openPtzService(url: string, post: SoapPost, signal: AbortSignal): PtzService {
  return register(new ptzServiceClass({ xaddr: url }), url, post, signal);
}

function register<S extends Service>(service: S, url: string, post: SoapPost, signal: AbortSignal): S {
  callers.set(service.oxaddr, { url: new URL(url), post, signal });
  return service;
}
