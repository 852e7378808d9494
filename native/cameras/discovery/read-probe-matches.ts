import { XMLParser } from "fast-xml-parser";
import { childrenAt, elementAt, textAt } from "../onvif/xml.ts";

/** One ProbeMatch of a WS-Discovery answer, as it was sent. */
export interface ProbeMatch {
  readonly endpoint: string;
  readonly name: string;
  readonly hardware: string;
  readonly location: string;
  /** `http:` and `https:` addresses only, at most 16. */
  readonly addresses: readonly URL[];
}

/** A UDP datagram over IPv4 has no more; a camera's answer has about 2 kB. */
const mostBytes = 65_507;
/** A recorder that answers for its channels sends several in one message. */
const mostMatches = 64;
const mostAddresses = 16;
const mostScopes = 64;

const parser = new XMLParser({
  ignoreAttributes: true,
  textNodeName: "_",
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: true,
  maxNestedTags: 32,
});

/**
 * Reads an answer to one of our probes (WS-Discovery 2005/04, ProbeMatches). Null for whatever is not
 * one: somebody else's multicast, another question's answer, an announcement, damaged or hostile text.
 */
export function readProbeMatches(bytes: Buffer, askedIds: ReadonlySet<string>): readonly ProbeMatch[] | null {
  if (bytes.byteLength > mostBytes) return null;
  const text = bytes.toString("utf8");
  // No camera needs one, and with none the parser meets no entities of its own.
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) return null;
  let envelope: unknown;
  try {
    envelope = elementAt(parser.parse(text), "Envelope");
  } catch {
    // Not XML: counted by the caller like every packet that is no answer.
    return null;
  }
  const relatesTo = textAt(elementAt(envelope, "Header"), "RelatesTo");
  if (!askedIds.has(bareId(relatesTo))) return null;
  const matches = childrenAt(elementAt(elementAt(envelope, "Body"), "ProbeMatches"), "ProbeMatch");
  const read = matches.slice(0, mostMatches).flatMap(readMatch);
  return read.length === 0 ? null : read;
}

/** Ids are compared without their scheme: some cameras answer `urn:uuid:` to our `uuid:`. */
export function bareId(id: string): string {
  return id
    .trim()
    .toLowerCase()
    .replace(/^(?:urn:)?uuid:/, "");
}

function readMatch(match: unknown): ProbeMatch[] {
  const endpoint = textAt(elementAt(match, "EndpointReference"), "Address").slice(0, 200);
  const addresses = words(textAt(match, "XAddrs"))
    .slice(0, mostAddresses)
    .flatMap((word) => (URL.canParse(word) ? [new URL(word)] : []))
    .filter(({ protocol }) => protocol === "http:" || protocol === "https:");
  if (endpoint === "" || addresses.length === 0) return [];
  const scopes = words(textAt(match, "Scopes")).slice(0, mostScopes);
  const scope = (name: string): string => {
    const prefix = `onvif://www.onvif.org/${name}/`;
    const found = scopes.find((each) => each.toLowerCase().startsWith(prefix));
    return found === undefined ? "" : readable(found.slice(prefix.length));
  };
  return [{ endpoint, addresses, name: scope("name"), hardware: scope("hardware"), location: scope("location") }];
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** A scope's value for a row: percent-decoded, no line breaks or direction marks, at most 64 characters. */
function readable(value: string): string {
  let text = value;
  try {
    text = decodeURIComponent(value);
  } catch {
    // A stray percent sign: as it stands.
  }
  return text
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, "")
    .replaceAll("_", " ")
    .trim()
    .slice(0, 64);
}
