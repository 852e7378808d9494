import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { camerasEnvironment } from "../../native/base/cameras-environment.ts";
import type { FromCameras, ToCameras } from "../../native/contract/cameras-protocol.ts";
import type { ProbeInput } from "../../native/contract/enrol.ts";
import { cameraDeviceSchema } from "../../native/contract/site.ts";
import { type HostileCamera, hostileAccount, startHostileCamera } from "../simulators/camera/hostile-camera.ts";
import type { ForeignListeners } from "./foreign-listeners.ts";
import { type HostileCase, hostileCases } from "./hostile-addresses.ts";

const entry = fileURLToPath(new URL("../../native/cameras/main.ts", import.meta.url));

export interface HostileRun {
  readonly cases: number;
  /** Cameras that were never asked: their case proves nothing. */
  readonly unasked: readonly string[];
  /** Cases after which a foreign listener had heard something, with what. */
  readonly leaks: readonly string[];
  /** How far the console came with each: calls of all cameras. */
  readonly calls: number;
}

export interface HostileRunOptions {
  readonly foreign: ForeignListeners;
  /** Which of the cases, by their index; all when left out. */
  readonly only?: (index: number) => boolean;
  /** Cameras at once. */
  readonly atOnce?: number;
  readonly say?: (text: string) => void;
}

/**
 * The cameras process as the station starts it, against hostile cameras: each enrolled, and each looked at
 * before enrolment, and once more with the port of its streams agreed to.
 */
export async function runHostileCameras(options: HostileRunOptions): Promise<HostileRun> {
  const { foreign, only = () => true, atOnce = 25, say = () => undefined } = options;
  const wanted = hostileCases(foreign.port, "").flatMap((_, index) => (only(index) ? [index] : []));
  const folder = mkdtempSync(join(tmpdir(), "wardwatch-ssrf-"));
  const child = fork(entry, {
    env: { ...process.env, ...camerasEnvironment(atOnce), WARDWATCH_LOG_LEVEL: "silent" },
  });
  const listeners = new Set<(message: FromCameras) => void>();
  child.on("message", (message) => {
    for (const listener of listeners) listener(message as FromCameras);
  });
  const send = (message: ToCameras): void => void child.send(message);
  const unasked: string[] = [];
  const leaks: string[] = [];
  let calls = 0;
  try {
    for (let from = 0; from < wanted.length; from += atOnce) {
      const batch = await Promise.all(
        wanted.slice(from, from + atOnce).map(async (index) => {
          let hostile: HostileCase | undefined;
          const camera = await startHostileCamera((enrolled) => {
            hostile = hostileCases(foreign.port, enrolled)[index];
            if (hostile === undefined) throw new Error(`no case ${index}`);
            return hostile;
          });
          return { camera, name: `${hostile?.place}: ${hostile?.form}` };
        }),
      );
      const enrolled = (camera: HostileCamera, at: number) =>
        cameraDeviceSchema.parse({
          id: `cam${at}`,
          kind: "camera",
          family: "onvif",
          area: "hall",
          address: camera.address,
          rtspPort: camera.rtspPort,
          ...hostileAccount,
        });
      await allReported(
        batch.map((_, at) => `cam${at}`),
        () =>
          send({
            type: "configure",
            cameras: batch.map(({ camera }, at) => enrolled(camera, at)),
            clipsFolder: folder,
            viewsFolder: folder,
          }),
      );
      note("enrolled");
      send({ type: "configure", cameras: [], clipsFolder: folder, viewsFolder: folder });
      await Promise.all(
        batch.map(({ camera }, at) => asked(from + at, { address: camera.address, ...hostileAccount })),
      );
      note("looked at");
      await Promise.all(
        batch.map(({ camera: { address, rtspPort } }, at) =>
          asked(wanted.length + from + at, { address, rtspPort, ...hostileAccount }),
        ),
      );
      note("looked at, port agreed to");
      for (const { camera, name } of batch) {
        calls += camera.calls.length;
        if (camera.calls.length === 0) unasked.push(name);
        await camera.close();
      }
      say(`${Math.min(from + atOnce, wanted.length)} of ${wanted.length}`);

      // A batch shares the listeners: the address in what was heard, or the batch, says which case it was.
      function note(how: string): void {
        for (const text of foreign.heard)
          leaks.push(`${how}, one of ${batch[0]?.name} … ${batch.at(-1)?.name}: ${text}`);
        foreign.forget();
      }
    }
  } finally {
    child.kill("SIGKILL");
    await once(child, "exit");
    rmSync(folder, { recursive: true, force: true });
  }
  return { cases: wanted.length, unasked, leaks, calls };

  /** Until the first attempt with each of them is over. */
  function allReported(ids: readonly string[], begin: () => void): Promise<void> {
    const left = new Set(ids);
    return new Promise((resolve) => {
      const listener = (message: FromCameras): void => {
        if (message.type !== "report" || message.report.type === "camera.online") return;
        left.delete(message.report.deviceId);
        if (left.size > 0) return;
        listeners.delete(listener);
        resolve();
      };
      listeners.add(listener);
      begin();
    });
  }

  function asked(request: number, camera: ProbeInput): Promise<void> {
    return new Promise((resolve) => {
      const listener = (message: FromCameras): void => {
        if (message.type !== "ended" || message.request !== request) return;
        listeners.delete(listener);
        resolve();
      };
      listeners.add(listener);
      send({ type: "ask", request, question: "probe", camera });
    });
  }
}
