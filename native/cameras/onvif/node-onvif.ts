import { createRequire } from "node:module";
import { XMLParser } from "fast-xml-parser";
import { AppError, reasonOf } from "../../base/app-error.ts";
import type { SoapPost } from "./soap-post.ts";

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
  getSystemDateAndTime(): Promise<CommandResult>;
  getCapabilities(): Promise<CommandResult>;
  getDeviceInformation(): Promise<CommandResult>;
}
export interface MediaService extends Service {
  getProfiles(): Promise<CommandResult>;
  getStreamUri(params: { ProfileToken: string; Protocol: "RTSP" }): Promise<CommandResult>;
}
type ServiceClass<S> = new (params: { xaddr: string; time_diff?: number }) => S;

/** Attributes under `$`, text beside attributes under `_`, prefixes removed: the form node-onvif reads. */
export interface XmlElement {
  readonly [name: string]: unknown;
}

const require = createRequire(import.meta.url);
const soap = require("node-onvif/lib/modules/soap.js") as SoapModule;
const deviceServiceClass = require("node-onvif/lib/modules/service-device.js") as ServiceClass<DeviceService>;
const mediaServiceClass = require("node-onvif/lib/modules/service-media.js") as ServiceClass<MediaService>;

interface Caller {
  readonly url: URL;
  readonly post: SoapPost;
  readonly signal: AbortSignal;
}
const callers = new WeakMap<object, Caller>();

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  attributesGroupName: "$",
  textNodeName: "_",
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  maxNestedTags: 64,
});

soap.requestCommand = async (address, method, envelope) => {
  const caller = callers.get(address);
  if (!caller) throw new AppError("internal", { reason: "ONVIF service without a caller" });
  const { status, body } = await caller.post(caller.url, envelope, caller.signal);
  let converted: unknown;
  try {
    converted = elementAt(parser.parse(body), "Envelope");
  } catch (error) {
    throw new AppError("camera.bad_answer", { reason: reasonOf(error).slice(0, 200) }, error);
  }
  const data = elementAt(converted, "Body");
  const fault = elementAt(data, "Fault");
  if (fault) throw faultError(method, fault);
  if (status !== 200) throw new AppError("camera.bad_answer", { reason: `${method}: HTTP ${status}` });
  if (!data || !(`${method}Response` in data))
    throw new AppError("camera.bad_answer", { reason: `no ${method}Response` });
  return { converted: converted as XmlElement, data };
};

/** The product's own uses Math.random, which somebody who has seen a few can continue. */
soap["_createNonce"] = (length) => Buffer.from(crypto.getRandomValues(new Uint8Array(length)));

/** Subcodes by which cameras refuse a name or a password (ONVIF Core, 5.12.2; WS-Security, 12). */
const refusals = /NotAuthorized|NotAuthenticated|FailedAuthentication|FailedCheck|InvalidSecurity|AccountLocked/i;

function faultError(method: string, fault: XmlElement): AppError {
  const texts = JSON.stringify(fault).slice(0, 4000);
  if (refusals.test(texts)) return new AppError("camera.auth_refused", { reason: `${method}: not authorized` });
  const subcode = /"Value":"([\w:.-]{1,80})"/.exec(
    JSON.stringify(elementAt(elementAt(fault, "Code"), "Subcode") ?? {}),
  );
  return new AppError("camera.bad_answer", { reason: `${method}: ${subcode?.[1] ?? "fault"}` });
}

export function openDeviceService(url: string, post: SoapPost, signal: AbortSignal): DeviceService {
  return register(new deviceServiceClass({ xaddr: url }), url, post, signal);
}

export function openMediaService(url: string, timeDiffMs: number, post: SoapPost, signal: AbortSignal): MediaService {
  return register(new mediaServiceClass({ xaddr: url, time_diff: timeDiffMs }), url, post, signal);
}

function register<S extends Service>(service: S, url: string, post: SoapPost, signal: AbortSignal): S {
  callers.set(service.oxaddr, { url: new URL(url), post, signal });
  return service;
}

/** The child element of that name, the first if there are several; null when there is none. */
export function elementAt(parent: unknown, name: string): XmlElement | null {
  const child = childrenAt(parent, name)[0];
  return typeof child === "object" && child !== null ? (child as XmlElement) : null;
}

export function childrenAt(parent: unknown, name: string): readonly unknown[] {
  if (typeof parent !== "object" || parent === null || !Object.hasOwn(parent, name)) return [];
  const child = (parent as XmlElement)[name];
  return Array.isArray(child) ? child : [child];
}

/** Text of the child of that name, at most 2000 characters; empty when there is none. */
export function textAt(parent: unknown, name: string): string {
  const child = childrenAt(parent, name)[0];
  const text = typeof child === "object" && child !== null ? (child as XmlElement)["_"] : child;
  return typeof text === "string" || typeof text === "number" ? String(text).slice(0, 2000).trim() : "";
}
