import { needs, os, requireActor } from "./procedures.ts";

/** Moving cameras (0014). */
export const ptzRouter = {
  take: os.ptz.take
    .use(needs("cameras.move"))
    .handler(({ context, input }) => context.services.ptz.take(input.cameraId, requireActor(context.session))),
  release: os.ptz.release.use(needs("cameras.move")).handler(({ context, input }) => {
    context.services.ptz.release(input.cameraId, requireActor(context.session));
    return {};
  }),
  move: os.ptz.move.use(needs("cameras.move")).handler(async ({ context, input: { cameraId, vector } }) => {
    await context.services.ptz.perform(cameraId, { type: "move", vector }, requireActor(context.session));
    return {};
  }),
  goTo: os.ptz.goTo.use(needs("cameras.move")).handler(async ({ context, input: { cameraId, preset } }) => {
    await context.services.ptz.perform(cameraId, { type: "goTo", preset }, requireActor(context.session));
    return {};
  }),
  goHome: os.ptz.goHome.use(needs("cameras.move")).handler(async ({ context, input: { cameraId } }) => {
    await context.services.ptz.perform(cameraId, { type: "goHome" }, requireActor(context.session));
    return {};
  }),
  setPreset: os.ptz.setPreset
    .use(needs("cameras.presets"))
    .handler(async ({ context, input: { cameraId, preset, name } }) => [
      ...(await context.services.ptz.perform(
        cameraId,
        { type: "setPreset", preset, name },
        requireActor(context.session),
      )),
    ]),
  removePreset: os.ptz.removePreset
    .use(needs("cameras.presets"))
    .handler(async ({ context, input: { cameraId, preset } }) => [
      ...(await context.services.ptz.perform(
        cameraId,
        { type: "removePreset", preset },
        requireActor(context.session),
      )),
    ]),
};
