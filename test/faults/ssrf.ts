import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { openForeignListeners, foreignHost, type ForeignListeners } from "../harness/foreign-listeners.ts";
import { runHostileCameras } from "../harness/hostile-run.ts";
import { hostileAccount, startHostileCamera } from "../simulators/camera/hostile-camera.ts";
import type { FaultOptions, FaultResult } from "./fault.ts";

const password = Buffer.from(`${hostileAccount.username}:${hostileAccount.password}`).toString("base64");
const leastCases = 200;
const nodeOnvif = createRequire(import.meta.url).resolve("node-onvif");

function run(file: string, arguments_: readonly string[]): Promise<void> {
  // How it ends does not matter: what the foreign listeners hear does.
  return new Promise((resolve) => execFile(file, arguments_, { timeout: 20_000 }, () => resolve()));
}

/** node-onvif as it is, led on by its media service's address. */
async function bareNodeOnvif({ port }: ForeignListeners): Promise<void> {
  const address = `http://${foreignHost}:${port}`;
  const camera = await startHostileCamera(() => ({ place: "services", form: "control", address }));
  const { username: user, password: pass } = hostileAccount;
  const script = `const { OnvifDevice } = require(${JSON.stringify(nodeOnvif)});
    new OnvifDevice(${JSON.stringify({ xaddr: camera.address, user, pass })}).init().then(() => process.exit(), () => process.exit());`;
  await run(process.execPath, ["-e", script]);
  await camera.close();
}

/** FFmpeg as it is, led on by a redirect. */
async function bareFfmpeg({ port }: ForeignListeners): Promise<void> {
  const address = `rtsp://${foreignHost}:${port}/x`;
  const camera = await startHostileCamera(() => ({ place: "rtsp DESCRIBE", form: "control", address }));
  const { username, password: secret } = hostileAccount;
  await run("ffprobe", [
    "-v",
    "quiet",
    "-rtsp_transport",
    "tcp",
    `rtsp://${username}:${secret}@127.0.0.1:${camera.rtspPort}/sub`,
  ]);
  await camera.close();
}

/** Hostile cameras against the cameras process: nobody else hears a byte. */
export async function leadAstray({ say }: FaultOptions): Promise<FaultResult> {
  const foreign = await openForeignListeners();
  try {
    const bytesOf = (texts: readonly string[]): number =>
      texts.reduce((sum, text) => sum + text.replace(/^\w+ [\w.:]+: /, "").length, 0);
    await bareNodeOnvif(foreign);
    const byNodeOnvif = [...foreign.heard];
    foreign.forget();
    await bareFfmpeg(foreign);
    const byFfmpeg = [...foreign.heard];
    foreign.forget();
    const { cases, unasked, leaks, calls } = await runHostileCameras({ foreign, say });
    const credentials = leaks.filter((text) => /UsernameToken|Authorization/i.test(text)).length;
    const told = byNodeOnvif.some((text) => text.includes("UsernameToken"));
    const gave = byFfmpeg.some((text) => text.includes(password));
    return {
      id: "SSRF",
      name: "hostile addresses and redirects",
      figure: `${cases} cases, each enrolled and looked at twice, ${calls} calls; foreign listeners: ${leaks.length} packets or connections, ${credentials} with credentials; ${unasked.length} cases unasked`,
      target: `≥ ${leastCases} cases, 0 bytes, 0 credentials`,
      pass: cases >= leastCases && leaks.length === 0 && unasked.length === 0,
      control: {
        figure: `bare node-onvif sent ${bytesOf(byNodeOnvif)} characters there${told ? " with the password's digest" : ""}; bare ffmpeg ${bytesOf(byFfmpeg)}${gave ? " with the password" : ""}`,
        pass: told && gave,
      },
      details: { cases, calls, leaks: leaks.slice(0, 50), unasked },
    };
  } finally {
    await foreign.close();
  }
}
