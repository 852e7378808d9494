import { expect, test } from "vitest";
import { AppError } from "../../../native/base/app-error.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import { watchEvents } from "../../../native/cameras/events/watch-events.ts";
import { makeCameraClock } from "../../../native/cameras/onvif/camera-clock.ts";
import type { CameraConnection } from "../../../native/cameras/onvif/read-camera.ts";
import type { SoapCall } from "../../../native/cameras/onvif/soap-client.ts";
import { parseEnvelope, type XmlElement } from "../../../native/cameras/onvif/xml.ts";
import type { AnyCameraReport } from "../../../native/contract/reports.ts";
import { cameraDeviceSchema } from "../../../native/contract/site.ts";
import { closing } from "../../set-up.ts";
import { heldClock } from "../held-clock.ts";

const address = "http://10.0.0.5/onvif/device_service";
const second = 1000;
const minute = 60 * second;

const bad = (reason: string): AppError => new AppError("camera.bad_answer", { reason });

interface Call {
  readonly method: string;
  readonly atMs: number;
  readonly url: string;
  readonly call: SoapCall;
}

/** A camera behind the SOAP client: what it answers is the test's. Pulls wait for as long as they ask. */
function camera(given: { relied?: boolean; lifeMs?: number } = {}) {
  const clock = heldClock();
  const startMs = clock.nowMs();
  const calls: Call[] = [];
  const reports: AnyCameraReport[] = [];
  const script = {
    lifeMs: given.lifeMs ?? 2 * minute,
    fail: (_method: string): AppError | null => null,
    messages: [] as string[],
    pullsTakeMs: null as number | null,
    isAway: false,
  };
  const time = (ms: number): string => new Date(ms).toISOString();
  const text = (method: string, inner: string): string =>
    `<s:Envelope xmlns:s="s"><s:Body><${method}Response>${inner}</${method}Response></s:Body></s:Envelope>`;

  async function answer(method: string, call: SoapCall): Promise<string> {
    const failure = script.fail(method);
    if (failure) throw failure;
    const lived = `<CurrentTime>${time(clock.nowMs())}</CurrentTime><TerminationTime>${time(clock.nowMs() + script.lifeMs)}</TerminationTime>`;
    switch (method) {
      case "CreatePullPointSubscription":
        return `<SubscriptionReference><Address>http://192.168.0.9:8000/pull/1</Address></SubscriptionReference>${lived}`;
      case "PullMessages": {
        const wanted = Number(/PT(\d+)S/.exec(call.body)?.[1]) * second;
        if (script.messages.length === 0) await clock.sleep(script.pullsTakeMs ?? wanted, stopping.signal);
        const late = script.fail(method);
        if (late) throw late;
        return lived + script.messages.splice(0).join("");
      }
      case "GetSystemDateAndTime":
        return "<SystemDateAndTime><UTCDateTime><Time><Hour>8</Hour><Minute>0</Minute><Second>0</Second></Time><Date><Year>2026</Year><Month>3</Month><Day>9</Day></Date></UTCDateTime></SystemDateAndTime>";
      default:
        return lived;
    }
  }

  const stopping = new AbortController();
  const connection: CameraConnection = {
    deviceUrl: new URL(address),
    cameraClock: makeCameraClock(clock),
    services: { media1: null, media2: null, ptz: null, events: "http://10.0.0.5/onvif/events" },
    soap: {
      async call(url, method, call) {
        calls.push({ method, atMs: clock.nowMs() - startMs, url: url.href, call });
        const body = text(method, await answer(method, call));
        call.onText?.(body);
        return parseEnvelope(method, { status: 200, body }).body[`${method}Response`] as XmlElement;
      },
    },
  };
  const device = cameraDeviceSchema.parse({
    id: "cam1",
    kind: "camera",
    family: "onvif",
    area: "ed",
    address,
    inputs: given.relied === false ? [] : [{ token: "1", class: "panic" }],
  });
  const watch = watchEvents(device, (report) => reports.push(report), {
    clock,
    logger: silentLogger,
    signal: stopping.signal,
    isAway: () => script.isAway,
  });
  async function close(): Promise<void> {
    stopping.abort(new Error("closed"));
    await watch.close();
  }
  closing(close);
  return {
    clock,
    calls,
    reports,
    script,
    watch,
    connection,
    close,
    /** Lets what was promised happen, second by second. */
    async pass(ms: number): Promise<void> {
      for (let left = ms; ; left -= second) {
        for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
        if (left <= 0) return;
        clock.advance(Math.min(second, left));
      }
    },
    of: (method: string) => calls.filter((call) => call.method === method),
    told: () => reports.map((report) => report.type),
  };
}

