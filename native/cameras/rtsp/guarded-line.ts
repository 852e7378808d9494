import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { AppError, reasonOf } from "../../base/app-error.ts";

/**
 * FFmpeg's way to a camera. FFmpeg follows RTSP redirects, takes the login along, and has no option
 * against it; so it is given this loopback port and nothing else, and what the camera answers until
 * PLAY passes under our eyes. A header that could lead elsewhere ends the connection before FFmpeg has
 * seen it. After PLAY it follows none (libavformat/rtsp.c: only ff_rtsp_connect does).
 */
export interface GuardedLine {
  /** For one connection, on 127.0.0.1. */
  readonly port: number;
  /** Why it ended, once it has; FFmpeg itself sees only a closed connection. */
  readonly failure: () => AppError | null;
  readonly close: () => void;
}

/** Answers before PLAY are some headers and a session description of at most 64 kB. */
const mostHandshakeBytes = 262_144;

export async function openGuardedLine(host: string, port: number): Promise<GuardedLine> {
  let failure: AppError | null = null;
  const sockets: Socket[] = [];
  const end = (error: AppError | null): void => {
    failure ??= error;
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  const server = createServer((ffmpeg) => {
    // One connection and no more: whoever else knocks, on this machine, gets none.
    server.close();
    if (sockets.length > 0) {
      ffmpeg.destroy();
      return;
    }
    const camera = connect({ host, port });
    sockets.push(ffmpeg, camera);
    for (const socket of sockets) socket.setNoDelay(true);
    ffmpeg.on("error", () => end(null));
    ffmpeg.on("close", () => end(null));
    camera.on("error", (error) => end(new AppError("camera.unreachable", { reason: reasonOf(error) }, error)));
    camera.on("close", () => ffmpeg.end());

    let length = 0;
    const findRedirect = makeRedirectFinder();
    const onAnswer = (bytes: Buffer): void => {
      length += bytes.byteLength;
      if (findRedirect(bytes)) end(new AppError("camera.bad_answer", { reason: "RTSP redirect" }));
      else if (length > mostHandshakeBytes) end(new AppError("camera.bad_answer", { reason: "RTSP answers too long" }));
      else ffmpeg.write(bytes);
    };
    const onRequest = (bytes: Buffer): void => {
      camera.write(bytes);
      if (!bytes.includes(play)) return;
      ffmpeg.off("data", onRequest);
      camera.off("data", onAnswer);
      ffmpeg.pipe(camera);
      camera.pipe(ffmpeg);
    };
    ffmpeg.on("data", onRequest);
    camera.on("data", onAnswer);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port: own } = server.address() as AddressInfo;
  return { port: own, failure: () => failure, close: () => end(null) };
}

const play = Buffer.from("PLAY rtsp://");
/** FFmpeg's own buffer for a line. */
const mostLineBytes = 4096;

/**
 * Finds a `Location:` header, or a status of 300 to 399, in bytes that come in pieces, read the way FFmpeg
 * reads them (ff_rtsp_read_reply): lines end with LF, CR counts for nothing wherever it stands.
 */
export function makeRedirectFinder(): (bytes: Uint8Array) => boolean {
  let line = "";
  const leadsAway = (): boolean => /^location:/i.test(line) || /^RTSP\/\S*\s+[+\s]*0*3\d\d(?!\d)/i.test(line);
  return (bytes) => {
    for (const byte of bytes) {
      if (byte === 0x0a) {
        if (leadsAway()) return true;
        line = "";
      } else if (byte !== 0x0d && line.length < mostLineBytes) line += String.fromCharCode(byte);
    }
    // Before its end has come: what is handed on in pieces must not add up to one.
    return leadsAway();
  };
}
