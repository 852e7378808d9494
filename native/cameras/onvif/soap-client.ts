import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Credentials } from "../http-digest.ts";
import type { SoapPost } from "./soap-post.ts";
import { elementAt, escapeXml, parseEnvelope, type XmlElement } from "./xml.ts";

/** One call beside node-onvif; which calls are whose stands in the README. */
export interface SoapCall {
  /** The content of the SOAP body, with its own namespaces. */
  readonly body: string;
  /** For services that go by WS-Addressing (events): its action. */
  readonly action?: string;
  /** The other end as it names itself, where that is not the address that is dialled. */
  readonly to?: string;
  /** More header blocks, as they came from the camera. */
  readonly headers?: string;
  /** Without name and password. */
  readonly anonymous?: boolean;
  /** For a call that the camera is asked to answer late. */
  readonly mostMs?: number;
  /** Instead of the client's: for what is still said while it closes. */
  readonly signal?: AbortSignal;
  /** Is given the answer as it came, for what must be echoed as it is. */
  readonly onText?: (text: string) => void;
}

export interface SoapClient {
  /** The element `<method>Response`. Throws what `SoapPost` and `parseEnvelope` throw. */
  call(url: URL, method: string, call: SoapCall): Promise<XmlElement>;
}

interface SoapClientOptions {
  readonly credentials: Credentials;
  readonly signal: AbortSignal;
  /** The camera's own time, UTC ms. */
  readonly cameraNowMs: () => number;
}

export function makeSoapClient(post: SoapPost, { credentials, signal, cameraNowMs }: SoapClientOptions): SoapClient {
  return {
    async call(url, method, call) {
      const { body, action, to = url.href, headers = "", anonymous = false, mostMs, onText } = call;
      const blocks = [
        anonymous || credentials.username === "" ? "" : usernameToken(credentials, cameraNowMs()),
        action === undefined ? "" : addressing(to, action),
        headers,
      ].join("");
      const answer = await post(url, envelopeOf(blocks, body), call.signal ?? signal, mostMs);
      onText?.(answer.body);
      return elementAt(parseEnvelope(method, answer).body, `${method}Response`) ?? {};
    },
  };
}

function envelopeOf(header: string, body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header>${header}</s:Header><s:Body>${body}</s:Body></s:Envelope>`;
}

const oasis = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss";

/** WS-Security 1.0, UsernameToken Profile: the password's digest, over its UTF-8 bytes. */
function usernameToken({ username, password }: Credentials, nowMs: number): string {
  const nonce = randomBytes(16);
  const created = new Date(nowMs).toISOString();
  const digest = createHash("sha1")
    .update(nonce)
    .update(created + password, "utf8")
    .digest("base64");
  return `<Security s:mustUnderstand="1" xmlns="${oasis}-wssecurity-secext-1.0.xsd"><UsernameToken><Username>${escapeXml(username)}</Username><Password Type="${oasis}-username-token-profile-1.0#PasswordDigest">${digest}</Password><Nonce EncodingType="${oasis}-soap-message-security-1.0#Base64Binary">${nonce.toString("base64")}</Nonce><Created xmlns="${oasis}-wssecurity-utility-1.0.xsd">${created}</Created></UsernameToken></Security>`;
}

function addressing(to: string, action: string): string {
  const block = (name: string, text: string): string =>
    `<${name} xmlns="http://www.w3.org/2005/08/addressing">${text}</${name}>`;
  const anonymous = "<Address>http://www.w3.org/2005/08/addressing/anonymous</Address>";
  return [
    `<Action s:mustUnderstand="1" xmlns="http://www.w3.org/2005/08/addressing">${escapeXml(action)}</Action>`,
    block("MessageID", `urn:uuid:${randomUUID()}`),
    block("ReplyTo", anonymous),
    block("To", escapeXml(to)),
  ].join("");
}
