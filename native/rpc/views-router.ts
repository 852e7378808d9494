import { needs, os, requireActor } from "./procedures.ts";

/** Handlers about the view of a camera (0016). */
export const viewsRouter = {
  still: os.cameras.still
    .use(needs("cameras.view"))
    .handler(({ context, input }) => context.services.cameras.still(input.cameraId)),
  reference: os.cameras.reference
    .use(needs("cameras.view"))
    .handler(({ context, input }) => context.services.cameras.reference(input.cameraId)),
  setReference: os.cameras.setReference
    .use(needs("site.change"))
    .handler(({ context, input }) =>
      context.services.cameras.setReference(input.cameraId, input.atMs, requireActor(context.session)),
    ),
};
