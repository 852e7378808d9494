import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const simulator = fileURLToPath(new URL("../simulators/camera/main.ts", import.meta.url));

/** A simulated camera in a process of its own. */
export interface CameraChild {
  readonly child: ChildProcess;
  readonly address: string;
  /** A fault (`freeze`, `hang=false`), `drop`, or `reboot=5000`; resolves when it is obeyed. */
  order(line: string): Promise<void>;
}

interface Said {
  readonly event: "ready" | "done" | "failed";
  readonly address?: string;
  readonly reason?: string;
}

export async function startCameraChild(name = "CAM-1", framesPerSecond = 15): Promise<CameraChild> {
  const options = ["--port", "0", "--name", name, "--fps", String(framesPerSecond)];
  const child = spawn(process.execPath, [simulator, ...options], { stdio: ["pipe", "pipe", "inherit"] });
  const answers: { resolve: (address: string) => void; reject: (error: Error) => void }[] = [];
  const answered = (): Promise<string> => new Promise((resolve, reject) => void answers.push({ resolve, reject }));
  const ready = answered();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const said = JSON.parse(line) as Said;
    const waiting = answers.shift();
    if (said.event === "failed") waiting?.reject(new Error(said.reason));
    else waiting?.resolve(said.address ?? "");
  });
  const end = (error: Error): void => {
    for (const waiting of answers.splice(0)) waiting.reject(error);
  };
  child.once("error", end);
  child.once("exit", (code) => end(new Error(`the camera simulator ended with ${code}`)));
  const address = await ready;
  return {
    child,
    address,
    async order(line) {
      child.stdin.write(`${line}\n`);
      await answered();
    },
  };
}
