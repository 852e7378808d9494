import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Clock } from "../base/clock.ts";
import type { Session } from "../rpc/services.ts";

/** 7 days: a control room's screen stays on; a stolen cookie does not last for ever. */
const cookieLifeMs = 7 * 24 * 3600 * 1000;
/** An address that was printed and not used for this long is dead. */
const tokenLifeMs = 12 * 3600 * 1000;

/**
 * Lets a page in: a one-time token in the address becomes a signed cookie. Cookies outlive the
 * station (the key is kept), so that a screen comes back by itself after a restart; the operator's
 * name does not, the page gives it again.
 */
export class PageSessions {
  readonly #key: Buffer;
  readonly #clock: Clock;
  readonly #tokens = new Map<string, number>();
  readonly #sessions = new Map<string, Session>();

  constructor(key: Buffer, clock: Clock) {
    this.#key = key;
    this.#clock = clock;
  }

  /** 128 random bits, good for one exchange. */
  mintToken(): string {
    const token = randomBytes(16).toString("base64url");
    this.#tokens.set(token, this.#clock.nowMs() + tokenLifeMs);
    return token;
  }

  /** The cookie's value, or null when the token is unknown, used or too old. */
  exchange(token: string): string | null {
    const expiresAtMs = this.#tokens.get(token);
    this.#tokens.delete(token);
    if (expiresAtMs === undefined || expiresAtMs < this.#clock.nowMs()) return null;
    return this.#sign(`${randomBytes(16).toString("base64url")}.${this.#clock.nowMs() + cookieLifeMs}`);
  }

  /** The session of a cookie's value; null when it was not signed by this station or is too old. */
  find(cookie: string | undefined): Session | null {
    if (cookie === undefined) return null;
    const [id, expires, ...rest] = cookie.split(".");
    if (id === undefined || expires === undefined || rest.length !== 1) return null;
    const expected = Buffer.from(this.#sign(`${id}.${expires}`));
    const given = Buffer.from(cookie);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    if (!(Number(expires) > this.#clock.nowMs())) return null;
    const known = this.#sessions.get(id);
    if (known !== undefined) return known;
    const session: Session = { id, actor: null };
    this.#sessions.set(id, session);
    return session;
  }

  /** Whoever can read the data folder's key may ask for a new address. */
  isKey(given: string): boolean {
    const expected = Buffer.from(this.#key.toString("base64url"));
    const bytes = Buffer.from(given);
    return bytes.length === expected.length && timingSafeEqual(bytes, expected);
  }

  #sign(text: string): string {
    return `${text}.${createHmac("sha256", this.#key).update(text).digest("base64url")}`;
  }
}
