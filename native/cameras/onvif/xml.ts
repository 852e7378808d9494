import { XMLParser } from "fast-xml-parser";
import { AppError, reasonOf } from "../../base/app-error.ts";

/** Attributes under `$`, text beside attributes under `_`, prefixes removed: the form node-onvif reads too. */
export interface XmlElement {
  readonly [name: string]: unknown;
}

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

/** Subcodes by which cameras refuse a name or a password (ONVIF Core, 5.12.2; WS-Security, 12). */
const refusals = /NotAuthorized|NotAuthenticated|FailedAuthentication|FailedCheck|InvalidSecurity|AccountLocked/i;

export interface Envelope {
  /** The whole envelope, parsed. */
  readonly envelope: XmlElement;
  readonly body: XmlElement;
}

/**
 * The SOAP answer to `method`. Throws `camera.auth_refused` for a fault about name or password,
 * `camera.bad_answer` for any other fault and for what is no such answer. The text comes from
 * `makeSoapPost`, which has bounded it and refused a document type.
 */
export function parseEnvelope(method: string, answer: { readonly status: number; readonly body: string }): Envelope {
  let envelope: XmlElement | null;
  checkMarks(answer.body);
  try {
    envelope = elementAt(parser.parse(answer.body), "Envelope");
  } catch (error) {
    throw new AppError("camera.bad_answer", { reason: reasonOf(error).slice(0, 200) }, error);
  }
  const body = elementAt(envelope, "Body");
  const fault = elementAt(body, "Fault");
  if (fault) throw faultError(method, fault);
  if (answer.status !== 200) throw new AppError("camera.bad_answer", { reason: `${method}: HTTP ${answer.status}` });
  if (!envelope || !body || !Object.hasOwn(body, `${method}Response`))
    throw new AppError("camera.bad_answer", { reason: `no ${method}Response` });
  return { envelope, body };
}

/**
 * What a parser has to do grows with the marks more than with the bytes: 1 MB of `<a/>` costs 650 ms and
 * 94 MB. By reckoning, a profile has 190 marks and a message of an event 26.
 */
const marks = ["<", "=", "&"];
const mostMarks = 8000;

/** Throws `camera.bad_answer` for a text that would cost more to parse than an honest answer does. */
function checkMarks(text: string): void {
  let count = 0;
  for (const mark of marks)
    for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1))
      if (++count > mostMarks) throw new AppError("camera.bad_answer", { reason: "too many elements" });
}

function faultError(method: string, fault: XmlElement): AppError {
  const texts = JSON.stringify(fault).slice(0, 4000);
  if (refusals.test(texts)) return new AppError("camera.auth_refused", { reason: `${method}: not authorized` });
  const subcode = /"Value":"([\w:.-]{1,80})"/.exec(
    JSON.stringify(elementAt(elementAt(fault, "Code"), "Subcode") ?? {}),
  );
  return new AppError("camera.bad_answer", { reason: `${method}: ${subcode?.[1] ?? "fault"}` });
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

export function attributeOf(element: unknown, name: string): string {
  return textAt(elementAt(element, "$"), name);
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? "");
}
