import { connect } from "node:net";
import { AppError, reasonOf } from "../../base/app-error.ts";
import type { Clock } from "../../base/clock.ts";
import { authorization, chooseChallenge } from "../http-digest.ts";
import type { Credentials } from "../http-digest.ts";

const timeoutMs = 3000;
const mostHeaderBytes = 16_384;
const mostBodyBytes = 65_536;

export interface StreamDescription {
  /** Encoding names of the video tracks, as `H264`, `H265`. */
  readonly codecs: readonly string[];
}

/**
 * Asks an RTSP server for its session description (RFC 2326, 10.2) before FFmpeg is let near it:
 * FFmpeg holds a thread while a server hangs, follows redirects with the password, and reads headers
 * without an end. This exchange takes 3 s at most, 16 kB of headers and 64 kB of body.
 * Throws `camera.unreachable`, `camera.timed_out`, `camera.auth_refused`, `camera.bad_answer` or
 * `camera.stream_failed {reason}`.
 */
export async function describeStream(
  address: string,
  credentials: Credentials,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<StreamDescription> {
  const url = new URL(address);
  const connection = openConnection(url, clock, signal);
  try {
    let answer = await connection.exchange(requestText(address, 1, null));
    if (answer.status === 401) {
      const challenge = chooseChallenge(answer.challenges);
      if (!challenge || credentials.username === "") throw new AppError("camera.auth_refused", { reason: "RTSP 401" });
      const value = authorization(challenge, credentials, { method: "DESCRIBE", uri: address });
      answer = await connection.exchange(requestText(address, 2, value));
    }
    if (answer.status === 401 || answer.status === 403)
      throw new AppError("camera.auth_refused", { reason: `RTSP ${answer.status}` });
    if (answer.status >= 300 && answer.status < 400)
      throw new AppError("camera.bad_answer", { reason: `RTSP redirect ${answer.status}` });
    if (answer.status !== 200) throw new AppError("camera.stream_failed", { reason: `RTSP ${answer.status}` });
    return { codecs: videoCodecs(answer.body) };
  } finally {
    connection.close();
  }
}

function requestText(address: string, sequence: number, credentials: string | null): string {
  return [
    `DESCRIBE ${address} RTSP/1.0`,
    `CSeq: ${sequence}`,
    "Accept: application/sdp",
    "User-Agent: Wardwatch",
    ...(credentials === null ? [] : [`Authorization: ${credentials}`]),
    "\r\n",
  ].join("\r\n");
}

/** Encoding names of the video tracks of a session description (RFC 8866). */
export function videoCodecs(description: string): readonly string[] {
  const codecs: string[] = [];
  let inVideo = false;
  for (const line of description.split(/\r?\n/)) {
    if (line.startsWith("m=")) inVideo = line.startsWith("m=video");
    const map = inVideo ? /^a=rtpmap:\d+\s+([\w.-]{1,40})\//.exec(line) : null;
    if (map?.[1]) codecs.push(map[1].toUpperCase());
    // A static payload type needs no map (RFC 3551).
    if (/^m=video\s+\d+\s+\S+\s+26\b/.test(line)) codecs.push("JPEG");
  }
  return codecs;
}

interface RtspAnswer {
  readonly status: number;
  readonly challenges: readonly string[];
  readonly body: string;
}

interface Connection {
  exchange(request: string): Promise<RtspAnswer>;
  close(): void;
}

function openConnection(url: URL, clock: Clock, signal: AbortSignal): Connection {
  signal.throwIfAborted();
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const socket = connect({ host, port: Number(url.port || "554") });
  let received = Buffer.alloc(0);
  let failure: AppError | null = null;
  let waiting: { resolve: (answer: RtspAnswer) => void; reject: (error: AppError) => void } | null = null;

  const fail = (error: AppError): void => {
    failure ??= error;
    waiting?.reject(failure);
    waiting = null;
    socket.destroy();
  };
  const advance = (): void => {
    if (!waiting) return;
    try {
      const answer = readAnswer(received);
      if (!answer) return;
      received = received.subarray(answer.length);
      waiting.resolve(answer);
      waiting = null;
    } catch (error) {
      fail(error instanceof AppError ? error : new AppError("camera.bad_answer", { reason: reasonOf(error) }, error));
    }
  };
  const cancel = clock.after(timeoutMs, () => fail(new AppError("camera.timed_out", { reason: "RTSP" })));
  const onAbort = (): void => fail(new AppError("camera.unreachable", { reason: "stopped" }));
  signal.addEventListener("abort", onAbort, { once: true });
  socket.on("data", (chunk) => {
    received = Buffer.concat([received, chunk]);
    advance();
  });
  socket.on("error", (error) => fail(new AppError("camera.unreachable", { reason: reasonOf(error) }, error)));
  socket.on("close", () => fail(new AppError("camera.unreachable", { reason: "connection closed" })));
  return {
    exchange: (request) =>
      new Promise((resolve, reject) => {
        if (failure) {
          reject(failure);
          return;
        }
        waiting = { resolve, reject };
        socket.write(request);
        advance();
      }),
    close() {
      cancel();
      signal.removeEventListener("abort", onAbort);
      socket.destroy();
    },
  };
}

/** Null until the answer is complete. Throws `camera.bad_answer` when it never will be within bounds. */
export function readAnswer(bytes: Buffer): (RtspAnswer & { readonly length: number }) | null {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) {
    if (bytes.length > mostHeaderBytes) throw new AppError("camera.bad_answer", { reason: "RTSP header too long" });
    if (bytes.length >= 5 && !bytes.toString("latin1", 0, 5).startsWith("RTSP/"))
      throw new AppError("camera.bad_answer", { reason: "not RTSP" });
    return null;
  }
  const [first = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const status = /^RTSP\/\d\.\d (\d{3})/.exec(first)?.[1];
  if (end > mostHeaderBytes || status === undefined) throw new AppError("camera.bad_answer", { reason: "not RTSP" });
  const values = (name: string): string[] =>
    lines.filter((line) => line.toLowerCase().startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trim());
  const bodyLength = Number.parseInt(values("content-length")[0] ?? "0", 10);
  if (!(bodyLength >= 0 && bodyLength <= mostBodyBytes))
    throw new AppError("camera.bad_answer", { reason: "RTSP body too long" });
  const length = end + 4 + bodyLength;
  if (bytes.length < length) return null;
  return {
    status: Number(status),
    challenges: values("www-authenticate"),
    body: bytes.toString("utf8", end + 4, length),
    length,
  };
}
