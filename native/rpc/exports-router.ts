import { needs, os, requireActor } from "./procedures.ts";

/** Handlers of evidence export (0018). */
export const exportsRouter = {
  preview: os.exports.preview
    .use(needs("evidence.ask"))
    .handler(({ context, input }) => context.services.exports.preview(input)),
  still: os.exports.still
    .use(needs("evidence.ask"))
    .handler(({ context, input }) => context.services.exports.still(input.clipId, input.atMs)),
  ask: os.exports.ask
    .use(needs("evidence.ask"))
    .handler(({ context, input }) => context.services.exports.ask(input.ask, requireActor(context.session))),
  run: os.exports.run
    .use(needs("evidence.export"))
    .handler(({ context, input }) =>
      context.services.exports.run(input.exportId, input.watermark, requireActor(context.session)),
    ),
  decline: os.exports.decline
    .use(needs("evidence.export"))
    .handler(({ context, input }) =>
      context.services.exports.decline(input.exportId, input.note, requireActor(context.session)),
    ),
  cancel: os.exports.cancel
    .use(needs("evidence.export"))
    .handler(({ context, input }) => context.services.exports.cancel(input.exportId)),
  get: os.exports.get
    .use(needs("log.read"))
    .handler(({ context, input }) => context.services.exports.get(input.exportId)),
  list: os.exports.list.use(needs("log.read")).handler(({ context }) => context.services.exports.list()),
};
