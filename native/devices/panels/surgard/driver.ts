import { type AppError, toErrorData } from "../../../base/app-error.ts";
import { toPrintable } from "../../../base/bytes.ts";
import type { ErrorData } from "../../../contract/errors.ts";
import type { DeviceCondition, DeviceHealth } from "../../../contract/health.ts";
import type { DeviceReport, PanelSignal, PanelUnparsed } from "../../../contract/reports.ts";
import type { PanelDevice } from "../../../contract/site.ts";
import type { Link } from "../../../link/link.ts";
import type { Driver, DriverContext, OpenLine } from "../../driver.ts";
import { ack, LineScanner } from "./codec.ts";
import { type ExchangeAction, type ExchangeInput, nextExchange, startExchange, type Waiting } from "./exchange.ts";
import { KeptFrames } from "../../kept-frames.ts";
import { watchSilence } from "./silence.ts";

/** Silence is a fault after this many heartbeat intervals. */
const silentIntervals = 2.5;
/** A message that waits longer than this (ms) for the log is shown as the line's fault. */
const slowStoreMs = 4_000;

/**
 * Opens a Sur-Gard receiver on its line. A receiver has its line to itself: the site check refuses
 * two on one address, and so does this.
 */
export const openSurgardLine: OpenLine<PanelDevice> = (devices, context) => {
  const [device, ...others] = devices;
  if (device === undefined) return [];
  if (others.length > 0) throw new Error(`a receiver shares its line: ${devices.map(({ id }) => id).join(", ")}`);
  return [openReceiver(device, context)];
};

