import { connect, createServer, type Server, type Socket } from "node:net";
import { SerialPort } from "serialport";

export interface LineListener {
  onUp(): void;
  onDown(): void;
  onBytes(bytes: Buffer): void;
}

/** The receiver's own side of the cable, straight on sockets and ports: none of the product's links. */
export interface Line {
  /** The port listened on; 0 for the other kinds. */
  readonly port: number;
  send(bytes: Uint8Array): void;
  /** Breaks the present connection with a reset. */
  reset(): void;
  close(): Promise<void>;
}

export type LineTarget =
  | { readonly listen: { readonly host: string; readonly port: number } }
  | { readonly connect: { readonly host: string; readonly port: number } }
  | { readonly serial: string; readonly baudRate?: number };

const again = 200;

export async function openLine(target: LineTarget, listener: LineListener): Promise<Line> {
  if ("listen" in target) return listenLine(target.listen, listener);
  if ("connect" in target) return connectLine(target.connect, listener);
  return serialLine(target.serial, target.baudRate ?? 9600, listener);
}

interface SocketHolder {
  current: Socket | null;
}

function useSocket(holder: SocketHolder, socket: Socket, listener: LineListener): void {
  holder.current?.destroy();
  holder.current = socket;
  socket.setNoDelay(true);
  socket.on("data", (bytes: Buffer) => listener.onBytes(bytes));
  socket.on("error", () => undefined);
  socket.on("close", () => {
    if (holder.current !== socket) return;
    holder.current = null;
    listener.onDown();
  });
  listener.onUp();
}

async function listenLine(at: { host: string; port: number }, listener: LineListener): Promise<Line> {
  const holder: SocketHolder = { current: null };
  const server: Server = createServer((socket) => useSocket(holder, socket, listener));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(at.port, at.host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    send: (bytes) => void holder.current?.write(bytes),
    reset: () => void holder.current?.resetAndDestroy(),
    close: () =>
      new Promise((resolve) => {
        holder.current?.destroy();
        server.close(() => resolve());
      }),
  };
}

async function connectLine(to: { host: string; port: number }, listener: LineListener): Promise<Line> {
  const holder: SocketHolder = { current: null };
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  const call = (): void => {
    if (isClosed) return;
    const socket = connect(to.port, to.host);
    socket.on("error", () => undefined);
    socket.once("close", () => {
      timer = setTimeout(call, again);
    });
    socket.once("connect", () => useSocket(holder, socket, listener));
  };
  call();
  return {
    port: 0,
    send: (bytes) => void holder.current?.write(bytes),
    reset: () => void holder.current?.resetAndDestroy(),
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      holder.current?.destroy();
    },
  };
}

async function serialLine(path: string, baudRate: number, listener: LineListener): Promise<Line> {
  let port: SerialPort | null = null;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  const open = (): void => {
    if (isClosed) return;
    const fresh = new SerialPort({ path, baudRate, autoOpen: false });
    fresh.on("data", (bytes: Buffer) => listener.onBytes(bytes));
    fresh.on("error", () => undefined);
    fresh.on("close", () => {
      port = null;
      listener.onDown();
      timer = setTimeout(open, again);
    });
    fresh.open((error) => {
      if (error) {
        timer = setTimeout(open, again);
        return;
      }
      if (isClosed) {
        fresh.close();
        return;
      }
      port = fresh;
      listener.onUp();
    });
  };
  open();
  return {
    port: 0,
    send: (bytes) => void port?.write(Buffer.from(bytes)),
    reset: () => port?.close(),
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      const open = port;
      if (open?.isOpen === true) await new Promise<void>((resolve) => open.close(() => resolve()));
      clearTimeout(timer);
    },
  };
}
