import { fork } from "node:child_process";
import { constants, setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import { camerasEnvironment } from "../base/cameras-environment.ts";
import type { FromCameras } from "../contract/cameras-protocol.ts";
import type { CamerasChild } from "./cameras-process.ts";

/** The cameras process of a plain Node station: a forked child, which takes pages' sockets over IPC. */
export function forkCameras(cameraCount: number): CamerasChild {
  // The entry has this file's own ending: .ts from the source, .js when compiled.
  const entry = fileURLToPath(new URL(`../cameras/main${import.meta.url.slice(-3)}`, import.meta.url));
  const child = fork(entry, [], {
    env: { ...process.env, ...camerasEnvironment(cameraCount) },
    // Its stdout is not ours: the station prints JSON there.
    stdio: ["ignore", 2, 2, "ipc"],
  });
  if (child.pid !== undefined) yieldToAlarms(child.pid);
  const exitListeners: ((reason: string) => void)[] = [];
  let ended: string | null = null;
  const end = (reason: string): void => {
    if (ended !== null) return;
    ended = reason;
    for (const listener of exitListeners) listener(reason);
  };
  child.on("exit", (code, signal) => end(signal ?? `exit ${code ?? "?"}`));
  child.on("error", (error) => end(error.message));
  return {
    post(message, handle) {
      if (!child.connected) {
        handle?.destroy();
        return;
      }
      // A child that dies meanwhile is told of by `exit`; the page connects again.
      child.send(message, handle, { keepOpen: false }, (error) => {
        if (error) handle?.destroy();
      });
    },
    onMessage: (listener) => child.on("message", (message) => listener(message as FromCameras)),
    onExit(listener) {
      if (ended === null) exitListeners.push(listener);
      else listener(ended);
    },
    kill: () => child.kill("SIGKILL"),
  };
}

/**
 * Alarms go before pictures: where cores are few, a cameras process that starts again must not make a
 * receiver wait. Set by the parent, before the child has threads: on Linux they inherit it one by one.
 */
function yieldToAlarms(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, which `exit` tells, or the system has no priorities: it works without.
  }
}
