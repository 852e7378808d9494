import { z } from "zod";
import { base } from "./procedure.ts";
import { idSchema, utcMsSchema } from "./text.ts";

const cameraRef = z.strictObject({ cameraId: idSchema });
/** `jpeg` is base64; `atMs` when the picture had been received, UTC. */
const stillSchema = z.strictObject({ atMs: utcMsSchema, jpeg: z.string() });

/** What a camera shows, and what it should show (0016). */
export const cameraViewsContract = {
  /** The picture on the line now. Refused: `camera.no_picture`, `camera.still_failed`, `cameras.process_down`. */
  still: base.input(cameraRef).output(stillSchema),
  /** The right view as it was set last; null before that. */
  reference: base.input(cameraRef).output(stillSchema.nullable()),
  /**
   * The picture of `atMs` shows the right view from now on: what the caller saw, not what came since.
   * `camera.no_picture` when it is not kept any more (half a minute).
   */
  setReference: base.input(cameraRef.extend({ atMs: utcMsSchema })).output(stillSchema),
} as const;
