import { AppError } from "../../base/app-error.ts";
import type { Clock } from "../../base/clock.ts";
import { decodeStill } from "../h264/decode-still.ts";
import { makePictureAssembler } from "../h264/picture-assembler.ts";
import type { Picture, PictureAssembler } from "../h264/picture-assembler.ts";
import type { Credentials } from "../http-digest.ts";
import { describeStream } from "../rtsp/describe-stream.ts";
import { readStream } from "../rtsp/read-stream.ts";

/** Cameras send a key picture every two to four seconds, some every ten. */
const withinMs = 12_000;

/**
 * The first whole picture of a stream as JPEG. Throws what `describeStream` and `readStream` throw,
 * `camera.no_usable_profile`, `camera.timed_out`, `camera.still_failed`.
 */
export async function takeFirstPicture(
  streamAddress: string,
  credentials: Credentials,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Buffer> {
  const { codecs } = await describeStream(streamAddress, credentials, { clock, signal });
  if (!codecs.includes("H264") && !codecs.includes("H265"))
    throw new AppError("camera.no_usable_profile", { codecs: codecs.join(", ").slice(0, 200) || "-" });
  const enough = new AbortController();
  let first: Picture | null = null;
  const listener = {
    onConfig: () => undefined,
    onPicture(picture: Picture) {
      first ??= picture;
      enough.abort();
    },
    onBad: () => undefined,
  };
  const cancel = clock.after(withinMs, () => enough.abort());
  let assembler: PictureAssembler | null = null;
  try {
    await readStream(
      streamAddress,
      credentials,
      {
        onOpen(encoding, outOfBand) {
          assembler = makePictureAssembler(encoding, outOfBand, listener);
        },
        onPiece: (piece) => assembler?.push(piece),
      },
      { clock, signal: AbortSignal.any([signal, enough.signal]) },
    );
  } catch (error) {
    if (!enough.signal.aborted) throw error;
  } finally {
    cancel();
  }
  if (first === null) throw new AppError("camera.timed_out", { reason: "first picture" });
  return decodeStill([first]);
}
