import { constants, openSync, writeSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { ReadStream } from "node:tty";

export interface WireListener {
  onUp(): void;
  onDown(): void;
  onBytes(bytes: Buffer): void;
}

/** The far end of a station's link, as a device has it. */
export interface PeerWire {
  /** What the site file says to reach it. */
  readonly address: string;
  readonly isUp: boolean;
  /** Set once, before anything happens on the wire. */
  listen(listener: WireListener): void;
  /** Bytes go out at once; while nobody is connected they are lost, as on a cut line. */
  write(bytes: Buffer): void;
  close(): Promise<void>;
}

/** A TCP port that the station connects to; a newer connection replaces the older one. */
export async function openTcpWire(): Promise<PeerWire & { readonly port: number }> {
  let listener: WireListener | null = null;
  let current: Socket | null = null;
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    current?.destroy();
    current = socket;
    // The station may die at any moment: that is what is tested.
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      if (current === socket) listener?.onBytes(bytes);
    });
    socket.on("close", () => {
      sockets.delete(socket);
      if (current !== socket) return;
      current = null;
      listener?.onDown();
    });
    listener?.onUp();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    address: `tcp://127.0.0.1:${port}`,
    get isUp() {
      return current !== null;
    },
    listen: (wanted) => (listener = wanted),
    write: (bytes) => void current?.write(bytes),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/**
 * The device's end of a pseudo-terminal pair. Bytes are written in the calling thread and read as the
 * event loop sees them, with no library between: what is measured here is the line.
 */
export function openPtyWire(peerPath: string, stationPath: string): PeerWire {
  const descriptor = openSync(peerPath, constants.O_RDWR | constants.O_NOCTTY);
  const reader = new ReadStream(descriptor);
  let listener: WireListener | null = null;
  let isUp = true;
  const end = (): void => {
    if (!isUp) return;
    isUp = false;
    reader.destroy();
    listener?.onDown();
  };
  reader.on("data", (bytes: Buffer) => listener?.onBytes(bytes));
  // The pair goes away with its socat: reading then ends with EIO.
  reader.on("error", end);
  reader.on("close", end);
  return {
    address: `serial:${stationPath}?baudRate=9600`,
    get isUp() {
      return isUp;
    },
    listen(wanted) {
      listener = wanted;
      listener.onUp();
    },
    write(bytes) {
      if (!isUp) return;
      for (let sent = 0; sent < bytes.length;) sent += writeSync(descriptor, bytes, sent);
    },
    close() {
      if (isUp) {
        isUp = false;
        reader.destroy();
      }
      return Promise.resolve();
    },
  };
}
