import type { CameraProfile } from "./choose-profile.ts";
import type { SoapClient } from "./soap-client.ts";
import { attributeOf, childrenAt, elementAt, escapeXml, textAt } from "./xml.ts";

/** The ver20 media service (Profile T): knows H.265, which Media1's schema has no word for. */

const namespace = "http://www.onvif.org/ver20/media/wsdl";
/** More profiles than this are not looked at. */
const mostProfiles = 128;

export async function readMedia2Profiles(soap: SoapClient, service: string): Promise<CameraProfile[]> {
  const response = await soap.call(new URL(service), "GetProfiles", {
    body: `<GetProfiles xmlns="${namespace}"><Type>VideoEncoder</Type></GetProfiles>`,
  });
  return childrenAt(response, "Profiles").slice(0, mostProfiles).flatMap(readProfile);
}

function readProfile(profile: unknown): CameraProfile[] {
  const token = attributeOf(profile, "token");
  const encoder = elementAt(elementAt(profile, "Configurations"), "VideoEncoder");
  if (token === "" || encoder === null) return [];
  const resolution = elementAt(encoder, "Resolution");
  const pixels = (name: string): number => Number.parseInt(textAt(resolution, name), 10) || 0;
  return [{ token, encoding: textAt(encoder, "Encoding"), width: pixels("Width"), height: pixels("Height") }];
}

/** The address as the camera names it; empty when it names none. */
export async function readMedia2StreamUri(soap: SoapClient, service: string, profileToken: string): Promise<string> {
  const response = await soap.call(new URL(service), "GetStreamUri", {
    body: `<GetStreamUri xmlns="${namespace}"><Protocol>RTSP</Protocol><ProfileToken>${escapeXml(profileToken)}</ProfileToken></GetStreamUri>`,
  });
  return textAt(response, "Uri");
}
