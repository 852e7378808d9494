import { randomBytes, randomInt } from "node:crypto";
import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import type { DigestCheck } from "./digest-check.ts";
import type { CameraFaults } from "./faults.ts";
import type { LiveEncoder } from "./live-encoder.ts";
import { makeRtpSender } from "./rtp-packets.ts";

export interface RtspOptions {
  readonly check: DigestCheck;
  readonly faults: CameraFaults;
  /** The encoder behind a path such as `/sub`. */
  readonly encoderOf: (path: string) => LiveEncoder | undefined;
  readonly onCall: (call: string) => void;
}

export interface RtspServer {
  readonly port: number;
  listen(port: number): Promise<void>;
  /** Connections open now. */
  connections(): number;
  dropAll(): void;
  close(): Promise<void>;
}

/** Bytes that may wait for a client before it is dropped, as a camera with little memory does. */
const mostWaiting = 4_000_000;

/** RTSP 1.0 (RFC 2326) with interleaved RTP over TCP only; UDP is answered with 461. */
export function makeRtspServer(options: RtspOptions): RtspServer {
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  const dropAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    get port() {
      return (server?.address() as AddressInfo | null)?.port ?? 0;
    },
    listen(port) {
      const next = createServer((socket) => {
        sockets.add(socket);
        socket.on("close", () => sockets.delete(socket));
        serveConnection(socket, options);
      });
      server = next;
      return new Promise((resolve, reject) => {
        next.once("error", reject);
        next.listen(port, "127.0.0.1", resolve);
      });
    },
    connections: () => sockets.size,
    dropAll,
    close() {
      dropAll();
      return new Promise((resolve) => (server ? server.close(() => resolve()) : resolve()));
    },
  };
}

function serveConnection(socket: Socket, { check, faults, encoderOf, onCall }: RtspOptions): void {
  const session = randomBytes(6).toString("hex");
  let received = Buffer.alloc(0);
  let channel = 0;
  let stopWatching = (): void => undefined;
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on("close", () => stopWatching());
  if (faults.endless) {
    writeEndlessHeader(socket);
    return;
  }

  function reply(status: string, sequence: string, headers: readonly string[] = [], body = ""): void {
    const length = body === "" ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
    socket.write([`RTSP/1.0 ${status}`, `CSeq: ${sequence}`, ...headers, ...length, "", body].join("\r\n"));
  }

  function play(path: string): void {
    const encoder = encoderOf(path);
    if (!encoder) return;
    const sender = makeRtpSender(randomInt(2 ** 31));
    stopWatching();
    stopWatching = encoder.watch((unit, timestamp) => {
      if (faults.stopRtp) return;
      if (socket.writableLength > mostWaiting) return void socket.destroy();
      socket.cork();
      for (const packet of sender.packets(unit, timestamp)) {
        const header = Buffer.of(0x24, channel, packet.length >> 8, packet.length & 0xff);
        socket.write(Buffer.concat([header, packet]));
      }
      socket.uncork();
    });
  }

  function answer(text: string): void {
    const [method = "", address = ""] = text.split(/\s+/, 2);
    const header = (name: string): string | undefined => new RegExp(`^${name}:\\s*(.*)$`, "im").exec(text)?.[1]?.trim();
    const sequence = header("CSeq") ?? "0";
    const path = /^rtsp:\/\/[^/]*(\/[^?\s]*)/.exec(address)?.[1] ?? "/";
    const mount = path.replace(/\/trackID=0$/, "").replace(/\/$/, "");
    onCall(method);
    if (faults.hang || faults.hangRtsp || (faults.hangSetup && method === "SETUP")) return;
    if (method === "OPTIONS")
      return reply("200 OK", sequence, ["Public: OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN"]);
    if (faults.redirect !== "") return reply("302 Moved", sequence, [`Location: ${faults.redirect}`]);
    const refused = faults.refuse || faults.refuseRtsp || !check.accepts(header("Authorization"), method);
    if (refused)
      return reply(
        "401 Unauthorized",
        sequence,
        check.challenges.map((challenge) => `WWW-Authenticate: ${challenge}`),
      );
    if (!encoderOf(mount)) return reply("404 Not Found", sequence);
    switch (method) {
      case "DESCRIBE":
        return reply(
          "200 OK",
          sequence,
          ["Content-Type: application/sdp", `Content-Base: ${address.replace(/\/?$/, "/")}`],
          description(faults.encoding),
        );
      case "SETUP": {
        const asked = /RTP\/AVP\/TCP[^,]*interleaved=(\d+)-(\d+)/.exec(header("Transport") ?? "");
        if (!asked) return reply("461 Unsupported Transport", sequence);
        channel = Number(asked[1]);
        return reply("200 OK", sequence, [
          `Transport: RTP/AVP/TCP;unicast;interleaved=${asked[1]}-${asked[2]}`,
          `Session: ${session};timeout=60`,
        ]);
      }
      case "PLAY":
        reply("200 OK", sequence, [`Session: ${session}`, "Range: npt=now-"]);
        return play(mount);
      case "GET_PARAMETER":
        return reply("200 OK", sequence, [`Session: ${session}`]);
      case "TEARDOWN":
        stopWatching();
        return reply("200 OK", sequence);
      default:
        return reply("501 Not Implemented", sequence);
    }
  }

  socket.on("data", (chunk) => {
    received = Buffer.concat([received, chunk]);
    while (received.length > 0) {
      if (received[0] === 0x24) {
        // The client's RTCP.
        const length = received.length >= 4 ? 4 + received.readUInt16BE(2) : Number.POSITIVE_INFINITY;
        if (received.length < length) return;
        received = received.subarray(length);
        continue;
      }
      const end = received.indexOf("\r\n\r\n");
      if (end < 0) {
        if (received.length > 16_384) socket.destroy();
        return;
      }
      const text = received.toString("utf8", 0, end);
      const body = Number(/^Content-Length:\s*(\d+)/im.exec(text)?.[1] ?? 0);
      if (received.length < end + 4 + body) return;
      received = received.subarray(end + 4 + body);
      answer(text);
    }
  });
}

function description(encoding: string): string {
  return [
    "v=0",
    "o=- 0 0 IN IP4 127.0.0.1",
    "s=simulated camera",
    "c=IN IP4 0.0.0.0",
    "t=0 0",
    "a=control:*",
    "m=video 0 RTP/AVP 96",
    `a=rtpmap:96 ${encoding}/90000`,
    "a=fmtp:96 packetization-mode=1",
    "a=control:trackID=0",
    "",
  ].join("\r\n");
}

function writeEndlessHeader(socket: Socket): void {
  const piece = Buffer.from(`X-Filler: ${"a".repeat(4000)}\r\n`);
  socket.write("RTSP/1.0 200 OK\r\n");
  const more = (): void => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on("drain", more);
  socket.on("data", () => more());
}
