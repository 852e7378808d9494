import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Account, DigestCheck } from "./digest-check.ts";
import { type EventsService, makeEventsService } from "./events-service.ts";
import type { CameraFaults } from "./faults.ts";
import type { SimulatedPtz } from "./ptz-state.ts";

export interface ProfileOffer {
  readonly token: string;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  /** As Media2 names it; Media1 says the same. H264 when left out. */
  readonly encoding?: string;
}

export interface OnvifOptions {
  readonly account: Account;
  readonly profiles: readonly ProfileOffer[];
  readonly model: string;
  readonly faults: CameraFaults;
  /** Asks for HTTP Digest besides WS-Security. */
  readonly httpDigest: DigestCheck | null;
  /** HTTP Digest is enough, as for cameras set to "Digest only"; those do not look at WS-Security. */
  readonly digestOnly: boolean;
  /** `http://host:port` and `rtsp://host:port` of this camera. */
  readonly addresses: () => { readonly http: string; readonly streamOf: (token: string) => string };
  /** It can be moved. */
  readonly ptz?: SimulatedPtz | null;
  /** Told of every call, for tests that count them. */
  readonly onCall: (call: string) => void;
}

const tolerance = 5000;
const media2Namespace = "http://www.onvif.org/ver20/media/wsdl";

export interface OnvifService {
  readonly events: EventsService;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
}

/** ONVIF device, media and event services, as much of them as a console asks for. */
export function makeOnvifService(options: OnvifOptions): OnvifService {
  const { faults } = options;
  const events = makeEventsService({
    faults,
    nowMs: () => nowMs(),
    http: () => options.addresses().http,
    ok,
    fault: (subcode) => ({ status: 400, body: fault(subcode, "Refused") }),
  });
  const seenNonces = new Set<string>();
  const nowMs = (): number => Date.now() + faults.clockOffsetMs;

  function isAuthorized(envelope: string): boolean {
    if (options.account.username === "" || (options.digestOnly && !faults.refuse)) return true;
    if (faults.refuse) return false;
    const created = contentOf(envelope, "Created");
    const nonce = contentOf(envelope, "Nonce");
    if (contentOf(envelope, "Username") !== escapeXml(options.account.username) || seenNonces.has(nonce)) return false;
    if (!(Math.abs(Date.parse(created) - nowMs()) <= tolerance)) return false;
    const digest = createHash("sha1")
      .update(Buffer.concat([Buffer.from(nonce, "base64"), Buffer.from(created + options.account.password)]))
      .digest("base64");
    if (contentOf(envelope, "Password") !== digest) return false;
    seenNonces.add(nonce);
    return true;
  }

  async function answerTo(call: string, envelope: string, path: string): Promise<{ status: number; body: string }> {
    const open = call === "GetSystemDateAndTime" || call === "GetCapabilities" || call === "GetServices";
    if (!open && !isAuthorized(envelope))
      return { status: 400, body: fault("ter:NotAuthorized", "Sender not authorized") };
    const told = await events.answer(call, envelope, path);
    if (told !== null) return told;
    const { http, streamOf } = options.addresses();
    const token = contentOf(envelope, "ProfileToken");
    const isMedia2 = envelope.includes(media2Namespace);
    const known = options.profiles.some((profile) => profile.token === token);
    switch (call) {
      case "GetSystemDateAndTime":
        return ok(dateAndTime(new Date(nowMs())));
      case "GetCapabilities":
        return ok(
          `<tds:GetCapabilitiesResponse><tds:Capabilities><tt:Device><tt:XAddr>${http}/onvif/device_service</tt:XAddr></tt:Device><tt:Events><tt:XAddr>${http}/onvif/event_service</tt:XAddr><tt:WSSubscriptionPolicySupport>false</tt:WSSubscriptionPolicySupport><tt:WSPullPointSupport>true</tt:WSPullPointSupport><tt:WSPausableSubscriptionManagerInterfaceSupport>false</tt:WSPausableSubscriptionManagerInterfaceSupport></tt:Events><tt:Media><tt:XAddr>${http}/onvif/media_service</tt:XAddr></tt:Media></tds:Capabilities></tds:GetCapabilitiesResponse>`,
        );
      case "GetServices":
        if (faults.noServices) return { status: 400, body: fault("ter:ActionNotSupported", "Not implemented") };
        return ok(
          `<tds:GetServicesResponse>${servicesXml(http, faults)}${options.ptz ? serviceXml(http, "http://www.onvif.org/ver20/ptz/wsdl", "ptz_service") : ""}</tds:GetServicesResponse>`,
        );
      case "GetDeviceInformation":
        return ok(
          `<tds:GetDeviceInformationResponse><tds:Manufacturer>Wardwatch</tds:Manufacturer><tds:Model>${escapeXml(options.model)}</tds:Model><tds:FirmwareVersion>1.0</tds:FirmwareVersion><tds:SerialNumber>SIM-1</tds:SerialNumber><tds:HardwareId>simulated</tds:HardwareId></tds:GetDeviceInformationResponse>`,
        );
      case "GetProfiles":
        if (isMedia2 && faults.media2Fault)
          return { status: 500, body: fault("ter:ActionNotSupported", "Not implemented") };
        if (isMedia2)
          return ok(
            `<tr2:GetProfilesResponse>${options.profiles.map((profile) => media2ProfileXml(profile, faults.encoding)).join("")}</tr2:GetProfilesResponse>`,
          );
        return ok(
          `<trt:GetProfilesResponse>${options.profiles.map((profile) => profileXml(profile, faults.encoding)).join("")}</trt:GetProfilesResponse>`,
        );
      case "GetStreamUri":
        if (!known) return { status: 400, body: fault("ter:NoProfile", "Profile not found") };
        if (isMedia2)
          return ok(
            `<tr2:GetStreamUriResponse><tr2:Uri>${escapeXml(streamOf(token))}</tr2:Uri></tr2:GetStreamUriResponse>`,
          );
        return ok(uriXml("GetStreamUri", streamOf(token)));
      case "GetSnapshotUri":
        return ok(uriXml("GetSnapshotUri", `${http}/snapshot/${token}.jpg`));
      default: {
        const moved = options.ptz?.answer(call, envelope) ?? null;
        if (moved !== null) return ok(moved);
        return { status: 400, body: fault("ter:ActionNotSupported", "Not implemented") };
      }
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse, envelope: string): Promise<void> {
    const call = /<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w+)/.exec(envelope)?.[1] ?? "";
    options.onCall(call);
    if (faults.slowMs > 0) await new Promise((resolve) => setTimeout(resolve, faults.slowMs));
    if (faults.redirect !== "") return void response.writeHead(302, { location: faults.redirect }).end();
    if (faults.endless) return writeEndless(response);
    if (options.httpDigest && !options.httpDigest.accepts(request.headers.authorization, "POST"))
      return void response.writeHead(401, { "www-authenticate": [...options.httpDigest.challenges] }).end();
    const { status, body } =
      faults.answer === "" ? await answerTo(call, envelope, request.url ?? "") : { status: 200, body: faults.answer };
    response.writeHead(status, { "content-type": "application/soap+xml; charset=utf-8" }).end(body);
  }

  return {
    events,
    handle(request, response) {
      if (faults.hang) return;
      let envelope = "";
      request.setEncoding("utf8");
      request.on("data", (text: string) => (envelope += text));
      request.on("end", () => void answer(request, response, envelope));
    },
  };
}

