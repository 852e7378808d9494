import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppError, reasonOf } from "../base/app-error.ts";
import { fingerprintOf, makeSigningKey, publicPem, signManifest } from "../evidence/signing-key.ts";

/** The data folder's key that exports are signed with. */
export interface EvidenceKey {
  readonly fingerprint: string;
  readonly publicPem: string;
  sign(text: string): Buffer;
}

const fileName = "evidence.key";

/** Made once, readable by nobody else. Throws `evidence.key_unusable` {file, reason}: a key is never made over another. */
export function openEvidenceKey(dataFolder: string): EvidenceKey {
  const file = join(dataFolder, fileName);
  let key: KeyObject;
  try {
    if (!existsSync(file)) writeKey(file);
    key = createPrivateKey(readFileSync(file));
    if (key.asymmetricKeyType !== "ed25519") throw new TypeError("not Ed25519");
  } catch (error) {
    throw new AppError("evidence.key_unusable", { file: fileName, reason: reasonOf(error) }, error);
  }
  return {
    fingerprint: fingerprintOf(createPublicKey(key)),
    publicPem: publicPem(key),
    sign: (text) => signManifest(text, key),
  };
}

function writeKey(file: string): void {
  const descriptor = openSync(`${file}.new`, "w", 0o600);
  try {
    writeFileSync(descriptor, makeSigningKey());
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(`${file}.new`, file);
}
