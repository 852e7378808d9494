/** What can be wrong with a camera. All may be changed while it runs. */
export interface CameraFaults {
  /** The picture does not change any more; the stream goes on. */
  freeze: boolean;
  /** RTP stops, the connection stays up. */
  stopRtp: boolean;
  /** Accepts connections and never answers, ONVIF and RTSP. */
  hang: boolean;
  /** The same for RTSP only. */
  hangRtsp: boolean;
  /** Describes its stream and then does not answer SETUP. */
  hangSetup: boolean;
  /** Refuses every name and password. */
  refuse: boolean;
  /** Refuses every name and password on RTSP only. */
  refuseRtsp: boolean;
  /** Names this host in all addresses that it hands out; empty: its own. */
  otherHost: string;
  /** Names these addresses, separated by blanks, in answers to WS-Discovery; empty: its own. */
  xaddrs: string;
  /** Every ONVIF answer comes so much later, ms. */
  slowMs: number;
  /** The camera's clock minus the real one, ms. */
  clockOffsetMs: number;
  /** Answers ONVIF calls and DESCRIBE with a redirect to this address. */
  redirect: string;
  /** RTSP headers, or the HTTP body, never end. */
  endless: boolean;
  /** The ONVIF answer is this text instead. */
  answer: string;
  /** Every profile says that it is encoded so. */
  encoding: string;
  /** Names no Media2 service. */
  noMedia2: boolean;
  /** Names a Media2 service that answers with a fault. */
  media2Fault: boolean;
  /** Knows no GetServices, as devices from before ONVIF 2.0. */
  noServices: boolean;
  /** Has no event service. */
  noEvents: boolean;
  /** Takes subscriptions and never tells anything. */
  silentEvents: boolean;
  /** Answers every subscription with a fault. */
  eventsFault: boolean;
  /** Answers every pull with a fault. */
  pullFault: boolean;
  /** Answers a pull at once, also with nothing. */
  quickPulls: boolean;
  /** Refuses the name for events only. */
  eventsRefused: boolean;
  /** Refuses `PT60S` where a time is wanted. */
  refusesDurations: boolean;
  /** Refuses to renew a subscription. */
  noRenew: boolean;
  /** Tells subscriptions apart by their address alone, without reference parameters. */
  noReference: boolean;
  /** The longest life of a subscription, ms. */
  subscriptionMs: number;
}

export function noFaults(): CameraFaults {
  return {
    freeze: false,
    stopRtp: false,
    hang: false,
    hangRtsp: false,
    hangSetup: false,
    refuse: false,
    refuseRtsp: false,
    otherHost: "",
    xaddrs: "",
    slowMs: 0,
    clockOffsetMs: 0,
    redirect: "",
    endless: false,
    answer: "",
    encoding: "H264",
    noMedia2: false,
    media2Fault: false,
    noServices: false,
    noEvents: false,
    silentEvents: false,
    eventsFault: false,
    pullFault: false,
    quickPulls: false,
    eventsRefused: false,
    refusesDurations: true,
    noRenew: false,
    noReference: false,
    subscriptionMs: 600_000,
  };
}

/** Reads `freeze`, `slowMs=500`, `freeze=false`; throws a sentence for what is no fault. */
export function readFault(text: string): Partial<CameraFaults> {
  const [name = "", value = "true"] = text.trim().split(/=(.*)/s);
  const known: Readonly<Record<string, string | number | boolean>> = { ...noFaults() };
  const kind = typeof known[name];
  if (kind === "undefined") throw new Error(`no such fault: ${name}; there are ${Object.keys(known).join(", ")}`);
  return { [name]: kind === "boolean" ? value !== "false" : kind === "number" ? Number(value) : value };
}
