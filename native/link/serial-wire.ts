import { stat } from "node:fs/promises";
import { SerialPort } from "serialport";
import { AppError, reasonOf } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { SerialAddress } from "./link-address.ts";
import type { ConnectWire, Wire, WireEvents } from "./wire.ts";

/**
 * How often the port's path is looked at, ms. A pulled USB converter usually ends the read with an
 * error; while reading is paused, and with some drivers, only the missing path shows it.
 */
const lookAtPathMs = 500;

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
  const stopLooking = watchPath(path, clock, () => end("vanished", null));
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
 * Calls back once when the path is gone or has become another device (a replugged converter, a new
 * pseudo-terminal behind the same symbolic link). Where the system has no such path (COM ports) it
 * does nothing. The returned function ends it.
 */
function watchPath(path: string, clock: Clock, onVanished: () => void): () => void {
  let stopped = false;
  let first: string | null = null;
  let cancel = (): void => undefined;
  const look = async (): Promise<void> => {
    const now = await identityOf(path);
    if (stopped) return;
    first ??= now;
    if (first === null) return;
    if (now === first) cancel = clock.after(lookAtPathMs, () => void look());
    else onVanished();
  };
  void look();
  return () => {
    stopped = true;
    cancel();
  };
}

/** Null when there is nothing at the path. */
async function identityOf(path: string): Promise<string | null> {
  try {
    const { dev, ino, rdev } = await stat(path);
    return `${dev}:${ino}:${rdev}`;
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
