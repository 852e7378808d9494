import { createHash, randomBytes } from "node:crypto";

export interface Account {
  readonly username: string;
  readonly password: string;
}

/** Checks HTTP Digest (RFC 2617, MD5) and Basic as an HTTP or RTSP server does. */
export interface DigestCheck {
  readonly challenges: readonly string[];
  accepts(header: string | undefined, method: string): boolean;
}

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

export function makeDigestCheck(
  account: Account,
  offers: readonly ("digest" | "basic")[],
  quality: boolean,
): DigestCheck {
  const realm = "simulated camera";
  const nonce = randomBytes(16).toString("hex");
  const secret = md5(`${account.username}:${realm}:${account.password}`);
  return {
    challenges: offers.map((offer) =>
      offer === "basic"
        ? `Basic realm="${realm}"`
        : `Digest realm="${realm}", nonce="${nonce}"${quality ? ', qop="auth", algorithm=MD5' : ""}`,
    ),
    accepts(header, method) {
      if (header === undefined) return account.username === "";
      if (offers.includes("basic") && header.startsWith("Basic "))
        return Buffer.from(header.slice(6), "base64").toString("utf8") === `${account.username}:${account.password}`;
      const field = (name: string): string => new RegExp(`\\b${name}="?([^",]*)`).exec(header)?.[1] ?? "";
      const middle = quality ? `${field("nc")}:${field("cnonce")}:auth:` : "";
      const expected = md5(`${secret}:${nonce}:${middle}${md5(`${method}:${field("uri")}`)}`);
      return field("username") === account.username && field("nonce") === nonce && field("response") === expected;
    },
  };
}
