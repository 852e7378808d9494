import { chainHash } from "../log/chain.ts";
import { toCanonicalJson } from "../log/canonical-json.ts";

/**
 * A line of the log extract: an event as `npm run log -- export` writes it, and `previousHash`, the
 * hash of the event before it in the log, so that its own can be computed from the line alone.
 */
export interface ExtractLine {
  readonly seq: number;
  readonly hash: string;
  readonly previousHash: string;
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** `hash` is what the chain makes of the line. */
  readonly fits: boolean;
}

/** Null for what is no event. */
export function readExtractLine(text: string): ExtractLine | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Whoever reads it says which line it was.
    return null;
  }
  if (typeof parsed !== "object" || parsed === null) return null;
  const { hash, previousHash, ...content } = parsed as Record<string, unknown>;
  const { seq, kind, data } = content;
  if (typeof hash !== "string" || typeof previousHash !== "string" || typeof seq !== "number") return null;
  if (typeof kind !== "string" || typeof data !== "object" || data === null) return null;
  const fits = canonicalHash({ ...content, hash }, previousHash) === hash;
  return { seq, hash, previousHash, kind, data: data as Record<string, unknown>, fits };
}

/** The hash that the chain gives an event after that of the one before; null for what was never stored. */
export function canonicalHash(event: { readonly hash: string }, previousHash: string): string | null {
  const { hash: _, ...content } = event;
  try {
    return chainHash(previousHash, toCanonicalJson(content));
  } catch {
    // A lone surrogate has no canonical form: the log takes none.
    return null;
  }
}