function openReceiver(device: PanelDevice, context: DriverContext): Driver {
  const { clock } = context;
  const logger = context.logger.child({ device: device.id });
  const frames = new KeptFrames();
  let framesGood = 0;
  let framesBad = 0;
  let scanner = new LineScanner();
  let state = startExchange(context.lastSignal?.(device.id) ?? null);
  let isClosed = false;
  let lineError: AppError | null = null;
  let lastBad: string | null = null;
  let storingSinceMs: number | null = null;
  let lastHeardAtMs: number | null = null;
  let condition: DeviceCondition = "starting";
  let sinceMs = clock.nowMs();

  const silence = watchSilence(device.heartbeatSeconds * 1000 * silentIntervals, clock, {
    onSilent(silentMs) {
      report({ type: "panel.silent", deviceId: device.id, atMs: clock.nowMs(), silentMs: Math.round(silentMs) });
      updateCondition();
      // A connection that is open but dead to the receiver (a serial server's stale session) is given
      // one fresh start; on a serial port there is nothing to start.
      if (device.link.startsWith("tcp:")) link.reconnect("silent");
    },
    onHeard(silentMs) {
      report({ type: "panel.heard", deviceId: device.id, atMs: clock.nowMs(), silentMs: Math.round(silentMs) });
      updateCondition();
    },
  });

  const link: Link = context.openLink(device.link, {
    onUp() {
      lineError = null;
      scanner = new LineScanner();
      step({ type: "up" });
      if (!state.isHeldBack) silence.restart();
      report({ type: "link.up", deviceId: device.id, atMs: clock.nowMs(), error: null });
      updateCondition();
    },
    onDown(error) {
      lineError = error;
      takeItems(scanner.finish());
      step({ type: "down" });
      silence.suspend();
      report({ type: "link.down", deviceId: device.id, atMs: clock.nowMs(), error: toErrorData(error) });
      updateCondition();
    },
    onBytes(bytes) {
      silence.heard();
      takeItems(scanner.push(bytes));
      updateCondition();
    },
  });

  function takeItems(items: ReturnType<LineScanner["push"]>): void {
    const atMs = clock.nowMs();
    const nowMs = clock.monotonicMs();
    for (const item of items) {
      if (item.kind === "bad") lastBad = item.why;
      else {
        lastBad = null;
        lastHeardAtMs = atMs;
      }
      step({ type: "item", item, atMs, nowMs });
    }
  }

  function step(input: ExchangeInput): void {
    const next = nextExchange(state, input);
    state = next.state;
    for (const action of next.actions) act(action);
  }

  function act(action: ExchangeAction): void {
    switch (action.type) {
      case "keep": {
        const { bytes, good, meaning } = action;
        if (good) framesGood++;
        else framesBad++;
        frames.add({ atMs: clock.nowMs(), direction: "in", bytes, good, describe: () => meaning });
        break;
      }
      case "report":
        store(action.message);
        break;
      case "acknowledge":
        acknowledge();
        break;
      case "leave":
        logger.warn({ raw: action.message.raw }, "too late to acknowledge: the receiver repeats it");
        break;
      case "hold-back":
        logger.warn({ waiting: state.waiting.length }, "the receiver sends faster than can be stored: held back");
        silence.suspend();
        link.pause();
        break;
      case "let-go":
        silence.restart();
        link.resume();
        break;
    }
  }

  function store(message: Waiting): void {
    storingSinceMs = clock.monotonicMs();
    const finish = (type: "stored" | "refused"): void => {
      storingSinceMs = null;
      if (!isClosed) step({ type, nowMs: clock.monotonicMs() });
    };
    context.report(reportOf(message)).then(
      () => finish("stored"),
      (error: unknown) => {
        logger.error({ raw: message.raw, error: toErrorData(error) }, "not stored and not acknowledged");
        finish("refused");
      },
    );
  }

  function reportOf(message: Waiting): PanelSignal | PanelUnparsed {
    const { raw, atMs, repeated, signal, bytes } = message;
    const about = { deviceId: device.id, atMs, raw, repeated };
    if (signal === null) return { type: "panel.unparsed", ...about, text: toPrintable(bytes.subarray(0, -1)) };
    const { format, account, qualifier, code, partition, zone, receiver, line } = signal;
    return { type: "panel.signal", ...about, format, account, qualifier, code, partition, zone, receiver, line };
  }

  function acknowledge(): void {
    const answer = Uint8Array.of(ack);
    frames.add({ atMs: clock.nowMs(), direction: "out", bytes: answer, good: true, describe: () => "acknowledged" });
    link.write(answer).catch((error: unknown) => {
      // The receiver repeats what it got no answer to.
      logger.warn({ error: toErrorData(error) }, "acknowledgement not sent");
    });
  }

  /** For what nobody waits for: the state of the line. */
  function report(state: DeviceReport): void {
    context.report(state).catch((error: unknown) => {
      logger.error({ type: state.type, error: toErrorData(error) }, "not stored");
    });
  }

  function errorNow(): ErrorData | null {
    const silentMs = silence.silentMs;
    if (lineError !== null) return lineError.toData();
    if (silentMs !== null) return { code: "device.time_out", params: { silentMs: Math.round(silentMs) } };
    if (storingSinceMs !== null && clock.monotonicMs() - storingSinceMs > slowStoreMs)
      return { code: "log.unavailable", params: {} };
    return lastBad === null ? null : { code: "device.bad_answer", params: { reason: lastBad } };
  }

  function updateCondition(): void {
    const error = errorNow();
    const isLost = lineError !== null || silence.silentMs !== null;
    const now = isLost ? "lost" : error !== null ? "degraded" : lastHeardAtMs === null ? "starting" : "ok";
    if (now === condition) return;
    condition = now;
    sinceMs = clock.nowMs();
  }

  return {
    deviceId: device.id,
    health(): DeviceHealth {
      updateCondition();
      const { bytesIn, bytesOut, reconnects } = link.counts;
      const error = errorNow();
      return {
        deviceId: device.id,
        condition,
        sinceMs,
        error,
        bytesIn,
        bytesOut,
        framesGood,
        framesBad,
        lastHeardAtMs,
        reconnects,
        camera: null,
      };
    },
    frames: () => frames.list(),
    async close() {
      isClosed = true;
      silence.close();
      await link.close();
    },
  };
}