function writeEndless(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/soap+xml" });
  const piece = Buffer.alloc(65_536, "<a>");
  const more = (): void => {
    while (!response.destroyed && response.write(piece));
  };
  response.on("drain", more);
  more();
}

function contentOf(envelope: string, name: string): string {
  return new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?>([^<]*)<`).exec(envelope)?.[1] ?? "";
}

function ok(body: string): { status: number; body: string } {
  return { status: 200, body: envelopeOf(body) };
}

function envelopeOf(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope" xmlns:tds="http://www.onvif.org/ver10/device/wsdl" xmlns:trt="http://www.onvif.org/ver10/media/wsdl" xmlns:tr2="${media2Namespace}" xmlns:tt="http://www.onvif.org/ver10/schema" xmlns:ter="http://www.onvif.org/ver10/error" xmlns:tev="http://www.onvif.org/ver10/events/wsdl" xmlns:wsnt="http://docs.oasis-open.org/wsn/b-2" xmlns:wsa5="http://www.w3.org/2005/08/addressing" xmlns:tns1="http://www.onvif.org/ver10/topics" xmlns:sim="urn:simulated"><SOAP-ENV:Body>${body}</SOAP-ENV:Body></SOAP-ENV:Envelope>`;
}

function fault(subcode: string, reason: string): string {
  return envelopeOf(
    `<SOAP-ENV:Fault><SOAP-ENV:Code><SOAP-ENV:Value>SOAP-ENV:Sender</SOAP-ENV:Value><SOAP-ENV:Subcode><SOAP-ENV:Value>${subcode}</SOAP-ENV:Value></SOAP-ENV:Subcode></SOAP-ENV:Code><SOAP-ENV:Reason><SOAP-ENV:Text xml:lang="en">${reason}</SOAP-ENV:Text></SOAP-ENV:Reason></SOAP-ENV:Fault>`,
  );
}

