import { stat } from "node:fs/promises";
import { SerialPort } from "serialport";
import { AppError, reasonOf } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { SerialAddress } from "./link-address.ts";
import type { ConnectWire, Wire, WireEvents } from "./wire.ts";

/**
 * How often an open port is looked at, ms. After a hang-up (a pulled USB converter, a pseudo-terminal
 * whose other side died) Linux answers reads with 0 bytes, and the binding takes that for "nothing
 * yet" and reads again at once, for ever: it neither reports the loss nor rests. Only looking finds it.
 */
const lookMs = 500;

/** A real UART may hold its close until its output has left; the descriptor is then left to the system. */
const closeDeadlineMs = 2_000;

export function serialConnector(target: SerialAddress, address: string, clock: Clock): ConnectWire {
  return async (events, signal) => {
    const port = new SerialPort({
      path: target.path,
      baudRate: target.baudRate,
      dataBits: target.dataBits,
      parity: target.parity,
      stopBits: target.stopBits,
      autoOpen: false,
    });
    await new Promise<void>((resolve, reject) => {
      port.open((error) => {
        if (!error) resolve();
        else reject(new AppError("link.open_failed", { address, reason: reasonOfSerial(error) }, error));
      });
    });
    const wire = wireOfPort(port, target.path, address, events, clock);
    if (signal.aborted) {
      await wire.end();
      throw new AppError("link.open_failed", { address, reason: "aborted" });
    }
    return wire;
  };
}

function wireOfPort(port: SerialPort, path: string, address: string, events: WireEvents, clock: Clock): Wire {
  let ended = false;
  const release = (): Promise<void> => {
    ended = true;
    stopLooking();
    return closePort(port, clock);
  };
  const end = (reason: string, error: unknown): void => {
    if (ended) return;
    void release();
    events.onEnd(new AppError("link.closed", { address, reason }, error ?? undefined));
  };
  port.on("data", (bytes: Buffer) => {
    if (!ended) events.onBytes(bytes);
  });
  port.on("error", (error: Error) => end(reasonOfSerial(error), error));
  port.on("end", () => end("ended", null));
  port.on("close", (error: Error | null) => end(error === null ? "ended" : reasonOfSerial(error), error));
  const stopLooking = watchPort(port, path, clock, () => end("vanished", null));
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        port.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), undefined, (error) =>
          error ? reject(error) : resolve(),
        );
      }),
    unsentBytes: () => port.writableLength,
    pause: () => void port.pause(),
    resume: () => void port.resume(),
    end: release,
  };
}

/**
 * Calls back once when the port is no longer what was opened: its descriptor is hung up, or its path
 * is gone or leads to another device (a new pseudo-terminal may even have the old one's number). The
 * returned function ends it.
 */
function watchPort(port: SerialPort, path: string, clock: Clock, onVanished: () => void): () => void {
  let stopped = false;
  let first: string | null = null;
  let cancel = (): void => undefined;
  const look = async (): Promise<void> => {
    const now = (await answers(port)) ? await identityOf(path) : null;
    if (stopped) return;
    first ??= now;
    if (now !== null && now === first) cancel = clock.after(lookMs, () => void look());
    else onVanished();
  };
  void look();
  return () => {
    stopped = true;
    cancel();
  };
}

/** Whether the system still knows the settings of the open port: a descriptor that is hung up has none. */
async function answers(port: SerialPort): Promise<boolean> {
  try {
    await port.port?.getBaudRate();
    return true;
  } catch (error) {
    // A rate without a name of its own, or a system without this question, is no hang-up.
    return !/input\/output error|bad file descriptor|not open|EIO|EBADF/i.test(reasonOf(error));
  }
}

/** Null when there is nothing at the path. */
async function identityOf(path: string): Promise<string | null> {
  // COM ports have no entry in the file system; there the read itself fails.
  if (process.platform === "win32") return path;
  try {
    const { dev, ino, rdev, ctimeMs } = await stat(path);
    return `${dev}:${ino}:${rdev}:${ctimeMs}`;
  } catch {
    // Whatever forbids the look (gone, no longer permitted), the device is not usable by this path.
    return null;
  }
}

const closings = new WeakMap<SerialPort, Promise<void>>();

/** Never rejects: a port that is already gone is as closed as it can be. */
function closePort(port: SerialPort, clock: Clock): Promise<void> {
  const earlier = closings.get(port);
  if (earlier !== undefined) return earlier;
  const closing = new Promise<void>((resolve) => {
    const cancel = clock.after(closeDeadlineMs, resolve);
    const done = (): void => {
      cancel();
      // Frees what is buffered and waiting: pending writes fail, pending reads end.
      port.destroy();
      resolve();
    };
    if (port.isOpen) port.close(done);
    else if (port.closing) port.once("close", done);
    else done();
  });
  closings.set(port, closing);
  return closing;
}

/** The binding gives texts for most errors; the log wants the system's short names. */
function reasonOfSerial(error: unknown): string {
  const reason = reasonOf(error);
  const known: readonly (readonly [RegExp, string])[] = [
    [/no such (file|device)|file not found/i, "ENOENT"],
    [/permission denied|access denied/i, "EACCES"],
    [/cannot lock port|temporarily unavailable|busy/i, "EBUSY"],
    [/input\/output error|i\/o error|\bEIO\b/i, "EIO"],
    [/bad file descriptor|\bEBADF\b/i, "EBADF"],
    [/not a tty|inappropriate ioctl/i, "ENOTTY"],
  ];
  return known.find(([pattern]) => pattern.test(reason))?.[1] ?? reason;
}
