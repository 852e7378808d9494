import type { CameraFaults } from "./faults.ts";

/** A state that the camera tells: `tns1:Device/Trigger/DigitalInput`, `InputToken=DigitInput_1`, `LogicalState=true`. */
export interface SimulatedState {
  readonly topic: string;
  readonly source: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface EventsOptions {
  readonly faults: CameraFaults;
  readonly nowMs: () => number;
  /** `http://host:port` of this camera, as it names itself. */
  readonly http: () => string;
  readonly ok: (body: string) => Answer;
  readonly fault: (subcode: string) => Answer;
}

export interface EventsService {
  /** Null: not a call of this service. */
  answer(call: string, envelope: string, path: string): Promise<Answer> | null;
  /** A state changes (or is told anew). */
  change(state: SimulatedState): void;
  /** The state is there no more. */
  remove(state: SimulatedState): void;
  /** News without a state. */
  happen(state: SimulatedState): void;
  /** Forgets every subscription, as a reboot does. */
  forget(): void;
  readonly subscriptions: number;
}

interface Subscription {
  readonly id: string;
  untilMs: number;
  readonly queue: string[];
  wake: () => void;
}

const calls = new Set([
  "CreatePullPointSubscription",
  "PullMessages",
  "SetSynchronizationPoint",
  "Renew",
  "Unsubscribe",
]);

/** ONVIF's event service with real-time pull points, as ONVIF Core 9.1 has it. */
export function makeEventsService({ faults, nowMs, http, ok, fault }: EventsOptions): EventsService {
  const subscriptions = new Map<string, Subscription>();
  const states = new Map<string, SimulatedState>();
  let created = 0;

  const time = (atMs: number): string => new Date(atMs).toISOString().replace(/\.\d+Z$/, "Z");
  const times = (until: number, prefix: string): string =>
    `<${prefix}:CurrentTime>${time(nowMs())}</${prefix}:CurrentTime><${prefix}:TerminationTime>${time(until)}</${prefix}:TerminationTime>`;

  function tell(state: SimulatedState, operation: string): void {
    if (faults.silentEvents) return;
    for (const each of subscriptions.values()) queue(each, state, operation);
  }
  function queue(subscription: Subscription, { topic, source, data }: SimulatedState, operation: string): void {
    const items = (values: Readonly<Record<string, string>>): string =>
      Object.entries(values)
        .map(([name, value]) => `<tt:SimpleItem Name="${name}" Value="${value}"/>`)
        .join("");
    const property = operation === "" ? "" : ` PropertyOperation="${operation}"`;
    subscription.queue.push(
      `<wsnt:NotificationMessage><wsnt:Topic Dialect="http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet">${topic}</wsnt:Topic><wsnt:Message><tt:Message UtcTime="${time(nowMs())}"${property}><tt:Source>${items(source)}</tt:Source><tt:Data>${items(data)}</tt:Data></tt:Message></wsnt:Message></wsnt:NotificationMessage>`,
    );
    subscription.wake();
  }
  function tellStates(subscription: Subscription): void {
    if (!faults.silentEvents) for (const state of states.values()) queue(subscription, state, "Initialized");
  }

  /** By the reference parameter that must come back as a header, and by the path. */
  function subscriptionOf(envelope: string, path: string): Subscription | null {
    const plain = /\/pull-(\d+)$/.exec(path)?.[1] ?? "";
    const echoed = /<(?:\w+:)?SubscriptionId\b[^>]*IsReferenceParameter="true"[^>]*>([^<]*)</.exec(envelope)?.[1] ?? "";
    const header = faults.noReference ? plain : echoed;
    const found = subscriptions.get(header);
    if (found === undefined || !path.endsWith(`/pull-${found.id}`)) return null;
    if (found.untilMs > nowMs()) return found;
    subscriptions.delete(found.id);
    return null;
  }

  /** When it shall end; null for a duration that is refused, or nonsense. */
  function untilOf(text: string): number | null {
    const duration = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(text);
    if (duration) {
      const [hours = 0, minutes = 0, seconds = 0] = duration.slice(1).map((part) => Number(part ?? 0));
      const lifeMs = ((hours * 60 + minutes) * 60 + seconds) * 1000;
      return faults.refusesDurations ? null : nowMs() + Math.min(lifeMs, faults.subscriptionMs);
    }
    const absolute = Date.parse(text);
    if (!Number.isFinite(absolute) || absolute <= nowMs()) return null;
    return Math.min(absolute, nowMs() + faults.subscriptionMs);
  }

  function create(envelope: string): Answer {
    if (faults.eventsFault) return fault("ter:OperationProhibited");
    const until = untilOf(/InitialTerminationTime[^>]*>([^<]*)</.exec(envelope)?.[1] ?? "PT60S");
    if (until === null) return fault("wsnt:UnacceptableInitialTerminationTimeFault");
    const subscription: Subscription = { id: String(++created), untilMs: until, queue: [], wake: () => undefined };
    subscriptions.set(subscription.id, subscription);
    tellStates(subscription);
    return ok(
      `<tev:CreatePullPointSubscriptionResponse><tev:SubscriptionReference><wsa5:Address>${http()}/onvif/events/pull-${subscription.id}</wsa5:Address>${faults.noReference ? "" : `<wsa5:ReferenceParameters><sim:SubscriptionId a="1 &amp; 2">${subscription.id}</sim:SubscriptionId></wsa5:ReferenceParameters>`}</tev:SubscriptionReference>${times(until, "wsnt")}</tev:CreatePullPointSubscriptionResponse>`,
    );
  }

  async function pull(subscription: Subscription, envelope: string): Promise<Answer> {
    if (faults.pullFault) return fault("ter:OperationProhibited");
    const seconds = Number(/Timeout[^>]*>PT(\d+)S</.exec(envelope)?.[1] ?? "10");
    if (subscription.queue.length === 0 && !faults.quickPulls)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, seconds * 1000);
        timer.unref();
        subscription.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    subscription.wake = () => undefined;
    if (!subscriptions.has(subscription.id)) return fault("wsnt:ResourceUnknown");
    const messages = subscription.queue.splice(0, 100).join("");
    return ok(`<tev:PullMessagesResponse>${times(subscription.untilMs, "tev")}${messages}</tev:PullMessagesResponse>`);
  }

