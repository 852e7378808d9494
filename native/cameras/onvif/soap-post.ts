import { request } from "node:http";
import { request as requestOverTls } from "node:https";
import { AppError, reasonOf } from "../../base/app-error.ts";
import type { Clock } from "../../base/clock.ts";
import { authorization, chooseChallenge } from "../http-digest.ts";
import type { Challenge, Credentials } from "../http-digest.ts";
import { openPinnedTls } from "./pinned-tls.ts";

/** By reckoning, 40 profiles of a recorder are about 200 kB. More text costs the parser more than 20 MB. */
const mostBytes = 300_000;
const timeoutMs = 3000;

export interface SoapAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Posts to one enrolled camera; keeps the nonce of its HTTP Digest from call to call. `mostMs` for calls
 * that the camera is asked to answer late.
 */
export type SoapPost = (url: URL, envelope: string, signal: AbortSignal, mostMs?: number) => Promise<SoapAnswer>;

interface PostOptions {
  readonly clock: Clock;
  /** SHA-256 of the certificate that was enrolled with an `https` address. */
  readonly certificate?: string | undefined;
}

/**
 * Bounded HTTP for SOAP: 3 s for the whole exchange, 300 kB of body, 16 kB of headers (Node's own
 * limit), no redirects, and no document type declaration, so that the parser meets no entities.
 * HTTP Digest is answered where the camera asks for it; HTTP Basic is not, because it would send the
 * password itself to a camera that can do without. Over `https` nothing is sent before the other end has
 * shown the enrolled certificate.
 * Throws `camera.unreachable`, `camera.timed_out`, `camera.auth_refused`, `camera.bad_answer` or what
 * `openPinnedTls` throws.
 */
export function makeSoapPost(credentials: Credentials, options: PostOptions): SoapPost {
  let challenge: Challenge | null = null;
  let uses = 0;
  const headers = (url: URL): Record<string, string> =>
    challenge
      ? {
          authorization: authorization(
            challenge,
            credentials,
            { method: "POST", uri: url.pathname + url.search },
            ++uses,
          ),
        }
      : {};

  return async (url, envelope, signal, mostMs = timeoutMs) => {
    const ask = (): ReturnType<typeof exchange> => exchange(url, envelope, headers(url), signal, mostMs, options);
    let answer = await ask();
    if (answer.status === 401 && credentials.username !== "") {
      const asked = chooseChallenge(answer.challenges);
      // Many cameras let a nonce expire without calling it stale. The same nonce refused twice, or a
      // fresh one refused, is about the password.
      if (asked?.scheme === "digest" && (challenge?.scheme !== "digest" || challenge.nonce !== asked.nonce)) {
        challenge = asked;
        uses = 0;
        answer = await ask();
      }
    }
    if (answer.status === 401) throw new AppError("camera.auth_refused", { reason: "HTTP 401" });
    if (answer.status >= 300 && answer.status < 400)
      throw new AppError("camera.bad_answer", { reason: `HTTP redirect ${answer.status}` });
    if (/<!(?:DOCTYPE|ENTITY)/i.test(answer.body))
      throw new AppError("camera.bad_answer", { reason: "document type declaration" });
    return { status: answer.status, body: answer.body };
  };
}

async function exchange(
  url: URL,
  envelope: string,
  headers: Record<string, string>,
  signal: AbortSignal,
  mostMs: number,
  { clock, certificate }: PostOptions,
): Promise<SoapAnswer & { readonly challenges: readonly string[] }> {
  signal.throwIfAborted();
  const pinned = url.protocol === "https:" ? await openPinnedTls(url, certificate, { clock, signal }) : null;
  return new Promise((resolve, reject) => {
    const body = Buffer.from(envelope);
    const outgoing = (pinned ? requestOverTls : request)(url, {
      method: "POST",
      ...(pinned ? { createConnection: () => pinned } : { agent: false }),
      signal,
      headers: {
        "content-type": "application/soap+xml; charset=utf-8",
        "content-length": body.byteLength,
        ...headers,
      },
    });
    const fail = (error: AppError): void => {
      cancel();
      reject(error);
      outgoing.destroy();
    };
    const cancel = clock.after(mostMs, () => fail(new AppError("camera.timed_out", { reason: "ONVIF" })));
    outgoing.on("error", (error) => {
      const reason = reasonOf(error);
      fail(
        reason.startsWith("HPE_")
          ? new AppError("camera.bad_answer", { reason }, error)
          : new AppError("camera.unreachable", { reason }, error),
      );
    });
    outgoing.on("response", (incoming) => {
      const chunks: Buffer[] = [];
      let length = 0;
      incoming.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.byteLength;
        if (length > mostBytes) fail(new AppError("camera.bad_answer", { reason: "answer too long" }));
      });
      incoming.on("error", (error) => fail(new AppError("camera.unreachable", { reason: reasonOf(error) }, error)));
      incoming.on("end", () => {
        cancel();
        resolve({
          status: incoming.statusCode ?? 0,
          body: Buffer.concat(chunks).toString("utf8"),
          challenges: incoming.headersDistinct["www-authenticate"] ?? [],
        });
      });
    });
    outgoing.end(body);
  });
}
