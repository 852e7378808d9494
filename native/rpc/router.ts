import { ORPCError } from "@orpc/server";
import { toErrorData } from "../base/app-error.ts";
import type { ErrorData } from "../contract/errors.ts";
import { coverageRouter } from "./coverage-router.ts";
import { camerasRouter } from "./cameras-router.ts";
import { viewsRouter } from "./views-router.ts";
import { exportsRouter } from "./exports-router.ts";
import { depositsRouter, entriesRouter, gatesRouter, itemsRouter, warningsRouter } from "./gates-router.ts";
import { bookmarksRouter, clipsRouter, holdsRouter, retentionRouter } from "./evidence-router.ts";
import { ptzRouter } from "./ptz-router.ts";
import { needs, os, requireActor, requireRight } from "./procedures.ts";
import type { CallContext } from "./services.ts";

/**
 * Before a site is installed anybody who has signed on may install one: there is nothing yet that
 * could be taken away. Afterwards it is the technician's and the chief's.
 */
const mayChangeSite = os.middleware(({ context, next }) => {
  if (context.services.info().site !== null) requireRight(context.session, "site.change");
  return next();
});

/** All handlers. They run alike over a WebSocket and a MessagePort. */
export const router = os.router({
  station: {
    info: os.station.info.use(needs("station.read")).handler(({ context }) => context.services.info()),
  },
  site: {
    check: os.site.check.use(mayChangeSite).handler(({ context, input }) => ({
      problems: [...context.services.checkSite(input.text)],
    })),
    install: os.site.install.use(mayChangeSite).handler(async ({ context, input }) => ({
      problems: [...(await context.services.installSite(input.text, requireActor(context.session)))],
    })),
    get: os.site.get.use(needs("site.change")).handler(({ context }) => context.services.siteEditing.editableSite()),
    preview: os.site.preview
      .use(mayChangeSite)
      .handler(({ context, input }) => context.services.siteEditing.previewSite(input.edit)),
    apply: os.site.apply
      .use(mayChangeSite)
      .handler(({ context, input }) =>
        context.services.siteEditing.applySite(input.edit, input.baseSha256, requireActor(context.session)),
      ),
    previewUndo: os.site.previewUndo
      .use(needs("site.change"))
      .handler(({ context }) => context.services.siteEditing.previewUndo()),
    undo: os.site.undo
      .use(needs("site.change"))
      .handler(({ context, input }) =>
        context.services.siteEditing.undoSite(input.baseSha256, requireActor(context.session)),
      ),
    export: os.site.export
      .use(needs("site.change"))
      .handler(({ context, input }) =>
        context.services.siteEditing.exportSite(input.withSecrets, requireActor(context.session)),
      ),
  },
  session: {
    get: os.session.get.handler(({ context }) => ({ actor: context.session.actor })),
    signOn: os.session.signOn.handler(async ({ context, input }) => {
      const { session, services } = context;
      const before = session.actor;
      if (before !== null && before.name === input.name && before.role === input.role) return before;
      session.actor = input;
      if (before !== null) await services.noteSignOn(before, false);
      await services.noteSignOn(input, true);
      return input;
    }),
    signOff: os.session.signOff.handler(async ({ context }) => {
      const before = context.session.actor;
      context.session.actor = null;
      if (before !== null) await context.services.noteSignOn(before, false);
      return {};
    }),
  },
  alarms: {
    get: os.alarms.get.use(needs("alarms.read")).handler(({ context, input }) => context.services.alarm(input.alarmId)),
    acknowledge: os.alarms.acknowledge
      .use(needs("alarms.handle"))
      .handler(({ context, input }) =>
        context.services.command({ type: "acknowledge", ...input }, requireActor(context.session)),
      ),
    addNote: os.alarms.addNote
      .use(needs("alarms.handle"))
      .handler(({ context, input }) =>
        context.services.command({ type: "addNote", ...input }, requireActor(context.session)),
      ),
    close: os.alarms.close
      .use(needs("alarms.handle"))
      .handler(({ context, input }) =>
        context.services.command({ type: "close", ...input }, requireActor(context.session)),
      ),
    dispatch: os.alarms.dispatch
      .use(needs("alarms.handle"))
      .handler(({ context, input }) =>
        context.services.command({ type: "dispatch", ...input }, requireActor(context.session)),
      ),
    arrive: os.alarms.arrive
      .use(needs("alarms.handle"))
      .handler(({ context, input }) =>
        context.services.command({ type: "arrive", ...input }, requireActor(context.session)),
      ),
    takeOver: os.alarms.takeOver
      .use(needs("alarms.handle"))
      .handler(({ context, input }) =>
        context.services.command({ type: "takeOver", ...input }, requireActor(context.session)),
      ),
    reopen: os.alarms.reopen
      .use(needs("alarms.handle"))
      .handler(({ context, input }) =>
        context.services.reopen(input.alarmId, input.note, requireActor(context.session)),
      ),
    raiseManual: os.alarms.raiseManual
      .use(needs("alarms.handle"))
      .handler(({ context, input }) => context.services.raiseManual(input, requireActor(context.session))),
    doNextStep: os.alarms.doNextStep
      .use(needs("alarms.handle"))
      .handler(({ context, input }) =>
        context.services.command({ type: "doNextStep", ...input }, requireActor(context.session)),
      ),
    skipStep: os.alarms.skipStep
      .use(needs("alarms.handle"))
      .handler(({ context, input }) =>
        context.services.command({ type: "skipStep", ...input }, requireActor(context.session)),
      ),
    shelve: os.alarms.shelve
      .use(needs("alarms.handle"))
      .handler(({ context, input }) =>
        context.services.command({ type: "shelve", ...input }, requireActor(context.session)),
      ),
    unshelve: os.alarms.unshelve
      .use(needs("alarms.handle"))
      .handler(({ context, input }) =>
        context.services.command({ type: "unshelve", ...input }, requireActor(context.session)),
      ),
    makeReal: os.alarms.makeReal
      .use(needs("alarms.handle"))
      .handler(({ context, input }) =>
        context.services.command({ type: "makeReal", ...input }, requireActor(context.session)),
      ),
    noteShown: os.alarms.noteShown.use(needs("alarms.read")).handler(async ({ context, input }) => {
      await context.services.noteShown(input.alarmIds);
      return {};
    }),
  },
  desk: {
    get: os.desk.get.use(needs("alarms.read")).handler(({ context }) => context.services.desk()),
    startDrill: os.desk.startDrill
      .use(needs("desk.modes"))
      .handler(({ context, input }) =>
        context.services.setMode({ type: "startDrill", ...input }, requireActor(context.session)),
      ),
    endDrill: os.desk.endDrill
      .use(needs("desk.modes"))
      .handler(({ context }) => context.services.setMode({ type: "endDrill" }, requireActor(context.session))),
    startButtonTest: os.desk.startButtonTest
      .use(needs("desk.modes"))
      .handler(({ context, input }) =>
        context.services.setMode({ type: "startButtonTest", ...input }, requireActor(context.session)),
      ),
    endButtonTest: os.desk.endButtonTest
      .use(needs("desk.modes"))
      .handler(({ context }) => context.services.setMode({ type: "endButtonTest" }, requireActor(context.session))),
    startTest: os.desk.startTest
      .use(needs("desk.test"))
      .handler(({ context, input }) =>
        context.services.setMode({ type: "startTest", ...input }, requireActor(context.session)),
      ),
    testablePoints: os.desk.testablePoints
      .use(needs("devices.read"))
      .handler(({ context }) => context.services.testablePoints()),
    endTest: os.desk.endTest
      .use(needs("desk.test"))
      .handler(({ context, input }) =>
        context.services.setMode({ type: "endTest", ...input }, requireActor(context.session)),
      ),
    checkPanicPoints: os.desk.checkPanicPoints
      .use(needs("devices.read"))
      .handler(({ context }) => context.services.checkPanicPoints()),
    untestedPoints: os.desk.untestedPoints
      .use(needs("log.read"))
      .handler(({ context }) => context.services.reports.untestedPoints()),
    testedPresses: os.desk.testedPresses
      .use(needs("log.read"))
      .handler(({ context, input }) => context.services.reports.testedPresses(input)),
  },
  plans: {
    list: os.plans.list.use(needs("alarms.read")).handler(({ context }) => context.services.plans()),
    get: os.plans.get
      .use(needs("alarms.read"))
      .handler(({ context, input }) => context.services.plan(input.planId, input.version)),
  },
  reports: {
    alarmLoad: os.reports.alarmLoad
      .use(needs("log.read"))
      .handler(({ context, input }) => context.services.reports.alarmLoad(input)),
    alarmLoadCsv: os.reports.alarmLoadCsv
      .use(needs("log.read"))
      .handler(async ({ context, input }) => ({ csv: await context.services.reports.alarmLoadCsv(input) })),
    shift: os.reports.shift
      .use(needs("log.read"))
      .handler(({ context, input }) => context.services.reports.shift(input)),
  },
  log: {
    page: os.log.page.use(needs("log.read")).handler(({ context, input }) => context.services.page(input)),
  },
  cameras: { ...camerasRouter, ...viewsRouter },
  ptz: ptzRouter,
  coverage: coverageRouter,
  exports: exportsRouter,
  gates: gatesRouter,
  items: itemsRouter,
  entries: entriesRouter,
  deposits: depositsRouter,
  warnings: warningsRouter,
  clips: clipsRouter,
  bookmarks: bookmarksRouter,
  holds: holdsRouter,
  retention: retentionRouter,
  live: {
    follow: os.live.follow
      .use(needs("alarms.read"))
      .handler(({ context, input, signal }) =>
        context.services.follow(input.afterSeq, signal ?? new AbortController().signal),
      ),
  },
  devices: {
    followHealth: os.devices.followHealth
      .use(needs("devices.read"))
      .handler(({ context, signal }) => context.services.followHealth(signal ?? new AbortController().signal)),
    health: os.devices.health.use(needs("devices.read")).handler(({ context }) => [...context.services.health()]),
    frames: os.devices.frames
      .use(needs("devices.frames"))
      .handler(({ context, input }) => [...context.services.frames(input.deviceId)]),
    frameChecks: os.devices.frameChecks
      .use(needs("devices.frames"))
      .handler(({ context, input }) => context.services.frameChecks(input.deviceId)),
    profiles: os.devices.profiles.use(needs("devices.read")).handler(({ context }) => context.services.profiles()),
    useProfiles: os.devices.useProfiles
      .use(needs("site.change"))
      .handler(({ context }) => context.services.useProfiles()),
    serialPorts: os.devices.serialPorts
      .use(needs("site.change"))
      .handler(({ context }) => context.services.serialPorts()),
  },
});

/** One error for all refusals; what is not ours becomes `internal` and the foreign text stays here. */
function translate(error: unknown, procedure: string): ErrorData {
  if (error instanceof ORPCError && error.code === "BAD_REQUEST")
    return { code: "rpc.malformed", params: { procedure } };
  return toErrorData(error);
}

interface Intercepted {
  readonly context: CallContext;
  readonly path: readonly string[];
  readonly next: () => Promise<unknown>;
}

/** Runs around every call: errors become codes, refusals are written down. */
export async function translateErrors({ context, path, next }: Intercepted): Promise<unknown> {
  try {
    return await next();
  } catch (error) {
    const data = translate(error, path.join("."));
    if (data.code.startsWith("rpc.")) context.services.noteRefusal(path.join("."), data, context.session.actor);
    throw new ORPCError("APP", { defined: true, status: 400, data, cause: error });
  }
}