const message = (value: string, operation = "Changed"): string =>
  `<NotificationMessage><Topic>tns1:Device/Trigger/DigitalInput</Topic><Message><Message PropertyOperation="${operation}"><Source><SimpleItem Name="InputToken" Value="1"/></Source><Data><SimpleItem Name="LogicalState" Value="${value}"/></Data></Message></Message></NotificationMessage>`;

test("subscribes, asks for every state, pulls at the enrolled host, and tells a press", async () => {
  const peer = camera();
  peer.watch.connect(peer.connection);
  await peer.pass(second);
  expect(peer.calls.map(({ method }) => method)).toEqual([
    "CreatePullPointSubscription",
    "SetSynchronizationPoint",
    "PullMessages",
    "PullMessages",
  ]);
  expect(peer.calls.at(-1)?.url).toBe("http://10.0.0.5/pull/1");
  expect(peer.calls.at(-1)?.call).toMatchObject({ to: "http://192.168.0.9:8000/pull/1", mostMs: 25_000 });
  peer.script.messages.push(message("true", "Initialized"), message("false"), message("true"));
  await peer.pass(30 * second);
  expect(peer.reports).toMatchObject([
    { type: "camera.events_back", isFirst: true },
    { type: "camera.input", change: "on", already: false, count: 2 },
  ]);
  expect(peer.watch.health()).toMatchObject({ state: "up", lost: 0, counts: { digital_input: 2 } });
});

test("renews before half of its life has passed, with an absolute time, for hours", async () => {
  const peer = camera();
  peer.watch.connect(peer.connection);
  await peer.pass(60 * minute);
  const renewals = peer.of("Renew");
  const times = [0, ...renewals.map(({ atMs }) => atMs)];
  const longest = Math.max(...times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0)));
  expect(longest).toBeLessThanOrEqual(minute);
  expect(peer.of("CreatePullPointSubscription")).toHaveLength(1);
  expect(renewals.length).toBeLessThan(120);
  for (const { call } of [...renewals, ...peer.of("CreatePullPointSubscription")])
    expect(call.body).toMatch(/TerminationTime>20\d\d-\d\d-\d\dT[\d:.]+Z</);
});

test("a camera that will not renew gets another subscription before the old one ends, and is not lost", async () => {
  const peer = camera({ lifeMs: minute });
  peer.script.fail = (method) => (method === "Renew" ? bad("ter:ActionNotSupported") : null);
  peer.watch.connect(peer.connection);
  await peer.pass(10 * minute);
  const created = peer.of("CreatePullPointSubscription");
  expect(created.length).toBeGreaterThan(9);
  expect(created.length).toBeLessThan(20);
  expect(peer.of("Unsubscribe")).toHaveLength(created.length - 1);
  expect(peer.watch.health()).toMatchObject({ state: "up", lost: 0 });
  expect(peer.told()).toEqual(["camera.events_back"]);
});

