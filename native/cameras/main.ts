import type { Socket } from "node:net";
import { reasonOf } from "../base/app-error.ts";
import { systemClock } from "../base/clock.ts";
import { openLogger } from "../base/logger.ts";
import type { FromCameras, ToCameras } from "../contract/cameras-protocol.ts";
import { openCameraProcess } from "./camera-process.ts";
import type { Attachment } from "./camera-process.ts";
import type { ElectronPort } from "./pages/port-wire.ts";

/**
 * Entry of the cameras process, forked by plain Node or started by Electron as a utility process.
 * Whoever starts it sets the environment of native/base/cameras-environment.ts.
 */

/** Electron's `process.parentPort` in a utility process. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: "message", listener: (event: { data: unknown; ports: readonly ElectronPort[] }) => void): void;
}

const logger = openLogger(process.env["WARDWATCH_LOG_LEVEL"] ?? "warn").child({ process: "cameras" });
const { parentPort } = process as { parentPort?: ParentPort };
if (!parentPort && !process.send) {
  logger.error({}, "the cameras process is started by the station, not by hand");
  process.exit(2);
}

const stopWithinMs = 3000;
let stopping = false;

const cameras = openCameraProcess(send, { clock: systemClock, logger });

function send(message: FromCameras): void {
  if (parentPort) parentPort.postMessage(message);
  else if (process.connected) process.send?.(message, undefined, undefined, onSent);
}

/** A parent that has just died; `disconnect` follows. */
function onSent(error: Error | null): void {
  if (error) logger.debug({ reason: reasonOf(error) }, "message not sent");
}

function receive(message: unknown, attachment: Attachment): void {
  const known = message as ToCameras;
  if (known.type === "stop") void stop(0);
  else cameras.receive(known, attachment);
}

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(1), stopWithinMs).unref();
  try {
    await cameras.close();
    process.exit(code);
  } catch (error) {
    logger.error({ reason: reasonOf(error) }, "stopping failed");
    process.exit(1);
  }
}

process.on("uncaughtException", (error) => {
  logger.error({ reason: reasonOf(error), stack: error.stack }, "unexpected exception");
  process.exit(1);
});
process.on("SIGTERM", () => void stop(0));
// The terminal sends an interrupt to the whole group; the parent decides when to stop.
process.on("SIGINT", () => undefined);

if (parentPort) parentPort.on("message", ({ data, ports }) => receive(data, { port: ports[0] }));
else {
  process.on("message", (message: unknown, handle: unknown) =>
    receive(message, { socket: handle as Socket | undefined }),
  );
  process.on("disconnect", () => void stop(0));
}
