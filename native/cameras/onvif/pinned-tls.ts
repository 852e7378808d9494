import { createHash, type X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { AppError, reasonOf } from "../../base/app-error.ts";
import type { Clock } from "../../base/clock.ts";

/** Small cameras need a second or two for their RSA. */
const handshakeMs = 5000;

interface ShakenHands {
  readonly socket: TLSSocket;
  readonly certificate: X509Certificate | null;
  /** SHA-256 of the certificate (DER), 64 lower-case hex digits; empty when none was shown. */
  readonly sha256: string;
}

/**
 * A TLS connection to that host, shaken hands and nothing sent. Who is at the other end is not judged:
 * cameras sign their certificates themselves, so the caller compares it with the enrolled one.
 * Throws `camera.unreachable` or `camera.timed_out`, or the signal's reason.
 */
export async function openTls(
  url: URL,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<ShakenHands> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const socket = connect({
      host,
      port: Number(url.port || 443),
      rejectUnauthorized: false,
      ...(isIP(host) === 0 ? { servername: host } : {}),
    });
    const settle = (): void => {
      cancel();
      signal.removeEventListener("abort", onAbort);
    };
    const fail = (error: unknown): void => {
      settle();
      reject(error);
      socket.destroy();
    };
    const onAbort = (): void => fail(signal.reason);
    const cancel = clock.after(handshakeMs, () => fail(new AppError("camera.timed_out", { reason: "TLS" })));
    signal.addEventListener("abort", onAbort, { once: true });
    // Stays: a socket that breaks between two listeners would end the process.
    socket.on("error", (error) => fail(new AppError("camera.unreachable", { reason: reasonOf(error) }, error)));
    socket.once("close", () => fail(new AppError("camera.unreachable", { reason: "closed" })));
    socket.once("secureConnect", () => {
      settle();
      // Node gives it out once.
      const certificate = socket.getPeerX509Certificate() ?? null;
      const sha256 = certificate === null ? "" : createHash("sha256").update(certificate.raw).digest("hex");
      resolve({ socket, certificate, sha256 });
    });
  });
}

/**
 * `openTls`, and the other end has the enrolled certificate; otherwise it is hung up on before a byte
 * of ours was sent. `pinned` as people copy it: either case, with or without colons.
 * Throws also `camera.certificate_unknown {sha256}` when none is enrolled, `camera.certificate_changed {sha256}`.
 */
export async function openPinnedTls(
  url: URL,
  pinned: string | undefined,
  parts: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<TLSSocket> {
  const { socket, sha256 } = await openTls(url, parts);
  if (sha256 !== "" && sha256 === pinned?.replaceAll(":", "").toLowerCase()) return socket;
  socket.destroy();
  throw new AppError(pinned === undefined ? "camera.certificate_unknown" : "camera.certificate_changed", { sha256 });
}