test.for(["CreatePullPointSubscription", "PullMessages"])(
  "a fault for ever on %s is never a tight loop, and is told once",
  async (method) => {
    const peer = camera();
    peer.script.fail = (asked) => (asked === method ? bad("ter:OperationProhibited") : null);
    peer.script.pullsTakeMs = 0;
    peer.watch.connect(peer.connection);
    await peer.pass(60 * minute);
    expect(peer.calls.length).toBeLessThan(150);
    expect(peer.of("CreatePullPointSubscription").length).toBeGreaterThan(12);
    const lost = peer.reports.filter(({ type }) => type === "camera.events_lost");
    expect(lost).toMatchObject([{ error: { code: "camera.bad_answer" }, isFirst: true }]);
    peer.script.fail = () => null;
    peer.script.pullsTakeMs = null;
    await peer.pass(5 * minute);
    expect(peer.told().at(-1)).toBe("camera.events_back");
  },
);

test("a camera that answers every pull at once with nothing is asked once a second", async () => {
  const peer = camera();
  peer.script.pullsTakeMs = 0;
  peer.watch.connect(peer.connection);
  await peer.pass(minute);
  expect(peer.of("PullMessages").length).toBeLessThan(62);
});

test("a loss says since when; a short one is no news, and one of a camera that is away anyway is none", async () => {
  const peer = camera();
  peer.watch.connect(peer.connection);
  await peer.pass(30 * second);
  peer.script.fail = () => new AppError("camera.unreachable", { reason: "ECONNREFUSED" });
  await peer.pass(13 * second);
  peer.script.fail = () => null;
  await peer.pass(15 * second);
  expect(peer.told()).toEqual(["camera.events_back"]);
  expect(peer.watch.health()).toMatchObject({ state: "up", lost: 1, lastGap: { toMs: expect.any(Number) } });

  peer.script.isAway = true;
  peer.script.fail = () => new AppError("camera.unreachable", { reason: "ECONNREFUSED" });
  await peer.pass(2 * minute);
  expect(peer.told()).toEqual(["camera.events_back"]);
  peer.script.isAway = false;
  await peer.pass(2 * second);
  const report = peer.reports.at(-1);
  expect(report).toMatchObject({ type: "camera.events_lost", error: { code: "camera.unreachable" } });
  const { lastGap } = peer.watch.health();
  expect(report).toMatchObject({ sinceMs: lastGap?.fromMs });
  expect(peer.clock.nowMs() - (lastGap?.fromMs ?? 0)).toBeGreaterThan(2 * minute);
});

test("nobody relies on them: the loss is in the health and nowhere else", async () => {
  const peer = camera({ relied: false });
  peer.script.fail = () => bad("ter:OperationProhibited");
  peer.watch.connect(peer.connection);
  await peer.pass(5 * minute);
  expect(peer.reports).toEqual([]);
  expect(peer.watch.health()).toMatchObject({ state: "lost", error: { code: "camera.bad_answer" } });
});

test("a refused name is tried once more with the camera's time read anew, then not before the next connect", async () => {
  const peer = camera();
  peer.script.fail = (method) =>
    method === "CreatePullPointSubscription" ? new AppError("camera.auth_refused", { reason: "x" }) : null;
  peer.watch.connect(peer.connection);
  await peer.pass(60 * minute);
  expect(peer.calls.map(({ method }) => method)).toEqual([
    "CreatePullPointSubscription",
    "GetSystemDateAndTime",
    "CreatePullPointSubscription",
  ]);
  expect(peer.watch.health().state).toBe("refused");
  expect(peer.told()).toEqual(["camera.events_lost"]);
  peer.script.fail = () => null;
  peer.watch.connect(peer.connection);
  await peer.pass(second);
  expect(peer.watch.health().state).toBe("up");
});

test("a camera without events: told where they are relied on", async () => {
  const peer = camera();
  peer.watch.connect({ ...peer.connection, services: { ...peer.connection.services, events: null } });
  await peer.pass(minute);
  expect(peer.calls).toEqual([]);
  expect(peer.watch.health()).toMatchObject({ state: "none", error: { code: "camera.no_events" } });
  expect(peer.told()).toEqual(["camera.events_lost"]);
});

test("the subscription is taken back at the end", async () => {
  const peer = camera();
  peer.watch.connect(peer.connection);
  await peer.pass(5 * second);
  await peer.close();
  expect(peer.calls.at(-1)?.method).toBe("Unsubscribe");
});
