import { AppError, toErrorData } from "../../base/app-error.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type {
  GateCounterResetReport,
  GateInputReport,
  GateLineReport,
  GateModuleReport,
  LinkReport,
} from "../../contract/reports.ts";

export type GateReport = GateInputReport | GateLineReport | GateModuleReport | GateCounterResetReport | LinkReport;

interface Lane {
  underWay: number;
  /** By type and change; in the order of their newest occurrence. */
  readonly waiting: Map<string, GateReport>;
}

/** Reports of one point under way at once; what comes beyond that is added up. */
const mostUnderWay = 32;
/** Before a report that the station could not take is offered again. */
const againMs = 1_000;

/**
 * Hands reports to the station without waiting for it. While nothing can be stored they stay under
 * way; past a limit for each point, equal ones wait together with their counts added up, so that an
 * hour without a log costs neither an edge nor memory, and one busy contact does not hold up another.
 */
export class Outbox {
  readonly #report: (report: GateReport) => Promise<void>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #lanes = new Map<string, Lane>();
  #isClosed = false;

  constructor(report: (report: GateReport) => Promise<void>, clock: Clock, logger: Logger) {
    this.#report = report;
    this.#clock = clock;
    this.#logger = logger;
  }

  put(report: GateReport): void {
    const lane = this.#laneOf(report);
    if (lane.underWay < mostUnderWay && lane.waiting.size === 0) this.#send(lane, report);
    else hold(lane, report);
  }

  /** Offers the station what still waits, without a limit: it will not be asked again. */
  close(): void {
    this.#isClosed = true;
    for (const lane of this.#lanes.values()) this.#release(lane);
  }

  #laneOf(report: GateReport): Lane {
    const name = `${report.deviceId} ${"pointId" in report ? report.pointId : ""}`;
    const known = this.#lanes.get(name);
    if (known) return known;
    const lane: Lane = { underWay: 0, waiting: new Map() };
    this.#lanes.set(name, lane);
    return lane;
  }

  #send(lane: Lane, report: GateReport): void {
    lane.underWay++;
    this.#report(report).then(
      () => {
        lane.underWay--;
        this.#release(lane);
      },
      (error: unknown) => {
        lane.underWay--;
        this.#refused(lane, report, error);
      },
    );
  }

  #refused(lane: Lane, report: GateReport, error: unknown): void {
    const { deviceId, type } = report;
    const isLost = this.#isClosed || !(error instanceof AppError && error.code === "log.overloaded");
    const fields = { deviceId, type, error: toErrorData(error) };
    if (isLost) {
      this.#logger.error(fields, "a report was not stored");
      return;
    }
    this.#logger.warn(fields, "a report could not be taken; it is offered again");
    hold(lane, report);
    this.#clock.after(againMs, () => this.#release(lane));
  }

  #release(lane: Lane): void {
    for (const [key, report] of lane.waiting) {
      if (!this.#isClosed && lane.underWay >= mostUnderWay) return;
      lane.waiting.delete(key);
      this.#send(lane, report);
    }
  }
}

/** Adds a report to an equal one that waits. It moves to the end: what comes last is the present state. */
function hold(lane: Lane, report: GateReport): void {
  const key = report.type === "gate.input" ? `${report.type} ${report.change}` : report.type;
  const waiting = lane.waiting.get(key);
  lane.waiting.delete(key);
  const isSum = waiting?.type === "gate.input" && report.type === "gate.input";
  lane.waiting.set(key, isSum ? { ...report, atMs: waiting.atMs, count: waiting.count + report.count } : report);
}
