import { createServer as createHttpServer } from "node:http";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { HostileCase } from "../../harness/hostile-addresses.ts";
import { makeDigestCheck } from "./digest-check.ts";
import { noFaults } from "./faults.ts";
import { makeOnvifService } from "./onvif-service.ts";

export interface HostileCamera {
  readonly address: string;
  readonly rtspPort: number;
  /** ONVIF calls and RTSP methods that came: a case that nobody asked proves nothing. */
  readonly calls: readonly string[];
  close(): Promise<void>;
}

export const hostileAccount = { username: "operator", password: "secret" };

/** A camera that tries to lead whoever asks it to another machine; it has no pictures and hangs up after PLAY. */
export async function startHostileCamera(caseOf: (enrolled: string) => HostileCase): Promise<HostileCamera> {
  const calls: string[] = [];
  const rtsp = createServer((socket) => serveRtsp(socket, hostile, calls));
  await listen(rtsp);
  const rtspPort = portOf(rtsp);
  const http = createHttpServer();
  await listen(http);
  const port = portOf(http);
  const hostile = caseOf(`127.0.0.1:${port}`);
  const own = `http://127.0.0.1:${port}`;
  const service = makeOnvifService({
    account: hostileAccount,
    profiles: [{ token: "sub", name: "sub", width: 640, height: 360, framesPerSecond: 10 }],
    model: "hostile",
    faults: { ...noFaults(), noMedia2: true },
    httpDigest: null,
    digestOnly: false,
    addresses: () => ({
      http: hostile.place === "services" ? hostile.address : own,
      streamOf: (token) => (hostile.place === "stream" ? hostile.address : `rtsp://127.0.0.1:${rtspPort}/${token}`),
    }),
    onCall: (call) => calls.push(call),
  });
  http.on("request", (request, response) => {
    const [, status, late] = /^http (\d+)( after login)?$/.exec(hostile.place) ?? [];
    if (status === undefined || (late !== undefined && calls.length < 2)) {
      service.handle(request, response);
      return;
    }
    calls.push(`redirect ${status}`);
    request.resume();
    // Past Node's own check of headers: a camera does not have one.
    response.socket?.end(
      `HTTP/1.1 ${status} Moved\r\nLocation: ${hostile.address}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    );
  });
  return {
    address: `${own}/onvif/device_service`,
    rtspPort,
    calls,
    async close() {
      http.closeAllConnections();
      await Promise.all([http, rtsp].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

function serveRtsp(socket: Socket, { place, address }: HostileCase, calls: string[]): void {
  const check = makeDigestCheck(hostileAccount, ["digest"], false);
  const isFirst = !calls.includes("DESCRIBE");
  let text = "";
  socket.on("error", () => socket.destroy());
  socket.on("data", (bytes) => {
    text += bytes.toString("latin1");
    for (let end = text.indexOf("\r\n\r\n"); end >= 0; end = text.indexOf("\r\n\r\n")) {
      const request = text.slice(0, end);
      text = text.slice(end + 4);
      socket.write(answer(request));
      if (request.startsWith("PLAY")) socket.end();
    }
  });

  function answer(request: string): string {
    const [method = "", uri = ""] = request.split(" ", 2);
    const header = (name: string): string | undefined => new RegExp(`^${name}:\\s*(.*)$`, "im").exec(request)?.[1];
    const reply = (status: string, headers: readonly string[] = [], body = ""): string =>
      [
        `RTSP/1.0 ${status}`,
        `CSeq: ${header("CSeq") ?? "0"}`,
        ...headers,
        `Content-Length: ${body.length}`,
        "",
        body,
      ].join("\r\n");
    calls.push(method);
    const redirect = reply("302 Moved", [`Location: ${address}`]);
    if (place === "rtsp OPTIONS" && method === "OPTIONS") return redirect;
    if (place === "rtsp DESCRIBE" && method === "DESCRIBE") return redirect;
    if (method === "OPTIONS") return reply("200 OK", ["Public: DESCRIBE, SETUP, PLAY, TEARDOWN"]);
    if (!check.accepts(header("Authorization"), method))
      return reply("401 Unauthorized", [`WWW-Authenticate: ${check.challenges[0]}`]);
    // The console describes first, then FFmpeg does: the second one may be told otherwise.
    if (place === "rtsp second DESCRIBE" && method === "DESCRIBE" && !isFirst) return redirect;
    if (place === "rtsp SETUP" && method === "SETUP") return redirect;
    const leads = place === "rtsp session description";
    if (method === "DESCRIBE")
      return reply(
        "200 OK",
        ["Content-Type: application/sdp", `Content-Base: ${leads ? address : uri}/`],
        [
          "v=0",
          "o=- 0 0 IN IP4 127.0.0.5",
          "s=x",
          "c=IN IP4 127.0.0.5",
          "t=0 0",
          `a=control:${leads ? address : "*"}`,
          "m=video 0 RTP/AVP 96",
          "a=rtpmap:96 H264/90000",
          `a=control:${leads ? address : "track1"}`,
          "",
        ].join("\r\n"),
      );
    if (method === "SETUP")
      return reply("200 OK", [
        `Transport: RTP/AVP/TCP;unicast;interleaved=0-1${leads ? ";source=127.0.0.5;destination=127.0.0.5" : ""}`,
        "Session: 1",
      ]);
    return reply("200 OK", ["Session: 1"]);
  }
}

async function listen(server: Server | ReturnType<typeof createHttpServer>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
}

function portOf(server: Server | ReturnType<typeof createHttpServer>): number {
  return (server.address() as AddressInfo).port;
}
