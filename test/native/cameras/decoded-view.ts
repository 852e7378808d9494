import { execFileSync } from "node:child_process";
import { type ReducedView, reduceView } from "../../../native/cameras/content/reduce-view.ts";
import { decodeLuma, type Luma } from "../../../native/cameras/h264/decode-still.ts";
import type { Picture } from "../../../native/cameras/h264/picture-assembler.ts";
import { makeScene } from "../../simulators/camera/scene.ts";

export const viewSize = { width: 640, height: 360 } as const;

/** The simulated camera's corridor, without and with the number of the picture changed. */
function corridor(number: number): Buffer {
  const { width, height } = viewSize;
  const frame = makeScene(width, height, "CAM1").draw(number, new Date(Date.UTC(2026, 2, 9)));
  return Buffer.from(frame.subarray(0, width * height));
}

/** What ffmpeg makes of a scene with its filters, encoded as H.264: one key picture. */
export function encodedPicture(scene: string, filters = "null", atMs = 0): Picture {
  const { width, height } = viewSize;
  const source =
    scene === "corridor"
      ? ["-f", "rawvideo", "-pix_fmt", "gray", "-s", `${width}x${height}`, "-i", "-"]
      : ["-f", "lavfi", "-i", `${scene}=s=${width}x${height}`];
  const encoding = `-vf ${filters},format=yuv420p -frames:v 1 -c:v libx264 -preset ultrafast -b:v 500k -f h264 -`;
  const bytes = execFileSync("ffmpeg", ["-v", "error", "-threads", "1", ...source, ...encoding.split(" ")], {
    input: scene === "corridor" ? corridor(1) : "",
    maxBuffer: 10_000_000,
  });
  return { key: true, encoding: "h264", bytes, receivedAtMs: atMs, timestampUs: 0 };
}

export function decodedLuma(scene: string, filters = "null"): Promise<Luma> {
  return decodeLuma([encodedPicture(scene, filters)]);
}

export async function decodedView(scene: string, filters = "null"): Promise<ReducedView> {
  return reduceView(await decodedLuma(scene, filters));
}
