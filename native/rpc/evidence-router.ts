import { needs, os, requireActor } from "./procedures.ts";

/** Handlers of recordings, bookmarks, holds and retention (0019). */

const { clips, bookmarks, holds, retention } = os;

export const clipsRouter = {
  list: clips.list
    .use(needs("evidence.read"))
    .handler(({ context, input }) => context.services.evidence.clips.list(input)),
  get: clips.get
    .use(needs("evidence.read"))
    .handler(({ context, input }) => context.services.evidence.clips.get(input.clipId)),
  view: clips.view.use(needs("evidence.handle")).handler(async ({ context, input }) => {
    const { clipId, ...viewing } = input;
    await context.services.evidence.clips.view(clipId, viewing, requireActor(context.session));
    return {};
  }),
  noteReplay: clips.noteReplay.use(needs("cameras.view")).handler(async ({ context, input }) => {
    await context.services.evidence.clips.noteReplay(input, context.session.actor);
    return {};
  }),
  delete: clips.delete
    .use(needs("evidence.manage"))
    .handler(({ context, input }) =>
      context.services.evidence.clips.delete(input.clipIds, input.reason, requireActor(context.session)),
    ),
};

export const bookmarksRouter = {
  add: bookmarks.add
    .use(needs("evidence.handle"))
    .handler(({ context, input }) => context.services.evidence.bookmarks.add(input, requireActor(context.session))),
  list: bookmarks.list
    .use(needs("evidence.read"))
    .handler(({ context, input }) => context.services.evidence.bookmarks.list(input)),
};

export const holdsRouter = {
  list: holds.list.use(needs("evidence.read")).handler(({ context }) => context.services.evidence.holds.list()),
  get: holds.get
    .use(needs("evidence.read"))
    .handler(({ context, input }) => context.services.evidence.holds.get(input.holdId)),
  place: holds.place
    .use(needs("evidence.handle"))
    .handler(({ context, input }) => context.services.evidence.holds.place(input, requireActor(context.session))),
  release: holds.release
    .use(needs("evidence.manage"))
    .handler(({ context, input }) =>
      context.services.evidence.holds.release(input.holdId, input.reason, requireActor(context.session)),
    ),
};

export const retentionRouter = {
  state: retention.state
    .use(needs("evidence.read"))
    .handler(({ context }) => context.services.evidence.retention.state()),
  records: retention.records
    .use(needs("evidence.read"))
    .handler(({ context }) => context.services.evidence.retention.records()),
  record: retention.record
    .use(needs("evidence.read"))
    .handler(({ context, input }) => context.services.evidence.retention.record(input.number)),
  sign: retention.sign.use(needs("evidence.manage")).handler(({ context, input }) => {
    const { numbers, signature, note } = input;
    return context.services.evidence.retention.sign(numbers, signature, note, requireActor(context.session));
  }),
};
