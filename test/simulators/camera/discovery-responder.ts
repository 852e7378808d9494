import { createSocket } from "node:dgram";
import { randomUUID } from "node:crypto";

export interface DiscoveryOptions {
  /** `urn:uuid:...` */
  readonly endpoint: string;
  readonly name: string;
  /** Asked for every answer; separated by blanks. */
  readonly addresses: () => string;
  readonly onCall: (call: string) => void;
}

/** Multicast group and port of WS-Discovery. */
const group = "239.255.255.250";
const port = 3702;

/** Answers probes that come over the loopback interface, as a camera does over its network. */
export async function answerDiscovery(options: DiscoveryOptions): Promise<{ close(): Promise<void> }> {
  // Cameras on one machine share the port.
  const socket = createSocket({ type: "udp4", reuseAddr: true });
  socket.on("message", (bytes, from) => {
    const text = bytes.toString("utf8");
    const id = /<(?:\w+:)?MessageID>([^<]+)</.exec(text)?.[1];
    const type = /<(?:\w+:)?Types[^>]*>(?:\w+:)?(\w+)</.exec(text)?.[1];
    if (id === undefined || (type !== "NetworkVideoTransmitter" && type !== "Device")) return;
    options.onCall(`Probe ${type}`);
    socket.send(probeMatches(id, [options.endpoint], options), from.port, from.address);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(port, () => {
      socket.addMembership(group, "127.0.0.1");
      resolve();
    });
  });
  return { close: () => new Promise((resolve) => void socket.close(() => resolve())) };
}

/** One answer with a match for each endpoint. */
export function probeMatches(
  relatesTo: string,
  endpoints: readonly string[],
  { name, addresses }: Pick<DiscoveryOptions, "name" | "addresses">,
): string {
  const scopes = [
    "onvif://www.onvif.org/type/video_encoder",
    "onvif://www.onvif.org/Profile/Streaming",
    `onvif://www.onvif.org/name/${encodeURIComponent(name)}`,
    "onvif://www.onvif.org/hardware/Simulated",
    "onvif://www.onvif.org/location/country/china",
  ].join(" ");
  const matches = endpoints.map(
    (endpoint) =>
      `<d:ProbeMatch><a:EndpointReference><a:Address>${endpoint}</a:Address></a:EndpointReference><d:Types>dn:NetworkVideoTransmitter tds:Device</d:Types><d:Scopes>${scopes}</d:Scopes><d:XAddrs>${addresses()}</d:XAddrs><d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:dn="http://www.onvif.org/ver10/network/wsdl" xmlns:tds="http://www.onvif.org/ver10/device/wsdl"><s:Header><a:MessageID>urn:uuid:${randomUUID()}</a:MessageID><a:RelatesTo>${relatesTo}</a:RelatesTo><a:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:To><a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</a:Action></s:Header><s:Body><d:ProbeMatches>${matches.join("")}</d:ProbeMatches></s:Body></s:Envelope>`;
}
