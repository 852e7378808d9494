import fc from "fast-check";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { expect, test } from "vitest";
import { AppError } from "../../../native/base/app-error.ts";
import { systemClock } from "../../../native/base/clock.ts";
import { describeStream, readAnswer, videoCodecs } from "../../../native/cameras/rtsp/describe-stream.ts";
import { startCamera } from "../../simulators/camera/start-camera.ts";
import { closing } from "../../set-up.ts";

const sdp =
  "v=0\r\nm=audio 0 RTP/AVP 97\r\na=rtpmap:97 MPEG4-GENERIC/8000\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n";
const whole = `RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: ${sdp.length}\r\n\r\n${sdp}`;

test("an answer is read whole, wherever it is split", () => {
  const bytes = Buffer.from(whole);
  for (let at = 0; at < bytes.length; at++) expect(readAnswer(bytes.subarray(0, at))).toBeNull();
  expect(readAnswer(bytes)).toMatchObject({ status: 200, body: sdp, length: bytes.length });
});

test("any bytes are an answer, half of one, or refused by name", () => {
  expect(() =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(whole.length), (noise, at) => {
        try {
          readAnswer(Buffer.concat([Buffer.from(whole.slice(0, at)), noise]));
          return true;
        } catch (error) {
          return error instanceof AppError;
        }
      }),
    ),
  ).not.toThrow();
});

test("names the codecs of the video tracks only", () => {
  expect(videoCodecs(sdp)).toEqual(["H264"]);
  expect(videoCodecs("m=video 0 RTP/AVP 26\nm=video 0 RTP/AVP 98\na=rtpmap:98 h265/90000\n")).toEqual(["JPEG", "H265"]);
});

async function serve(onConnection: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket: Socket): void => {
    socket.on("error", () => socket.destroy());
    closing(() => void socket.destroy());
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing(() => void server.close());
  return `rtsp://127.0.0.1:${(server.address() as AddressInfo).port}/live`;
}

test.for([
  ["closes at once", (socket: Socket): void => void socket.end(), "camera.unreachable"],
  ["talks HTTP", (socket: Socket): void => void socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"), "camera.bad_answer"],
  [
    "has no such stream",
    (socket: Socket): void => void socket.write("RTSP/1.0 404 Not Found\r\n\r\n"),
    "camera.stream_failed",
  ],
  [
    "announces a gigabyte",
    (socket: Socket): void => void socket.write("RTSP/1.0 200 OK\r\nContent-Length: 1000000000\r\n\r\n"),
    "camera.bad_answer",
  ],
] as const)("a server that %s is named", async ([, behave, code]) => {
  const address = await serve(behave);
  const parts = { clock: systemClock, signal: new AbortController().signal };
  await expect(describeStream(address, { username: "", password: "" }, parts)).rejects.toMatchObject({ code });
});

test("Basic is answered where nothing better is offered", async () => {
  const peer = await startCamera({ rtspAuth: ["basic"] });
  closing(() => peer.close());
  const parts = { clock: systemClock, signal: new AbortController().signal };
  const description = await describeStream(`rtsp://127.0.0.1:${peer.rtspPort}/sub`, peer, parts);
  expect(description.codecs).toEqual(["H264"]);
});