function dateAndTime(now: Date): string {
  const time = `<tt:Time><tt:Hour>${now.getUTCHours()}</tt:Hour><tt:Minute>${now.getUTCMinutes()}</tt:Minute><tt:Second>${now.getUTCSeconds()}</tt:Second></tt:Time>`;
  const date = `<tt:Date><tt:Year>${now.getUTCFullYear()}</tt:Year><tt:Month>${now.getUTCMonth() + 1}</tt:Month><tt:Day>${now.getUTCDate()}</tt:Day></tt:Date>`;
  return `<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType><tt:DaylightSavings>false</tt:DaylightSavings><tt:TimeZone><tt:TZ>CST-8</tt:TZ></tt:TimeZone><tt:UTCDateTime>${time}${date}</tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>`;
}

function serviceXml(http: string, namespace: string, path: string): string {
  return `<tds:Service><tds:Namespace>${namespace}</tds:Namespace><tds:XAddr>${http}/onvif/${path}</tds:XAddr><tds:Version><tt:Major>2</tt:Major><tt:Minor>60</tt:Minor></tds:Version></tds:Service>`;
}

function servicesXml(http: string, { noMedia2, noEvents }: CameraFaults): string {
  const service = (namespace: string, path: string): string => serviceXml(http, namespace, path);
  return [
    service("http://www.onvif.org/ver10/device/wsdl", "device_service"),
    service("http://www.onvif.org/ver10/media/wsdl", "media_service"),
    noMedia2 ? "" : service(media2Namespace, "media2_service"),
    noEvents ? "" : service("http://www.onvif.org/ver10/events/wsdl", "event_service"),
  ].join("");
}

function media2ProfileXml(
  { token, name, width, height, framesPerSecond, encoding }: ProfileOffer,
  said: string,
): string {
  return `<tr2:Profiles token="${token}" fixed="true"><tr2:Name>${name}</tr2:Name><tr2:Configurations><tr2:VideoSource token="vs0"><tt:Name>source</tt:Name><tt:UseCount>2</tt:UseCount><tt:SourceToken>vs0</tt:SourceToken><tt:Bounds x="0" y="0" width="${width}" height="${height}"/></tr2:VideoSource><tr2:VideoEncoder token="ve-${token}" GovLength="${framesPerSecond * 2}" Profile="Main"><tt:Name>${name}</tt:Name><tt:UseCount>1</tt:UseCount><tt:Encoding>${encoding ?? said}</tt:Encoding><tt:Resolution><tt:Width>${width}</tt:Width><tt:Height>${height}</tt:Height></tt:Resolution><tt:RateControl ConstantBitRate="false"><tt:FrameRateLimit>${framesPerSecond}</tt:FrameRateLimit><tt:BitrateLimit>1024</tt:BitrateLimit></tt:RateControl><tt:Quality>4</tt:Quality></tr2:VideoEncoder></tr2:Configurations></tr2:Profiles>`;
}

function profileXml({ token, name, width, height, framesPerSecond }: ProfileOffer, encoding: string): string {
  return `<trt:Profiles token="${token}" fixed="true"><tt:Name>${name}</tt:Name><tt:VideoSourceConfiguration token="vs0"><tt:Name>source</tt:Name><tt:UseCount>2</tt:UseCount><tt:SourceToken>vs0</tt:SourceToken><tt:Bounds x="0" y="0" width="${width}" height="${height}"/></tt:VideoSourceConfiguration><tt:VideoEncoderConfiguration token="ve-${token}"><tt:Name>${name}</tt:Name><tt:UseCount>1</tt:UseCount><tt:Encoding>${encoding}</tt:Encoding><tt:Resolution><tt:Width>${width}</tt:Width><tt:Height>${height}</tt:Height></tt:Resolution><tt:Quality>4</tt:Quality><tt:RateControl><tt:FrameRateLimit>${framesPerSecond}</tt:FrameRateLimit><tt:EncodingInterval>1</tt:EncodingInterval><tt:BitrateLimit>1024</tt:BitrateLimit></tt:RateControl><tt:H264><tt:GovLength>${framesPerSecond * 2}</tt:GovLength><tt:H264Profile>Baseline</tt:H264Profile></tt:H264></tt:VideoEncoderConfiguration></trt:Profiles>`;
}

function uriXml(call: string, uri: string): string {
  return `<trt:${call}Response><trt:MediaUri><tt:Uri>${escapeXml(uri)}</tt:Uri><tt:InvalidAfterConnect>false</tt:InvalidAfterConnect><tt:InvalidAfterReboot>false</tt:InvalidAfterReboot><tt:Timeout>PT60S</tt:Timeout></trt:MediaUri></trt:${call}Response>`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
