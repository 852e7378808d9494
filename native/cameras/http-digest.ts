import { createHash, randomBytes } from "node:crypto";

/**
 * One challenge of RFC 7616, 7617 or 2617, as HTTP and RTSP servers send it. `realm` and the rest are
 * echoed as they came.
 */
export type Challenge =
  | { readonly scheme: "basic" }
  | {
      readonly scheme: "digest";
      readonly realm: string;
      readonly nonce: string;
      readonly opaque: string | null;
      readonly algorithm: "MD5" | "SHA-256";
      readonly quality: "auth" | null;
      readonly stale: boolean;
    };

/**
 * The best challenge among the values of `WWW-Authenticate`: Digest SHA-256, Digest MD5, then Basic;
 * null when there is none that we can answer.
 */
export function chooseChallenge(values: readonly string[]): Challenge | null {
  const challenges = values
    .flatMap((value) => value.slice(0, 2000).split(/,\s*(?=(?:Digest|Basic)\s)/i))
    .map(parseChallenge)
    .filter((challenge) => challenge !== null);
  const rank = (challenge: Challenge): number =>
    challenge.scheme === "basic" ? 2 : challenge.algorithm === "SHA-256" ? 0 : 1;
  return challenges.sort((a, b) => rank(a) - rank(b))[0] ?? null;
}

function parseChallenge(value: string): Challenge | null {
  if (/^\s*basic\b/i.test(value)) return { scheme: "basic" };
  if (!/^\s*digest\s/i.test(value)) return null;
  const fields = new Map<string, string>();
  for (const [, name = "", quoted, bare] of value.matchAll(/([a-z]+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))/gi))
    fields.set(name.toLowerCase(), quoted ?? bare ?? "");
  const algorithm = (fields.get("algorithm") ?? "MD5").toUpperCase();
  const nonce = fields.get("nonce");
  if (nonce === undefined || (algorithm !== "MD5" && algorithm !== "SHA-256")) return null;
  const qualities = fields.get("qop")?.split(/\s*,\s*/);
  if (qualities && !qualities.includes("auth")) return null;
  return {
    scheme: "digest",
    realm: fields.get("realm") ?? "",
    nonce,
    opaque: fields.get("opaque") ?? null,
    algorithm,
    quality: qualities ? "auth" : null,
    stale: fields.get("stale")?.toLowerCase() === "true",
  };
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Value of the `Authorization` header. `use` counts the requests made with this nonce, from 1. */
export function authorization(
  challenge: Challenge,
  credentials: Credentials,
  request: { readonly method: string; readonly uri: string },
  use = 1,
  clientNonce = randomBytes(8).toString("hex"),
): string {
  const { username, password } = credentials;
  if (challenge.scheme === "basic") return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const hash = (text: string): string =>
    createHash(challenge.algorithm === "MD5" ? "md5" : "sha256")
      .update(text)
      .digest("hex");
  const secret = hash(`${username}:${challenge.realm}:${password}`);
  const action = hash(`${request.method}:${request.uri}`);
  const count = use.toString(16).padStart(8, "0");
  const response = challenge.quality
    ? hash(`${secret}:${challenge.nonce}:${count}:${clientNonce}:auth:${action}`)
    : hash(`${secret}:${challenge.nonce}:${action}`);
  const quoted = (text: string): string => `"${text.replaceAll(/["\\\r\n]/g, "")}"`;
  const fields = [
    `username=${quoted(username)}`,
    `realm=${quoted(challenge.realm)}`,
    `nonce=${quoted(challenge.nonce)}`,
    `uri=${quoted(request.uri)}`,
    `response="${response}"`,
    // Old firmware chokes on an algorithm that it did not name itself; MD5 is what it means.
    ...(challenge.algorithm === "MD5" ? [] : [`algorithm=${challenge.algorithm}`]),
    ...(challenge.quality ? [`qop=auth`, `nc=${count}`, `cnonce="${clientNonce}"`] : []),
    ...(challenge.opaque === null ? [] : [`opaque=${quoted(challenge.opaque)}`]),
  ];
  return `Digest ${fields.join(", ")}`;
}
