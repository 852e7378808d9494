import { AppError } from "../../../../../native/base/app-error.ts";
import { type Clock, systemClock } from "../../../../../native/base/clock.ts";
import { silentLogger } from "../../../../../native/base/logger.ts";
import type { DeviceReport } from "../../../../../native/contract/reports.ts";
import type { PanelDevice } from "../../../../../native/contract/site.ts";
import type { Driver } from "../../../../../native/devices/driver.ts";
import { openSurgardLine } from "../../../../../native/devices/panels/surgard/driver.ts";
import type { LinkListener } from "../../../../../native/link/link.ts";
import { openLink } from "../../../../../native/link/open-link.ts";
import { closing } from "../../../../set-up.ts";

export interface OpenedDriver {
  readonly driver: Driver;
  readonly reports: readonly DeviceReport[];
  /** Account and zone of each signal, `?text` of what was unparsed, a star behind a repetition. */
  messages(): readonly string[];
  kinds(): readonly string[];
  /** Held back: reports stay pending until the hold ends. */
  hold(): void;
  release(): void;
  /** Reports are refused for as long as this is set. */
  refuse: boolean;
}

export interface OpenedOptions {
  readonly link: string;
  readonly clock?: Clock;
  readonly heartbeatSeconds?: number;
  readonly lastSignal?: { readonly raw: string; readonly atMs: number };
  /** In place of a real link. */
  readonly scripted?: ScriptedLink;
}

/** Opens a receiver's driver whose station is this test. Closed after the test. */
export function openDriver(options: OpenedOptions): OpenedDriver {
  const { clock = systemClock, lastSignal } = options;
  const reports: DeviceReport[] = [];
  let held: (() => void)[] | null = null;
  const device: PanelDevice = {
    id: "rx1",
    kind: "panel",
    family: "surgard",
    area: "ed",
    link: options.link,
    heartbeatSeconds: options.heartbeatSeconds ?? 30,
    points: [],
  };
  const opened = {
    refuse: false,
    reports,
    messages: () => reports.flatMap(messageOf),
    kinds: () => reports.map(({ type }) => type),
    hold: () => {
      held ??= [];
    },
    release: () => {
      const waiting = held ?? [];
      held = null;
      for (const resolve of waiting) resolve();
    },
  };
  const [driver] = openSurgardLine([device], {
    clock,
    logger: silentLogger,
    report: async (report) => {
      if (opened.refuse) throw new AppError("log.unavailable");
      reports.push(report);
      const waiting = held;
      if (waiting !== null) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    openLink: (address, listener) =>
      options.scripted?.open(address, listener) ?? openLink(address, listener, { clock, logger: silentLogger }),
    ...(lastSignal ? { lastSignal: () => lastSignal } : {}),
  });
  if (driver === undefined) throw new Error("no driver");
  closing(() => driver.close());
  return Object.assign(opened, { driver });
}

function messageOf(report: DeviceReport): string[] {
  switch (report.type) {
    case "panel.signal":
      return [
        `${report.account}-${report.zone}${report.qualifier === "restore" ? " R" : ""}${report.repeated ? " *" : ""}`,
      ];
    case "panel.unparsed":
      return [`?${report.text}${report.repeated ? " *" : ""}`];
    default:
      return [];
  }
}

/** A link in the test's hands. */
export interface ScriptedLink {
  open(address: string, listener: LinkListener): ReturnType<typeof openLink>;
  readonly listener: LinkListener;
  /** Bytes that were written, hex, in order. */
  readonly written: readonly string[];
  readonly isPaused: boolean;
  readonly reconnects: readonly string[];
  hear(text: string): void;
}

export function scriptedLink(): ScriptedLink {
  let heard: LinkListener | null = null;
  let isPaused = false;
  const written: string[] = [];
  const reconnects: string[] = [];
  const listener = (): LinkListener => {
    if (heard === null) throw new Error("the link is not open");
    return heard;
  };
  return {
    open: (address, given) => {
      heard = given;
      return {
        address,
        state: "up",
        counts: { bytesIn: 0, bytesOut: 0, reconnects: 0 },
        write: async (bytes) => void written.push(Buffer.from(bytes).toString("hex")),
        pause: () => void (isPaused = true),
        resume: () => void (isPaused = false),
        reconnect: (reason) => void reconnects.push(reason),
        close: async () => undefined,
      };
    },
    get listener() {
      return listener();
    },
    written,
    get isPaused() {
      return isPaused;
    },
    reconnects,
    hear: (text) => listener().onBytes(Buffer.from(text, "latin1")),
  };
}
