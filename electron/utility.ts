import { type MessagePortMain, utilityProcess } from "electron";
import type { ProcessName } from "./channels.ts";

export interface Utility {
  post(message: object, ports?: MessagePortMain[]): void;
  kill(): void;
  /** Asks it to stop and ends it by force after the deadline; resolves when it is gone. */
  stop(deadlineMs: number): Promise<void>;
}

export interface UtilityOptions {
  readonly name: ProcessName;
  /** The compiled entry, absolute. */
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onMessage: (message: unknown) => void;
  /** Once, whatever it ended of. */
  readonly onExit: (code: number) => void;
}

/** Starts one utility process; messages sent before it is up wait for it. */
export function forkUtility(options: UtilityOptions): Utility {
  const child = utilityProcess.fork(options.file, [], {
    serviceName: `wardwatch-${options.name}`,
    env: options.env,
    stdio: "inherit",
  });
  let isGone = false;
  const gone = new Promise<void>((resolve) => {
    child.once("exit", (code) => {
      isGone = true;
      options.onExit(code);
      resolve();
    });
  });
  child.on("message", options.onMessage);

  function kill(): void {
    // Not child.kill(): that asks politely, and a process that hangs does not hear it.
    if (!isGone && child.pid !== undefined) process.kill(child.pid, "SIGKILL");
  }

  return {
    post: (message, ports) => child.postMessage(message, ports),
    kill,
    async stop(deadlineMs) {
      if (isGone) return;
      child.postMessage({ type: "stop" });
      const force = setTimeout(kill, deadlineMs);
      await gone;
      clearTimeout(force);
    },
  };
}
