import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SelfSigned {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
  /** As openssl prints it: upper case, colons. */
  readonly fingerprint: string;
}

/** A key and a self-signed certificate, made by openssl as a camera makes its own. */
export function makeSelfSigned(commonName: string): SelfSigned {
  const folder = mkdtempSync(join(tmpdir(), "self-signed-"));
  try {
    const key = join(folder, "key.pem");
    const cert = join(folder, "cert.pem");
    const openssl = (...options: string[]): string =>
      execFileSync("openssl", options, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30"];
    openssl("req", "-x509", ...kind, "-subj", `/CN=${commonName}`, "-keyout", key, "-out", cert);
    const printed = openssl("x509", "-in", cert, "-noout", "-fingerprint", "-sha256");
    return {
      key: readFileSync(key, "utf8"),
      cert: readFileSync(cert, "utf8"),
      fingerprint: printed.trim().replace(/^.*=/, ""),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
