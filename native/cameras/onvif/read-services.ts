import { pinServiceAddress } from "../enrolled-address.ts";
import type { SoapClient } from "./soap-client.ts";
import { childrenAt, textAt } from "./xml.ts";

/** Where a camera's services are, at the enrolled host; null for what it has not. */
export interface CameraServices {
  readonly media1: string | null;
  readonly media2: string | null;
  readonly events: string | null;
  readonly ptz: string | null;
}

const namespaces: Readonly<Record<string, keyof CameraServices>> = {
  "http://www.onvif.org/ver10/media/wsdl": "media1",
  "http://www.onvif.org/ver20/media/wsdl": "media2",
  "http://www.onvif.org/ver10/events/wsdl": "events",
  "http://www.onvif.org/ver20/ptz/wsdl": "ptz",
};

const mostServices = 64;

/** GetServices (ONVIF Core 8.1.2). Throws what the client throws. */
export async function readServices(soap: SoapClient, address: string): Promise<CameraServices> {
  const response = await soap.call(new URL(pinServiceAddress(address, address)), "GetServices", {
    body: '<GetServices xmlns="http://www.onvif.org/ver10/device/wsdl"><IncludeCapability>false</IncludeCapability></GetServices>',
  });
  const found: Record<keyof CameraServices, string | null> = { media1: null, media2: null, events: null, ptz: null };
  for (const service of childrenAt(response, "Service").slice(0, mostServices)) {
    const name = namespaces[textAt(service, "Namespace")];
    if (name !== undefined) found[name] ??= pinServiceAddress(address, textAt(service, "XAddr"));
  }
  return found;
}