  async function answer(call: string, envelope: string, path: string): Promise<Answer> {
    if (faults.eventsRefused) return fault("ter:NotAuthorized");
    if (call === "CreatePullPointSubscription") return create(envelope);
    const subscription = subscriptionOf(envelope, path);
    if (subscription === null) return fault("wsnt:ResourceUnknown");
    switch (call) {
      case "PullMessages":
        return pull(subscription, envelope);
      case "SetSynchronizationPoint":
        tellStates(subscription);
        return ok("<tev:SetSynchronizationPointResponse/>");
      case "Renew": {
        const until = faults.noRenew ? null : untilOf(/TerminationTime[^>]*>([^<]*)</.exec(envelope)?.[1] ?? "");
        if (until === null) return fault("wsnt:UnacceptableTerminationTimeFault");
        subscription.untilMs = until;
        return ok(`<wsnt:RenewResponse>${times(until, "wsnt")}</wsnt:RenewResponse>`);
      }
      default:
        subscriptions.delete(subscription.id);
        subscription.wake();
        return ok("<wsnt:UnsubscribeResponse/>");
    }
  }

  const keyOf = ({ topic, source }: SimulatedState): string => JSON.stringify([topic, source]);
  return {
    answer: (call, envelope, path) => (calls.has(call) ? answer(call, envelope, path) : null),
    change(state) {
      states.set(keyOf(state), state);
      tell(state, "Changed");
    },
    remove(state) {
      states.delete(keyOf(state));
      tell(state, "Deleted");
    },
    happen: (state) => tell(state, ""),
    forget() {
      const all = [...subscriptions.values()];
      subscriptions.clear();
      for (const { wake } of all) wake();
    },
    get subscriptions() {
      return subscriptions.size;
    },
  };
}
