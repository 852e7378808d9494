import { reasonOf, toErrorData } from "../../base/app-error.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import { backOffMs } from "../../base/retry.ts";
import type { CameraEventsHealth, EventChannelState } from "../../contract/camera-events.ts";
import type { ErrorData } from "../../contract/errors.ts";
import type { CameraEventChannelReport } from "../../contract/reports.ts";
import type { CameraDevice } from "../../contract/site.ts";
import { readCameraClock } from "../onvif/camera-clock.ts";
import type { CameraConnection } from "../onvif/read-camera.ts";
import { type EventReport, makeReportChooser } from "./choose-reports.ts";
import { type ConditionChange, makeConditions } from "./conditions.ts";
import { createPullPoint, type PullPoint } from "./pull-point.ts";
import { countNotices } from "./count-notices.ts";
import { readNotices } from "./read-notices.ts";

export interface EventWatch {
  /** The camera was reached: where and how. Each call also ends a wait for the next attempt. */
  connect(connection: CameraConnection): void;
  health(): CameraEventsHealth;
  /** After its signal was aborted; waits for what is under way. */
  close(): Promise<void>;
}

interface Parts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** The camera itself is reported away: that says enough. */
  readonly isAway: () => boolean;
}

const backOff = { firstMs: 1000, mostMs: 300_000 };
/** A subscription that held for so long starts the back-off anew. */
const steadyMs = 60_000;
/** How long the camera is asked to wait for something to tell. */
const pullWaitMs = 20_000;
const firstPullWaitMs = 1000;
/** A camera that answers at once with nothing must not become a loop without pause. */
const quickMs = 500;
const pauseMs = { nothing: 1000, something: 100 } as const;
/** Losing the line is reported once it has lasted so long: a restart of the service is no news. */
const holdOffMs = 10_000;
const lookEveryMs = 1000;

/**
 * Keeps a camera's events coming: subscribes, pulls, renews before half of the subscription's life, and
 * subscribes anew after every failure, for ever, but never in a tight loop. A refused name is tried once
 * more with the camera's time read anew, and then not again before the camera is connected anew.
 */
