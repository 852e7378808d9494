import { createSocket } from "node:dgram";
import { createServer, type Server } from "node:net";

/** Machines that must never hear of the console: every address below listens, on TCP and UDP, at one port. */
export interface ForeignListeners {
  readonly port: number;
  /** What came, as `tcp 127.0.0.5: DESCRIBE …`; a connection without a byte as `tcp 127.0.0.5: (connected)`. */
  readonly heard: readonly string[];
  forget(): void;
  close(): Promise<void>;
}

export const foreignHost = "127.0.0.5";
const hosts = [foreignHost, "127.0.0.1", "::1"];

/** Asks for a password in both protocols, so that a client that would give one away does. */
const answer = (text: string): string =>
  /^\w+ rtsp:/.test(text)
    ? `RTSP/1.0 401 Unauthorized\r\nCSeq: ${/CSeq:\s*(\d+)/i.exec(text)?.[1] ?? "1"}\r\nWWW-Authenticate: Basic realm="x"\r\n\r\n`
    : 'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n';

export async function openForeignListeners(): Promise<ForeignListeners> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const opened = await openAt(20_000 + Math.floor(Math.random() * 10_000));
    if (opened !== null) return opened;
  }
  throw new Error("no port is free on every loopback address");
}

/** Null when the port is taken on one of the addresses. */
async function openAt(port: number): Promise<ForeignListeners | null> {
  const heard: string[] = [];
  const servers: Server[] = [];
  const sockets: ReturnType<typeof createSocket>[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
  };
  try {
    for (const host of hosts) {
      const server = createServer((socket) => {
        heard.push(`tcp ${host}: (connected)`);
        socket.on("error", () => socket.destroy());
        socket.on("data", (bytes) => {
          heard.push(`tcp ${host}: ${bytes.toString("latin1")}`);
          socket.write(answer(bytes.toString("latin1")));
        });
      });
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen({ port, host, ipv6Only: host === "::1" }, resolve);
      });
      servers.push(server);
      const socket = createSocket(host === "::1" ? "udp6" : "udp4");
      socket.on("message", (bytes) => heard.push(`udp ${host}: ${bytes.toString("latin1")}`));
      await new Promise<void>((resolve, reject) => {
        socket.once("error", reject);
        socket.bind(port, host, resolve);
      });
      sockets.push(socket);
    }
  } catch {
    // Somebody has this port: another is tried.
    await close();
    return null;
  }
  return { port, heard, forget: () => void heard.splice(0), close };
}
