import { AppError } from "../../base/app-error.ts";
import type { Clock } from "../../base/clock.ts";
import { elementAt, textAt } from "./xml.ts";
import type { SoapClient } from "./soap-client.ts";

/**
 * The camera's time, kept as its distance from our monotonic clock: the password's digest has to carry
 * the camera's time (tolerance about 5 s), and whoever sets this machine's clock must not change that.
 */
export interface CameraClock {
  /** UTC ms as the camera counts them; ours before the first reading. */
  nowMs(): number;
  /** The camera's time minus ours, ms, to a second or so; null before the first reading. */
  offsetMs(): number | null;
  /** The camera said `utcMs` between these two monotonic times. */
  read(utcMs: number, askedMs: number, answeredMs: number): void;
}

export function makeCameraClock(clock: Clock): CameraClock {
  /** Camera minus monotonic, ms. */
  let kept: number | null = null;
  return {
    nowMs: () => (kept === null ? clock.nowMs() : kept + clock.monotonicMs()),
    offsetMs: () => (kept === null ? null : Math.round(kept + clock.monotonicMs() - clock.nowMs())),
    read(utcMs, askedMs, answeredMs) {
      kept = utcMs - (askedMs + answeredMs) / 2;
    },
  };
}

const deviceNamespace = "http://www.onvif.org/ver10/device/wsdl";

/**
 * Asks GetSystemDateAndTime, without a password, and keeps the answer.
 * Throws what the client throws, and `camera.bad_answer` for a time that is none.
 */
export async function readCameraClock(
  soap: SoapClient,
  deviceUrl: URL,
  cameraClock: CameraClock,
  clock: Clock,
): Promise<void> {
  const askedMs = clock.monotonicMs();
  const response = await soap.call(deviceUrl, "GetSystemDateAndTime", {
    body: `<GetSystemDateAndTime xmlns="${deviceNamespace}"/>`,
    anonymous: true,
  });
  const answeredMs = clock.monotonicMs();
  const told = elementAt(response, "SystemDateAndTime");
  const utcMs = readDateTime(elementAt(told, "UTCDateTime"));
  if (utcMs === null) throw new AppError("camera.bad_answer", { reason: "GetSystemDateAndTime: no UTC time" });
  cameraClock.read(utcMs, askedMs, answeredMs);
}

function readDateTime(element: unknown): number | null {
  const date = elementAt(element, "Date");
  const time = elementAt(element, "Time");
  const number = (parent: unknown, name: string): number => {
    const text = textAt(parent, name);
    return /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  };
  const utcMs = Date.UTC(
    number(date, "Year"),
    number(date, "Month") - 1,
    number(date, "Day"),
    number(time, "Hour"),
    number(time, "Minute"),
    number(time, "Second"),
  );
  return Number.isFinite(utcMs) ? utcMs : null;
}
