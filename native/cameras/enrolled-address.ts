import { AppError } from "../base/app-error.ts";

/**
 * Cameras name other hosts in their answers: their own address behind a NAT, a factory default, or
 * whatever an intruder put there. Whoever follows takes the password along. Everything is therefore
 * asked of the host that was enrolled.
 */

/** The service at the path that the camera names, but at the enrolled host and port, and over TLS where that was enrolled. */
export function pinServiceAddress(enrolled: string, named: unknown): string {
  const base = new URL(enrolled);
  const url = parse(named, base.href);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new AppError("camera.bad_answer", { reason: `service address ${url.protocol}` });
  return `${base.protocol}//${base.host}${url.pathname}${url.search}`;
}

/**
 * The stream at the path that the camera names, but at the enrolled host and port. Where no port was
 * enrolled it is the one that the camera names: its own choice, on its own host. Credentials inside the
 * address are dropped.
 */
export function pinStreamAddress(enrolled: string, named: unknown, rtspPort?: number): string {
  const url = parse(named);
  if (url.protocol !== "rtsp:") throw new AppError("camera.bad_answer", { reason: `stream address ${url.protocol}` });
  return `rtsp://${new URL(enrolled).hostname}:${rtspPort ?? (url.port || "554")}${url.pathname || "/"}${url.search}`;
}

function parse(named: unknown, base?: string): URL {
  const text = typeof named === "string" ? named.trim() : "";
  if (text === "" || text.length > 2000 || !URL.canParse(text, base))
    throw new AppError("camera.bad_answer", { reason: "no address" });
  return new URL(text, base);
}

/** The address with the credentials in it, as FFmpeg takes them; never for a message or a record. */
export function withCredentials(streamAddress: string, username: string, password: string): string {
  if (username === "") return streamAddress;
  const user = `${encodeURIComponent(username)}:${encodeURIComponent(password)}`;
  return streamAddress.replace("rtsp://", `rtsp://${user}@`);
}
