import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { FrameChecks, GateProfile } from "../contract/gate-profile.ts";
import type { DeviceHealth, KeptFrame } from "../contract/health.ts";
import type { DeviceReport } from "../contract/reports.ts";
import type { Link, LinkListener } from "../link/link.ts";

/**
 * What a driver is given. `report` resolves when the report and all that followed from it is stored
 * durably; a device may be acknowledged only then. While nothing can be stored it stays pending, and
 * it rejects only when the station gives up storing (overload, stop).
 */
export interface DriverContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly report: (report: DeviceReport) => Promise<void>;
  readonly openLink: (address: string, listener: LinkListener) => Link;
  /**
   * The last `panel.signal` or `panel.unparsed` of a device in the log: its raw hex and when it was
   * received, UTC ms. Asked once, at opening: a message whose acknowledgement was lost when the
   * station died comes again, and must be known again.
   */
  readonly lastSignal?: (deviceId: string) => { readonly raw: string; readonly atMs: number } | null;
  /** A gate's profile by its id; null when there is none. */
  readonly gateProfile?: (profileId: string) => GateProfile | null;
}

/** What a driver can switch. */
export interface DriverOutputs {
  /** Null: not known, because the module does not answer. */
  states(): readonly { readonly outputId: string; readonly isOn: boolean | null }[];
  /** Resolves when the module has it so, read back. Rejects with `gate.output_failed` {outputId, reason}. */
  set(outputId: string, on: boolean): Promise<void>;
}

/** A device in operation. Opening never fails because the device is away: that is a condition, reported. */
export interface Driver {
  readonly deviceId: string;
  health(): DeviceHealth;
  /** The last 100 frames of the line, oldest first, those that could not be decoded included. */
  frames(): readonly KeptFrame[];
  /** How the frames of its line fared, and what check would fit those that failed; only of families with profiles. */
  checks?(): FrameChecks;
  /** Only of families that switch something. */
  readonly outputs?: DriverOutputs;
  /** Devices that share a line share its closing: closing one takes it out of the poll, the last closes the line. */
  close(): Promise<void>;
}

/** Opens all devices of one family that share one link address (an RS-485 line has several). */
export type OpenLine<D> = (devices: readonly D[], context: DriverContext) => readonly Driver[];
