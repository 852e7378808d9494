import { type AlarmKind, alarmKinds } from "../../contract/alarms.ts";
import { type PanicCheck, type PanicRule, quietDesk } from "../../contract/desk.ts";
import type { DeviceReport } from "../../contract/reports.ts";
import { AppError } from "../../base/app-error.ts";
import { AlarmBook } from "../alarm-book.ts";
import { type AlarmCommand, decideCommand } from "../decide-command.ts";
import { decideReport } from "../decide-report.ts";
import type { Decision, DeskView } from "../decision.ts";
import { FloodWatch } from "../rates/flood-watch.ts";
import { PointRates } from "../rates/point-rates.ts";
import type { SiteView } from "../site-view.ts";

export interface PanicPoint {
  readonly deviceId: string;
  readonly pointId: string;
  /** Whether an alarm's point is this one: a point without zone stands for every zone of its account. */
  readonly is: (pointId: string | null) => boolean;
  /** As its device would report a press. */
  readonly press: (atMs: number) => DeviceReport;
  readonly release: (atMs: number) => DeviceReport;
}

/** A point without zone stands for a whole account; it is proven with this one. */
const anyZone = "001";

/** Every point whose press is a call for help: class panic or duress at a panel or a camera's contact, `panic` at a gate. */
export function panicPoints(site: SiteView): readonly PanicPoint[] {
  return [...site.devices.values()].flatMap((device): PanicPoint[] => {
    const deviceId = device.id;
    if (device.kind === "camera")
      return device.inputs
        .filter((input) => input.class === "panic" || input.class === "duress")
        .map(({ token: pointId }) => {
          const report = (atMs: number, change: "on" | "off"): DeviceReport => {
            const plain = { already: false, ended: null, count: 1, deviceAtMs: null };
            return { type: "camera.input", deviceId, pointId, atMs, change, ...plain };
          };
          return {
            deviceId,
            pointId,
            is: (id) => id === pointId,
            press: (atMs) => report(atMs, "on"),
            release: (atMs) => report(atMs, "off"),
          };
        });
    if (device.kind === "gate")
      return site
        .gatePoints(deviceId)
        .filter((point) => point.means === "panic")
        .map(({ id: pointId }) => {
          const report = (atMs: number, change: "on" | "off"): DeviceReport => {
            return { type: "gate.input", deviceId, pointId, atMs, means: "panic", change, count: 1 };
          };
          return {
            deviceId,
            pointId,
            is: (id) => id === pointId,
            press: (atMs) => report(atMs, "on"),
            release: (atMs) => report(atMs, "off"),
          };
        });
    return device.points
      .filter((point) => point.class === "panic" || point.class === "duress")
      .map((point) => {
        const account = point.account.toUpperCase();
        const zone = (point.zone ?? anyZone).toUpperCase();
        const report = (atMs: number, qualifier: "new" | "restore"): DeviceReport => ({
          type: "panel.signal",
          deviceId,
          atMs,
          format: "contact-id",
          raw: "",
          account,
          qualifier,
          code: point.class === "duress" ? "121" : "120",
          partition: "",
          zone,
          receiver: "",
          line: "",
          repeated: false,
        });
        const pointId = `${account}-${zone}`;
        const is = (id: string | null): boolean =>
          point.zone === undefined ? id?.startsWith(`${account}-`) === true : id === pointId;
        return {
          deviceId,
          pointId,
          is,
          press: (atMs) => report(atMs, "new"),
          release: (atMs) => report(atMs, "restore"),
        };
      });
  });
}

const tester = { name: "self-check", role: "chief" } as const;
/** More presses than any guard would let through. */
const burst = 200;

/** What a point is tried with; the book and the state of the desk are the trial's own. */
export type Tried = Omit<DeskView, "book" | "desk">;

/** A desk of its own on which a point can be tried without anybody noticing. */
function tryDesk(view: Tried) {
  let ids = 0;
  const book = new AlarmBook();
  const memory = { rates: new PointRates(), flood: new FloodWatch(), monotonicMs: 0 };
  let own: DeskView = { ...view, book, desk: quietDesk, newId: () => `try-${(ids += 1)}` };
  const take = (decision: Decision): Decision => {
    for (const alarm of decision.alarms) book.apply(alarm);
    if (decision.desk !== undefined) own = { ...own, desk: decision.desk };
    return decision;
  };
  return {
    book,
    setDesk: (desk: DeskView["desk"]) => void (own = { ...own, desk }),
    report: (report: DeviceReport) => take(decideReport({ ...own, memory }, report)),
    command: (command: AlarmCommand) => take(decideCommand(own, command, tester)),
    /** The code of the refusal; null when it was allowed. */
    refusal(command: AlarmCommand): string | null {
      try {
        take(decideCommand(own, command, tester));
        return null;
      } catch (error) {
        if (error instanceof AppError) return error.code;
        throw error;
      }
    },
  };
}
type TryDesk = ReturnType<typeof tryDesk>;

