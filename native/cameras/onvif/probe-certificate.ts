import { AppError } from "../../base/app-error.ts";
import type { Clock } from "../../base/clock.ts";
import { openTls } from "./pinned-tls.ts";

export interface CameraCertificate {
  /** Of the DER form, 64 lower-case hex digits: what the site file pins. */
  readonly sha256: string;
  /** As the certificate says it (`CN=…`), one line, at most 200 characters: whoever made it chose it. */
  readonly subject: string;
  /** UTC ms. */
  readonly validFromMs: number;
  readonly validToMs: number;
}

/**
 * The certificate that an `https` address shows. Nothing but the handshake is sent: no request, no name.
 * Throws `camera.unreachable`, `camera.timed_out`, and `camera.bad_answer` for an address that is not
 * https or an end without a certificate.
 */
export async function probeCertificate(
  address: string,
  parts: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<CameraCertificate> {
  const url = new URL(address);
  if (url.protocol !== "https:") throw new AppError("camera.bad_answer", { reason: "not https" });
  const { socket, certificate, sha256 } = await openTls(url, parts);
  socket.destroy();
  if (certificate === null) throw new AppError("camera.bad_answer", { reason: "no certificate" });
  return {
    sha256,
    subject: certificate.subject.replaceAll(/\p{Cc}+/gu, ", ").slice(0, 200),
    validFromMs: Date.parse(certificate.validFrom),
    validToMs: Date.parse(certificate.validTo),
  };
}
