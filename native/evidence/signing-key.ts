import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";

/** SHA-256 of the public key (SPKI, DER), 64 hex digits: what stands in the log and on the paper. */
export function fingerprintOf(publicKey: KeyObject): string {
  return createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("hex");
}

/** A new Ed25519 pair: the private key as PKCS 8 PEM, which nobody else may read. */
export function makeSigningKey(): string {
  return generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

export function publicPem(privateKey: KeyObject): string {
  return createPublicKey(privateKey).export({ type: "spki", format: "pem" }).toString();
}

/** 64 bytes, as `openssl pkeyutl -verify -rawin` takes them. */
export function signManifest(text: string, privateKey: KeyObject): Buffer {
  return sign(null, Buffer.from(text), privateKey);
}

export function isSignedBy(text: Buffer, signature: Buffer, publicKey: KeyObject): boolean {
  return verify(null, text, publicKey, signature);
}

/** Null for what is no Ed25519 public key. */
export function readPublicKey(pem: Buffer): KeyObject | null {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === "ed25519" ? key : null;
  } catch {
    // Whoever verifies says that the key cannot be read.
    return null;
  }
}
