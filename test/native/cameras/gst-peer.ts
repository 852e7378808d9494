import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { closing } from "../../set-up.ts";

const script = fileURLToPath(new URL("peers/rtsp-peer.py", import.meta.url));

export interface GstPeer {
  readonly address: string;
  /** Ends it as a power cut does. */
  kill(): void;
}

/** gst-rtsp-server with a test picture, moving unless told otherwise: 640x360, 15 frames a second, Digest. Closed after the test. */
export async function startGstPeer(
  username: string,
  password: string,
  scene: "ball" | "frozen" | "black" | "still" = "ball",
  codec: "h264" | "h265" | "jpeg" = "h264",
): Promise<GstPeer> {
  // Debian's Python: the modules belong to it, whatever else is on the path.
  const child = spawn("/usr/bin/python3", [script, "640", "360", "15", "500", username, password], {
    env: { ...process.env, SCENE: scene, CODEC: codec },
    stdio: ["pipe", "pipe", "inherit"],
  });
  closing(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  });
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const { port } = JSON.parse(line) as { port: number };
  return { address: `rtsp://127.0.0.1:${port}/live`, kill: () => child.kill("SIGKILL") };
}