/** Whether exactly so many alarms of life sound. */
function sounding(desk: TryDesk): number {
  return desk.book.list().filter((alarm) => alarm.class === "life" && alarm.state === "active" && alarm.shelf === null)
    .length;
}

type Trial = (desk: TryDesk, point: PanicPoint, view: Tried) => boolean;

const trials: Readonly<Record<PanicRule, Trial>> = {
  is_life: (desk, point, view) => desk.report(point.press(view.nowMs)).alarms[0]?.class === "life",
  latches(desk, point, view) {
    desk.report(point.press(view.nowMs));
    desk.report(point.release(view.nowMs));
    return sounding(desk) === 1;
  },
  sounds_until_hand(desk, point, view) {
    const [alarm] = desk.report(point.press(view.nowMs)).alarms;
    if (alarm === undefined || sounding(desk) !== 1) return false;
    desk.command({ type: "acknowledge", alarmId: alarm.id, note: "" });
    return sounding(desk) === 0;
  },
  presses_not_merged(desk, point, view) {
    const [alarm] = desk.report(point.press(view.nowMs)).alarms;
    if (alarm === undefined) return false;
    desk.command({ type: "acknowledge", alarmId: alarm.id, note: "" });
    desk.report(point.press(view.nowMs));
    return sounding(desk) === 1 && desk.book.list().length === 2;
  },
  not_shelved(desk, point, view) {
    const [alarm] = desk.report(point.press(view.nowMs)).alarms;
    if (alarm === undefined) return false;
    const untilMs = view.nowMs + 60_000;
    return desk.refusal({ type: "shelve", alarmId: alarm.id, untilMs, reason: "-" }) === "alarm.never_shelved";
  },
  not_guarded(desk, point, view) {
    for (let press = 0; press < burst; press++) {
      const { alarms } = desk.report(point.press(view.nowMs));
      if (alarms.length === 0) return false;
    }
    return sounding(desk) === 1;
  },
  not_withheld_on_test(desk, point, view) {
    const { deviceId } = point;
    const test = {
      deviceId,
      pointId: null,
      name: null,
      sinceMs: view.nowMs,
      untilMs: view.nowMs + 60_000,
      standing: [],
    };
    desk.setDesk({ ...quietDesk, onTest: [{ ...test, reason: "-", by: tester }] });
    desk.report(point.press(view.nowMs));
    return sounding(desk) === 1;
  },
  not_closed_unhandled(desk, point, view) {
    const [alarm] = desk.report(point.press(view.nowMs)).alarms;
    if (alarm === undefined) return false;
    const close = { type: "close", alarmId: alarm.id, cause: "test", reason: null, note: "-" } as const;
    return desk.refusal(close) === "alarm.wrong_state" && sounding(desk) === 1;
  },
  escalates: (desk, point, view) =>
    typeof desk.report(point.press(view.nowMs)).alarms[0]?.escalation?.dueAtMs === "number",
  has_plan: (desk, point, view) => desk.report(point.press(view.nowMs)).alarms[0]?.plan?.stepId !== undefined,
  has_area: (_desk, point, view) => {
    const { areaId } = view.site.point(point.deviceId, point.pointId);
    return view.site.areas.some((area) => area.id === areaId);
  },
  has_cameras: (_desk, point, view) => view.site.point(point.deviceId, point.pointId).cameraIds.length >= 2,
};

/**
 * Proves the panic rules (GB 50394-2007 5.2.3) for every panic point by trying it: each rule on a desk
 * of its own, with the site, settings and plans as they are. Pure.
 */
export function checkPanicPoints(view: Tried): PanicCheck[] {
  return panicPoints(view.site).map((point) => {
    const { name, areaId } = view.site.point(point.deviceId, point.pointId);
    const results = Object.entries(trials).map(([rule, trial]) => ({
      rule: rule as PanicRule,
      ok: trial(tryDesk(view), point, view),
    }));
    return { deviceId: point.deviceId, pointId: point.pointId, name, areaId, results };
  });
}

/** Kinds whose alarms call for help by a button. */
export const buttonKinds: readonly AlarmKind[] = alarmKinds.filter((kind) => kind === "panic" || kind === "duress");
