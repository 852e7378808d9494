import { percentilesOf } from "../../harness/percentiles.ts";
import { atMost, type BenchResult } from "../bench-result.ts";
import { Closers, openPage, servePageOf, startCameras, startPython } from "./cameras-and-page.ts";

const gopMs = 1000;
const opens = 50;
/** Each waits for a camera to be connected anew. */
const freshOpens = 10;

/**
 * P5, first picture: a tile opened on a running camera, whose last key picture is kept, until the picture is
 * painted; and one opened on a camera at the moment at which it is configured, which includes asking it over
 * ONVIF and opening its stream. The source's key pictures are a second apart.
 */
export async function benchFirstPicture(say: (text: string) => void): Promise<readonly BenchResult[]> {
  const closers = new Closers();
  try {
    const size = [640, 360, 25, 1000];
    const { port } = await startPython("../../native/cameras/peers/rtsp-peer.py", size, {}, closers);
    const cameras = await startCameras(`rtsp://127.0.0.1:${port}/live`, 1, closers);
    const { page } = await openPage(await servePageOf("tile-page.ts", cameras.child, closers), null, closers);
    const open = (camera: number): Promise<number> =>
      page.evaluate((id) => window.bench.firstPicture(id), `cam${camera}`);
    const kept: number[] = [];
    for (let at = 0; at < opens; at++) kept.push(await open(0));
    say(`${opens} opens of a running camera`);
    const fresh: number[] = [];
    for (let at = 1; at <= freshOpens; at++) {
      // The first stays, so that the source does not stop between two.
      cameras.configure([0, at]);
      fresh.push(await open(at));
    }
    const [running, anew] = [percentilesOf(kept), percentilesOf(fresh)];
    return [
      atMost(`P5 first picture with a kept key picture, p50 of ${opens}`, running.p50, "ms", 300),
      atMost(`P5 first picture with a kept key picture, max of ${opens}`, running.max, "ms", 300),
      atMost(`P5 first picture of a camera connected anew, max of ${freshOpens}`, anew.max, "ms", gopMs + 300),
    ];
  } finally {
    await closers.close();
  }
}
