/** Forked by F10: meets one hostile answer, tells what it cost, and reads a good camera afterwards. */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { toErrorData } from "../../native/base/app-error.ts";
import { systemClock } from "../../native/base/clock.ts";
import { silentLogger } from "../../native/base/logger.ts";
import { createPullPoint } from "../../native/cameras/events/pull-point.ts";
import { readNotices } from "../../native/cameras/events/read-notices.ts";
import { makeCameraClock } from "../../native/cameras/onvif/camera-clock.ts";
import { readCamera, type CameraConnection } from "../../native/cameras/onvif/read-camera.ts";
import { makeSoapClient } from "../../native/cameras/onvif/soap-client.ts";
import { makeSoapPost } from "../../native/cameras/onvif/soap-post.ts";

export interface HostileOrder {
  readonly hostile: string;
  readonly good: string;
  readonly client: "ours" | "node-onvif";
}
export interface HostileFinding {
  /** Of the error that the camera is marked with; `none` when there was none. */
  readonly code: string;
  /** Of one question, the dearest of them. */
  readonly cpuMs: number;
  readonly megabytes: number;
  /** A good camera was read afterwards. */
  readonly isWell: boolean;
}

const account = { username: "operator", password: "secret" };
const signal = new AbortController().signal;
const parts = { clock: systemClock, logger: silentLogger, signal };

/** Peak of the resident memory since it was last forgotten, MB. */
function peakMegabytes(): number {
  return Number(/VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "0") / 1024;
}
function forgetPeak(): void {
  globalThis.gc?.();
  writeFileSync("/proc/self/clear_refs", "5");
}

function connectionTo(address: string): CameraConnection {
  const post = makeSoapPost(account, { clock: systemClock });
  const cameraClock = makeCameraClock(systemClock);
  const soap = makeSoapClient(post, { credentials: account, signal, cameraNowMs: () => cameraClock.nowMs() });
  const services = { media1: null, media2: null, ptz: null, events: address };
  return { deviceUrl: new URL(address), soap, cameraClock, services };
}

/** Every way in which an answer of a camera is read. */
function questions({ hostile, client }: HostileOrder): (() => Promise<unknown>)[] {
  if (client === "node-onvif") {
    const { hostname, port, pathname } = new URL(hostile);
    const address = { protocol: "http:", hostname, port, pathname };
    return [() => theirRequest(address, "GetDeviceInformation", "<x/>")];
  }
  const { soap, ...rest } = connectionTo(hostile);
  const url = new URL(hostile);
  return [
    () => soap.call(url, "GetDeviceInformation", { body: "<x/>" }),
    () => soap.call(url, "PullMessages", { body: "<x/>" }).then(readNotices),
    () => createPullPoint(hostile, { soap, ...rest }, systemClock),
  ];
}

interface TheirSoap {
  readonly requestCommand: (address: object, method: string, envelope: string) => Promise<unknown>;
}

/** As it was before native/cameras/onvif/node-onvif.ts put ours in its place. */
function theirRequest(...asked: Parameters<TheirSoap["requestCommand"]>): Promise<unknown> {
  const soap = createRequire(import.meta.url)("node-onvif/lib/modules/soap.js") as TheirSoap;
  const before = (Object.getPrototypeOf(soap) as TheirSoap).requestCommand;
  return before.apply(soap, asked);
}

async function meet(order: HostileOrder): Promise<HostileFinding> {
  // Loads and compiles what a good camera needs: that is no cost of the hostile one.
  await readCamera(order.good, account, parts);
  const finding = { code: "none", cpuMs: 0, megabytes: 0 };
  for (const ask of questions(order)) {
    forgetPeak();
    const beforeMb = peakMegabytes();
    const before = process.cpuUsage();
    try {
      await ask();
    } catch (error) {
      const { code, params } = toErrorData(error);
      finding.code = code === "internal" ? String(params["reason"]).slice(0, 60) : code;
    }
    const { user, system } = process.cpuUsage(before);
    finding.cpuMs = Math.max(finding.cpuMs, (user + system) / 1000);
    finding.megabytes = Math.max(finding.megabytes, peakMegabytes() - beforeMb);
  }
  const { model } = await readCamera(order.good, account, parts);
  return { ...finding, isWell: model !== "" };
}

process.once("message", (order) => {
  meet(order as HostileOrder).then(
    (finding) => process.send?.(finding),
    (error: unknown) => {
      process.stderr.write(String(error));
      process.exit(1);
    },
  );
});
