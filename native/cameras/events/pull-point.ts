import { XMLBuilder, XMLParser } from "fast-xml-parser";
import { AppError, toErrorData } from "../../base/app-error.ts";
import type { Clock } from "../../base/clock.ts";
import { pinServiceAddress } from "../enrolled-address.ts";
import type { CameraConnection } from "../onvif/read-camera.ts";
import type { SoapCall } from "../onvif/soap-client.ts";
import { elementAt, textAt, type XmlElement } from "../onvif/xml.ts";

/** One pull-point subscription (ONVIF Core, 9.1) at a camera. Every call throws what the SOAP client throws. */
export interface PullPoint {
  /** Waits up to `waitMs` at the camera for messages. */
  pull(waitMs: number): Promise<XmlElement>;
  /** Asks the camera to tell every state anew. */
  synchronize(): Promise<void>;
  renew(): Promise<void>;
  /** Monotonic: when the camera forgets it, as far as the camera said. */
  endsMs(): number;
  /** How long the camera gives it, ms. */
  lifeMs(): number;
  /** Also while everything else of the camera is being closed; takes a second at most. */
  unsubscribe(): Promise<void>;
}

/** What we ask for; the camera decides. */
const wantedLifeMs = 120_000;
const shortestLifeMs = 10_000;
const longestLifeMs = 3_600_000;
/** A camera that answers a pull late is not yet away. */
const pullSlackMs = 5000;
const goodbyeMs = 1000;
const mostReferenceBytes = 4096;
/** Of the whole answer that names the subscription: it is parsed twice. */
const mostAnswerLength = 65_536;

const eventsNamespace = "http://www.onvif.org/ver10/events/wsdl";
const notificationNamespace = "http://docs.oasis-open.org/wsn/b-2";
const managerAction = "http://docs.oasis-open.org/wsn/bw-2/SubscriptionManager";

/** Throws also `camera.bad_answer` when the camera names no subscription. */
export async function createPullPoint(
  address: string,
  { soap, services, cameraClock }: CameraConnection,
  clock: Clock,
): Promise<PullPoint> {
  if (services.events === null) throw new AppError("camera.bad_answer", { reason: "no event service" });
  let text = "";
  // Absolute times: older Hikvision, Dahua and Bosch refuse durations (kerberos-io/onvif, pull request 5).
  const untilText = (): string => new Date(cameraClock.nowMs() + wantedLifeMs).toISOString();
  const response = await soap.call(new URL(services.events), "CreatePullPointSubscription", {
    body: `<CreatePullPointSubscription xmlns="${eventsNamespace}"><InitialTerminationTime>${untilText()}</InitialTerminationTime></CreatePullPointSubscription>`,
    action: `${eventsNamespace}/EventPortType/CreatePullPointSubscriptionRequest`,
    onText: (answer) => (text = answer),
  });
  const named = textAt(elementAt(response, "SubscriptionReference"), "Address");
  const url = new URL(pinServiceAddress(address, named));
  const headers = referenceHeaders(text);
  let life = wantedLifeMs;
  let ends = 0;
  noteLife(response);

  function noteLife(answer: XmlElement): void {
    const fromMs = Date.parse(textAt(answer, "CurrentTime"));
    const toMs = Date.parse(textAt(answer, "TerminationTime"));
    const said = toMs - fromMs;
    life = said > 0 ? Math.min(longestLifeMs, Math.max(shortestLifeMs, said)) : wantedLifeMs;
    ends = clock.monotonicMs() + life;
  }

  const call = (method: string, body: string, action: string, more: Partial<SoapCall> = {}): Promise<XmlElement> =>
    soap.call(url, method, { body, action, headers, to: named, ...more });

  return {
    pull: (waitMs) =>
      call(
        "PullMessages",
        `<PullMessages xmlns="${eventsNamespace}"><Timeout>PT${Math.max(1, Math.round(waitMs / 1000))}S</Timeout><MessageLimit>100</MessageLimit></PullMessages>`,
        `${eventsNamespace}/PullPointSubscription/PullMessagesRequest`,
        { mostMs: waitMs + pullSlackMs },
      ),
    async synchronize() {
      try {
        await call(
          "SetSynchronizationPoint",
          `<SetSynchronizationPoint xmlns="${eventsNamespace}"/>`,
          `${eventsNamespace}/PullPointSubscription/SetSynchronizationPointRequest`,
        );
      } catch (error) {
        // Optional for a camera: it then tells its states at the next change.
        if (toErrorData(error).code !== "camera.bad_answer") throw error;
      }
    },
    async renew() {
      const answer = await call(
        "Renew",
        `<Renew xmlns="${notificationNamespace}"><TerminationTime>${untilText()}</TerminationTime></Renew>`,
        `${managerAction}/RenewRequest`,
      );
      noteLife(answer);
    },
    endsMs: () => ends,
    lifeMs: () => life,
    async unsubscribe() {
      const signal = new AbortController().signal;
      const body = `<Unsubscribe xmlns="${notificationNamespace}"/>`;
      await call("Unsubscribe", body, `${managerAction}/UnsubscribeRequest`, { signal, mostMs: goodbyeMs });
    },
  };
}

type Ordered = readonly Record<string, unknown>[];

const ordered = {
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  trimValues: false,
  // What is echoed is echoed as it came, entities too.
  processEntities: false,
} as const;
const orderedParser = new XMLParser({ ...ordered, maxNestedTags: 64 });
const orderedBuilder = new XMLBuilder({ ...ordered, suppressEmptyNode: true });

/**
 * The children of ReferenceParameters as header blocks: as they came (WS-Addressing 1.0, 2.2), each with the
 * namespaces that were in force around it. Throws `camera.bad_answer` when they are longer than 4 kB.
 */
export function referenceHeaders(text: string): string {
  if (text.length > mostAnswerLength) throw new AppError("camera.bad_answer", { reason: "subscription too long" });
  const path = ["Envelope", "Body", "CreatePullPointSubscriptionResponse", "SubscriptionReference"];
  let level = orderedParser.parse(text) as Ordered;
  let namespaces: Record<string, string> = {};
  for (const name of [...path, "ReferenceParameters"]) {
    const found = level.find((node) => Object.keys(node).some((key) => key.replace(/^.*:/, "") === name));
    if (found === undefined) return "";
    namespaces = { ...namespaces, ...namespacesOf(found) };
    level = Object.entries(found).find(([key]) => key !== ":@")?.[1] as Ordered;
  }
  const blocks = level
    .filter((node) => !("#text" in node))
    .map((node) => ({
      ...node,
      ":@": {
        ...namespaces,
        "xmlns:wsaref": "http://www.w3.org/2005/08/addressing",
        "wsaref:IsReferenceParameter": "true",
        ...(node[":@"] as Record<string, string> | undefined),
      },
    }));
  const headers = blocks.length === 0 ? "" : orderedBuilder.build(blocks);
  if (Buffer.byteLength(headers) > mostReferenceBytes)
    throw new AppError("camera.bad_answer", { reason: "reference parameters too long" });
  return headers;
}

function namespacesOf(node: Readonly<Record<string, unknown>>): Record<string, string> {
  const attributes = (node[":@"] ?? {}) as Record<string, string>;
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => /^xmlns(:|$)/.test(name)));
}
