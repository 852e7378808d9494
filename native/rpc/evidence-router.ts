import { needs, os } from "./procedures.ts";

/** Handlers of recordings, bookmarks, holds and retention (0019). */

export const clipsRouter = {
  list: os.clips.list
    .use(needs("evidence.read"))
    .handler(({ context, input }) => context.services.evidence.clips.list(input)),
  get: os.clips.get
    .use(needs("evidence.read"))
    .handler(({ context, input }) => context.services.evidence.clips.get(input.clipId)),
};