export function watchEvents(
  device: CameraDevice,
  report: (report: EventReport | CameraEventChannelReport) => void,
  { clock, logger, signal, isAway }: Parts,
): EventWatch {
  const conditions = makeConditions();
  const chooser = makeReportChooser(device);
  const inverted = new Set(device.inputs.filter((input) => input.inverted).map(({ token }) => token));
  const isReliedOn = device.inputs.some((input) => input.class !== "information") || device.events.alarms.length > 0;
  const counted = countNotices();

  let connection: CameraConnection | null = null;
  let wake = (): void => undefined;
  let state: EventChannelState = "starting";
  let sinceMs = clock.nowMs();
  let error: ErrorData | null = null;
  let lost = 0;
  let gap: { fromMs: number; toMs: number | null } | null = null;
  /** Monotonic: since when nothing can be relied on; null while the line is up. */
  let downMs: number | null = clock.monotonicMs();
  let told: "nothing" | "up" | "lost" = "nothing";
  /** UTC ms: when the line was last known to work. */
  let heardAtMs = clock.nowMs();

  function setState(next: EventChannelState, why: ErrorData | null): void {
    error = why;
    if (next === state) return;
    state = next;
    sinceMs = clock.nowMs();
    logger.info({ events: next, error: why }, "camera events");
  }

  function tell(changes: readonly ConditionChange[]): void {
    for (const each of chooser.choose(changes, clock.nowMs(), clock.monotonicMs())) report(each);
  }

  function tellChannel(type: CameraEventChannelReport["type"], fromMs: number): void {
    report({ type, deviceId: device.id, atMs: clock.nowMs(), error, sinceMs: fromMs, isFirst: told === "nothing" });
    told = type === "camera.events_back" ? "up" : "lost";
  }

  function onUp(): void {
    if (gap?.toMs === null) gap = { ...gap, toMs: clock.nowMs() };
    downMs = null;
    setState("up", null);
    if (isReliedOn && told !== "up") tellChannel("camera.events_back", gap?.fromMs ?? clock.nowMs());
  }

  function onDown(next: "lost" | "refused", why: ErrorData): void {
    if (downMs === null) {
      lost++;
      gap = { fromMs: heardAtMs, toMs: null };
    }
    downMs ??= clock.monotonicMs();
    setState(next, why);
  }

  /** Once a second: conditions that ran out, what the limit held back, a line that has been down for too long. */
  function look(): void {
    cancelLook = clock.after(lookEveryMs, look);
    const nowMs = clock.monotonicMs();
    if (conditions.nextMs() <= nowMs) tell(conditions.expire(nowMs));
    for (const each of chooser.limited(nowMs)) report(each);
    if (!isReliedOn || told === "lost" || downMs === null || nowMs - downMs < holdOffMs || isAway()) return;
    tellChannel("camera.events_lost", gap?.fromMs ?? sinceMs);
  }
  let cancelLook = clock.after(lookEveryMs, look);

  async function pullOnce(point: PullPoint, waitMs: number): Promise<void> {
    const askedMs = clock.monotonicMs();
    const { notices, unread } = readNotices(await point.pull(waitMs));
    const nowMs = clock.monotonicMs();
    counted.add(notices, unread, clock.nowMs());
    tell(
      notices.flatMap((notice) => {
        const isInverted = notice.topic === "digital_input" && inverted.has(notice.token) && notice.active !== null;
        return conditions.take(isInverted ? { ...notice, active: !notice.active } : notice, nowMs) ?? [];
      }),
    );
    if (notices.length > 0) await clock.sleep(pauseMs.something, signal);
    else if (nowMs - askedMs < quickMs) await clock.sleep(pauseMs.nothing, signal);
  }

  /** Until something fails; a subscription that the camera will not renew is replaced before it ends. */
  async function session(using: CameraConnection): Promise<never> {
    let point = await createPullPoint(device.address, using, clock);
    try {
      await point.synchronize();
      // Some cameras take a subscription and refuse every pull: up is what has answered one.
      await pullOnce(point, firstPullWaitMs);
      onUp();
      for (let isRenewable = true; ;) {
        heardAtMs = clock.nowMs();
        const waitMs = Math.min(pullWaitMs, point.lifeMs() / 3);
        const leftMs = point.endsMs() - clock.monotonicMs();
        // Half of its life must not pass within the pull that follows.
        if (isRenewable && leftMs - waitMs < point.lifeMs() / 2) isRenewable = await didRenew(point);
        else if (!isRenewable && leftMs < waitMs + pauseMs.nothing) {
          const next = await createPullPoint(device.address, using, clock);
          await leave(point);
          point = next;
          await point.synchronize();
        }
        await pullOnce(point, waitMs);
      }
    } catch (thrown) {
      const { code } = toErrorData(thrown);
      // Nobody is there to take it, or the name is not to be tried once more.
      if (signal.aborted || (code !== "camera.auth_refused" && code !== "camera.unreachable")) await leave(point);
      throw thrown;
    }
  }

  async function didRenew(point: PullPoint): Promise<boolean> {
    try {
      await point.renew();
      return true;
    } catch (thrown) {
      if (toErrorData(thrown).code !== "camera.bad_answer") throw thrown;
      logger.info({ error: toErrorData(thrown) }, "camera does not renew its subscription");
      return false;
    }
  }

  /** A subscription that is not taken back takes one of the few places of the camera until it runs out. */
  async function leave(point: PullPoint): Promise<void> {
    try {
      await point.unsubscribe();
    } catch (thrown) {
      logger.debug({ reason: reasonOf(thrown) }, "subscription not taken back");
    }
  }

  /** True: its time was wrong for us, the same name is worth another try. */
  async function didReadClock(using: CameraConnection): Promise<boolean> {
    try {
      await readCameraClock(using.soap, using.deviceUrl, using.cameraClock, clock);
      return true;
    } catch (thrown) {
      logger.debug({ reason: reasonOf(thrown) }, "camera does not tell its time");
      return false;
    }
  }

  /** A wait that `connect` cuts short; null: until then. */
  async function wait(delayMs: number | null): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve) => {
      const cancel = delayMs === null ? () => undefined : clock.after(delayMs, () => wake());
      wake = () => {
        cancel();
        signal.removeEventListener("abort", wake);
        resolve();
      };
      signal.addEventListener("abort", wake, { once: true });
    });
    wake = () => undefined;
    signal.throwIfAborted();
  }

  async function run(): Promise<never> {
    let attempt = 0;
    let refusals = 0;
    for (;;) {
      const using = connection;
      if (using === null || using.services.events === null) {
        if (using !== null) {
          const why = { code: "camera.no_events", params: {} } as const;
          setState("none", isReliedOn ? why : null);
        }
        await wait(null);
        continue;
      }
      const startedMs = clock.monotonicMs();
      try {
        await session(using);
      } catch (thrown) {
        signal.throwIfAborted();
        const failure = toErrorData(thrown);
        const isRefused = failure.code === "camera.auth_refused";
        onDown(isRefused ? "refused" : "lost", failure);
        if (clock.monotonicMs() - startedMs > steadyMs) attempt = refusals = 0;
        refusals = isRefused ? refusals + 1 : 0;
        if (refusals > 1 || (isRefused && !(await didReadClock(using)))) {
          refusals = 0;
          await wait(null);
        } else await wait(backOffMs(backOff, attempt++));
      }
    }
  }

  const running = run().catch((thrown: unknown) => {
    if (signal.aborted) return;
    // Nothing in run() is expected to fail: let the process end and be started anew.
    queueMicrotask(() => {
      throw thrown;
    });
  });

  return {
    connect(next) {
      connection = next;
      wake();
    },
    health: () => ({ state, isReliedOn, sinceMs, error, lost, lastGap: gap, ...counted.seen() }),
    async close() {
      cancelLook();
      await running;
    },
  };
}
