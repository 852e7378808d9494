import { AppError } from "../../../native/base/app-error.ts";
import { systemClock } from "../../../native/base/clock.ts";
import { quietDesk } from "../../../native/contract/desk.ts";
import type { LiveMessage } from "../../../native/contract/rpc.ts";
import type { Services } from "../../../native/rpc/services.ts";
import { readDeskSettings } from "../../../native/station/desk-files.ts";
import { recordingEvidenceServices } from "./evidence-services-double.ts";
import { recordingExportsServices } from "./exports-services-double.ts";
import { recordingGateServices } from "./gate-services-double.ts";

/** Services that answer with what they were asked, and note what they were told. */
export function recordingServices() {
  const told: unknown[] = [];
  const services: Services = {
    ...recordingGateServices(told),
    evidence: recordingEvidenceServices(told),
    coverage: {
      month: (month) => Promise.resolve({ month, timeZone: "Asia/Shanghai", measuredUntilMs: 0, days: [], areas: [] }),
      day: (day) => Promise.resolve({ day, timeZone: "Asia/Shanghai", measuredUntilMs: 0, isOver: true, areas: [] }),
      gaps: () => Promise.resolve([]),
      csv: () => Promise.resolve("day\r\n"),
    },
    cameras: {
      still: (id) => Promise.reject(new AppError("camera.not_found", { id })),
      reference: () => Promise.resolve(null),
      setReference(cameraId, atMs, actor) {
        told.push([cameraId, atMs, actor.name]);
        return Promise.resolve({ atMs, jpeg: "" });
      },
    },
    exports: recordingExportsServices(told),
    info: () => ({
      version: "1",
      startedAtMs: 1,
      nowMs: 2,
      site: { id: "s", name: { "zh-CN": "院" }, timeZone: "Asia/Shanghai" },
      areas: [],
      devices: [],
      wall: { views: [], tours: [] },
      simulated: false,
      video: { beforeSeconds: 30, afterSeconds: 60 },
      desk: readDeskSettings(null),
    }),
    raiseManual: (report, actor) => {
      told.push([report, actor.name]);
      return Promise.reject(new AppError("desk.unknown_area", { areaId: "" }));
    },
    reopen: (alarmId) => Promise.reject(new AppError("alarm.already_continued", { by: alarmId })),
    noteShown: (alarmIds) => {
      told.push(["shown", ...alarmIds]);
      return Promise.resolve();
    },
    desk: () => quietDesk,
    setMode: (command, actor) => {
      told.push([command, actor.name]);
      return Promise.resolve(quietDesk);
    },
    testablePoints: () => [],
    checkPanicPoints: () => [],
    plans: () => ({ plans: [], refused: [] }),
    plan: (planId, version) => {
      throw new AppError("plan.not_found", { planId, version });
    },
    reports: {
      alarmLoad: () => Promise.reject(new AppError("report.bad_span", { mostDays: 92 })),
      alarmLoadCsv: () => Promise.resolve("\uFEFFspan\r\n"),
      shift: () => Promise.reject(new AppError("report.bad_span", { mostDays: 31 })),
      testedPresses: () => Promise.resolve([]),
      untestedPoints: () => Promise.resolve({ sinceMs: 0, points: [] }),
    },
    checkSite: () => [],
    installSite: (text, actor) => {
      told.push(["install", text, actor.name]);
      return Promise.resolve([]);
    },
    alarm: (alarmId) => Promise.reject(new AppError("alarm.not_found", { alarmId })),
    command: (command, actor) => {
      told.push([command, actor]);
      return Promise.reject(new AppError("alarm.wrong_state", { state: "closed", wanted: "active" }));
    },
    page: (query) => {
      told.push(query);
      return Promise.resolve({ events: [], nextBeforeSeq: null });
    },
    async *follow(afterSeq, signal) {
      for (let seq = (afterSeq ?? 0) + 1; !signal.aborted && seq < 1000; seq++) {
        yield { type: "changes", seq, events: [], alarms: [], nowMs: seq } satisfies LiveMessage;
        await systemClock.sleep(1);
      }
      told.push("follow ended");
    },
    health: () => [],
    async *followHealth() {
      yield await Promise.resolve([]);
    },
    ptz: {
      take: (cameraId, actor) => {
        told.push(["take", cameraId, actor.name]);
        return Promise.resolve({ by: actor, presets: [] });
      },
      release: (cameraId) => told.push(["release", cameraId]),
      perform: (cameraId, act) => {
        told.push([cameraId, act]);
        return Promise.resolve([]);
      },
    },
    cameraFinder: {
      async *discover() {
        yield { type: "begun" as const, interfaces: [], withinMs: 4000 };
      },
      async *probe(camera) {
        told.push(["probe", camera.address]);
        yield { type: "step" as const, step: "clock" as const };
        throw new AppError("camera.auth_refused", { reason: "HTTP 401" });
      },
    },
    siteEditing: {
      editableSite: () => ({ sha256: "a", site: null, secrets: [], undoAtMs: null }),
      previewSite: (edit) => {
        told.push(edit);
        return { baseSha256: "a", problems: [], changes: [], links: [], effects: [] };
      },
      previewUndo: () => {
        throw new AppError("site.nothing_to_undo");
      },
      applySite: () => Promise.reject(new AppError("site.changed_meanwhile")),
      undoSite: () => Promise.reject(new AppError("site.nothing_to_undo")),
      exportSite: (withSecrets, actor) => {
        told.push(["export", withSecrets, actor.name]);
        return Promise.resolve({ text: "{}" });
      },
    },
    serialPorts: () => Promise.resolve([]),
    frames: () => {
      throw new TypeError("a mistake of the programmer's");
    },
    frameChecks: (deviceId) =>
      deviceId === "gate1" ? { good: 3, failed: 1, unknown: 0, foreign: 0, advice: [] } : null,
    profiles: () => ({ profiles: [], refused: [{ file: "x.yaml", problems: [] }] }),
    useProfiles: () => Promise.resolve({ profiles: [], refused: [] }),
    noteSignOn: (actor, isOn) => {
      told.push([isOn ? "on" : "off", actor.name]);
      return Promise.resolve();
    },
    noteRefusal: (procedure, error) => told.push(["refused", procedure, error.code]),
  };
  return { services, told };
}
