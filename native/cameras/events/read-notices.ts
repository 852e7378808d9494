import type { CameraTopic } from "../../contract/camera-events.ts";
import { attributeOf, childrenAt, elementAt, textAt, type XmlElement } from "../onvif/xml.ts";
import { topicOf } from "./topics.ts";

/** One message of a camera's events, in this console's terms. */
export interface CameraNotice {
  readonly topic: CameraTopic;
  /** As the camera writes it, at most 200 characters. */
  readonly rawTopic: string;
  /** `VideoSource=1 Rule=MyRule`, at most 200 characters: tells two conditions of one topic apart. */
  readonly source: string;
  /** Of a digital input or relay. */
  readonly token: string;
  /** `none`: the message carries no state, only news. */
  readonly operation: "initialized" | "changed" | "deleted" | "none";
  /** Null where the topic has no duration, or the camera does not say. */
  readonly active: boolean | null;
  /** The camera's own time; null for what is no time, as `0000-00-00`. */
  readonly deviceAtMs: number | null;
}

/** More in one answer are not read: the camera was asked for at most 100. */
const mostNotices = 1000;
const mostItems = 50;

/** The notification messages of a PullMessagesResponse. What cannot be read is counted in `unread`. */
export function readNotices(response: XmlElement): { readonly notices: CameraNotice[]; readonly unread: number } {
  const all = childrenAt(response, "NotificationMessage");
  const notices = all.slice(0, mostNotices).flatMap((message) => readNotice(message) ?? []);
  return { notices, unread: all.filter((message) => message !== "").length - notices.length };
}

function readNotice(notification: unknown): CameraNotice | null {
  const rawTopic = textAt(notification, "Topic").slice(0, 200);
  const message = elementAt(elementAt(notification, "Message"), "Message");
  if (rawTopic === "" || message === null) return null;
  const sources = itemsOf(elementAt(message, "Source"));
  const data = itemsOf(elementAt(message, "Data"));
  const { topic, item } = topicOf(rawTopic);
  return {
    topic,
    rawTopic,
    source: [...sources, ...itemsOf(elementAt(message, "Key"))]
      .map(([name, value]) => `${name}=${value}`)
      .join(" ")
      .slice(0, 200),
    token: tokenOf(sources),
    operation: operationOf(attributeOf(message, "PropertyOperation")),
    active: activeOf(data, item),
    deviceAtMs: readTime(attributeOf(message, "UtcTime")),
  };
}

function itemsOf(parent: XmlElement | null): (readonly [string, string])[] {
  return childrenAt(parent, "SimpleItem")
    .slice(0, mostItems)
    .map((item) => [attributeOf(item, "Name").slice(0, 64), attributeOf(item, "Value").slice(0, 200)] as const);
}

/** By name, wherever it stands; a camera with one source item means that one. */
function tokenOf(sources: readonly (readonly [string, string])[]): string {
  const named = sources.find(([name]) => /token$/i.test(name)) ?? sources[0];
  return (named?.[1] ?? "").slice(0, 64);
}

function activeOf(data: readonly (readonly [string, string])[], item: string | null): boolean | null {
  if (item !== null) {
    const named = data.find(([name]) => name.toLowerCase() === item.toLowerCase());
    const active = named === undefined ? null : readBoolean(named[1]);
    if (active !== null) return active;
  }
  // Makers rename items; the only one that can be true or false is meant.
  const booleans = data.map(([, value]) => readBoolean(value)).filter((value) => value !== null);
  return booleans.length === 1 ? (booleans[0] ?? null) : null;
}

function readBoolean(text: string): boolean | null {
  switch (text.trim().toLowerCase()) {
    case "true":
    case "1":
    case "active":
    case "on":
      return true;
    case "false":
    case "0":
    case "inactive":
    case "off":
      return false;
    default:
      return null;
  }
}

function operationOf(text: string): CameraNotice["operation"] {
  switch (text.toLowerCase()) {
    case "initialized":
      return "initialized";
    case "changed":
      return "changed";
    case "deleted":
      return "deleted";
    default:
      return "none";
  }
}

function readTime(text: string): number | null {
  const atMs = Date.parse(text);
  return Number.isFinite(atMs) && atMs > 0 ? atMs : null;
}
