/**
 * What a device driver reports. Drivers decode; the alarm rules decide what it means; the station
 * writes it down. Nothing here crosses a process boundary to the page.
 */
import type { CameraTopic, topicChanges, topicEnds } from "./camera-events.ts";
import type { ErrorData } from "./errors.ts";
import type { InputMeaning } from "./site.ts";
import type { BadContent } from "./video.ts";

interface Reported {
  readonly deviceId: string;
  /** The console's clock when the last byte of it arrived, UTC ms. */
  readonly atMs: number;
}

/** A decoded message of an alarm panel or receiver. */
export interface PanelSignal extends Reported {
  readonly type: "panel.signal";
  readonly format: "contact-id" | "sia" | "four-two" | "modem";
  /** The frame as it came, hex, upper case. */
  readonly raw: string;
  /** Upper case, padding removed. */
  readonly account: string;
  /** `previous` = still present, from a status report. */
  readonly qualifier: "new" | "restore" | "previous";
  /** Three hex digits of Contact ID, two letters of SIA, one character of 4/2. */
  readonly code: string;
  /** Group or partition, as sent; empty where the format has none. */
  readonly partition: string;
  /** Zone or user, as sent. */
  readonly zone: string;
  readonly receiver: string;
  readonly line: string;
  /**
   * Most likely the same message again, because its acknowledgement was lost: no new alarm, unless
   * the alarm that it made has been closed meanwhile.
   */
  readonly repeated: boolean;
}

/** A frame that ended properly but that the driver cannot read: shown as an alarm, never dropped. */
export interface PanelUnparsed extends Reported {
  readonly type: "panel.unparsed";
  readonly raw: string;
  /** The frame's printable text, other bytes as `.`; at most 64 characters. */
  readonly text: string;
  /** As of a signal. */
  readonly repeated: boolean;
}

/** The receiver's heartbeat stayed away (or came back). */
export interface PanelSilence extends Reported {
  readonly type: "panel.silent" | "panel.heard";
  /** How long nothing had come when this was found, ms. */
  readonly silentMs: number;
}

export interface GateInputReport extends Reported {
  readonly type: "gate.input";
  readonly pointId: string;
  readonly means: InputMeaning;
  /** `pulse` = one whole on-off seen by the module's counter between two polls. */
  readonly change: "on" | "off" | "pulse";
  /** How many edges this stands for; more than 1 only from a counter. */
  readonly count: number;
}

/** Both contacts of a pair equal for longer than a change takes: cut or short. */
export interface GateLineReport extends Reported {
  readonly type: "gate.line_fault" | "gate.line_ok";
  readonly pointId: string;
  readonly means: InputMeaning;
}

/** The device's counter went back, and not by its wrap: it was switched off and on, or somebody cleared it. */
export interface GateCounterResetReport extends Reported {
  readonly type: "gate.counter_reset";
  readonly pointId: string;
  readonly means: InputMeaning;
  readonly from: number;
  readonly to: number;
}

export interface GateModuleReport extends Reported {
  readonly type: "gate.module_lost" | "gate.module_back";
  readonly error: ErrorData | null;
}

export interface LinkReport extends Reported {
  readonly type: "link.up" | "link.down";
  readonly error: ErrorData | null;
}

export interface CameraReport extends Reported {
  readonly type: "camera.online" | "camera.offline" | "camera.auth_refused";
  readonly error: ErrorData | null;
}

/** Pictures come in time, but they show nothing, always the same (0012), or another view (0016). */
export interface CameraPictureReport extends Reported {
  readonly type: "camera.picture_bad" | "camera.picture_good";
  /** What it is now, or was until now. */
  readonly content: BadContent;
  /** Since when it is, or was, bad, UTC ms. */
  readonly sinceMs: number;
}

/** A condition that the camera tells over its events began, ended, or happened. */
export interface CameraEventReport extends Reported {
  readonly type: "camera.event";
  readonly topic: CameraTopic;
  readonly change: (typeof topicChanges)[number];
  readonly already: boolean;
  readonly ended: (typeof topicEnds)[number] | null;
  readonly source: string;
  readonly rawTopic: string;
  /** The camera's own time, UTC ms; null where it gives none. */
  readonly deviceAtMs: number | null;
}

/** A contact on a camera that the site file names by its token. */
export interface CameraInputReport extends Reported {
  readonly type: "camera.input";
  readonly pointId: string;
  readonly change: "on" | "off";
  /** It was so already when the line came up: no new press, unless nobody knows of it. */
  readonly already: boolean;
  readonly ended: (typeof topicEnds)[number] | null;
  /** Presses that came together. */
  readonly count: number;
  readonly deviceAtMs: number | null;
}

export interface CameraEventsLimitedReport extends Reported {
  readonly type: "camera.events_limited";
  readonly topic: CameraTopic;
  readonly count: number;
  readonly fromMs: number;
}

/** Told only of cameras whose events somebody relies on: inputs, or topics that are alarms. */
export interface CameraEventChannelReport extends Reported {
  readonly type: "camera.events_lost" | "camera.events_back";
  readonly error: ErrorData | null;
  /** Events may have been missed from then on, UTC ms. */
  readonly sinceMs: number;
  /** The first word about it of this life of the cameras process. */
  readonly isFirst: boolean;
}

export interface CameraClockReport extends Reported {
  readonly type: "camera.clock_off" | "camera.clock_ok";
  /** The camera's clock minus ours. */
  readonly offsetMs: number;
  /** The first word about it of this life of the cameras process. */
  readonly isFirst: boolean;
}

/** What the cameras process tells of a camera. */
export type AnyCameraReport =
  | CameraReport
  | CameraPictureReport
  | CameraEventReport
  | CameraInputReport
  | CameraEventsLimitedReport
  | CameraEventChannelReport
  | CameraClockReport;

export type DeviceReport =
  | PanelSignal
  | PanelUnparsed
  | PanelSilence
  | GateInputReport
  | GateLineReport
  | GateModuleReport
  | GateCounterResetReport
  | LinkReport
  | AnyCameraReport;
