import { isIPv4, isIPv6 } from "node:net";
import { AppError } from "../base/app-error.ts";

export interface SerialAddress {
  readonly type: "serial";
  /** As the system names the port: `/dev/ttyUSB0`, `/dev/serial/by-id/…`, `COM3`. */
  readonly path: string;
  /** Bits a second. */
  readonly baudRate: number;
  readonly dataBits: 5 | 6 | 7 | 8;
  readonly parity: "none" | "even" | "odd";
  readonly stopBits: 1 | 2;
}

/** We connect to the device. */
export interface TcpAddress {
  readonly type: "tcp";
  /** A name or a literal address, IPv6 without its brackets. */
  readonly host: string;
  readonly port: number;
}

/** The device connects to us. */
export interface TcpListenAddress {
  readonly type: "tcp-listen";
  readonly host: string;
  readonly port: number;
}

export type LinkAddress = SerialAddress | TcpAddress | TcpListenAddress;

const forms = "serial:PATH?baudRate=…&dataBits=…&parity=…&stopBits=… | tcp://HOST:PORT | tcp-listen://HOST:PORT";
const dataBits: readonly SerialAddress["dataBits"][] = [5, 6, 7, 8];
const parities: readonly SerialAddress["parity"][] = ["none", "even", "odd"];
const stopBits: readonly SerialAddress["stopBits"][] = [1, 2];

/**
 * Reads a link address of the site file. A setting that is left out is 9600 8N1.
 * @throws AppError `link.bad_address` with `address` and what was `expected`; unknown, empty and
 * repeated settings are mistakes too: a misspelt `baudrate` must not quietly mean 9600.
 */
export function parseLinkAddress(address: string): LinkAddress {
  if (address.startsWith("serial:")) return parseSerial(address);
  if (address.startsWith("tcp://")) return { type: "tcp", ...parseHostPort(address, "tcp://") };
  if (address.startsWith("tcp-listen://")) return { type: "tcp-listen", ...parseHostPort(address, "tcp-listen://") };
  throw new AppError("link.bad_address", { address, expected: forms });
}

function parseSerial(address: string): SerialAddress {
  const bad = (expected: string): AppError => new AppError("link.bad_address", { address, expected });
  const rest = address.slice("serial:".length);
  const mark = rest.indexOf("?");
  const path = mark < 0 ? rest : rest.slice(0, mark);
  if (path === "" || /[\s\0]/.test(path)) throw bad("serial:PATH");

  const settings = new Map<string, string>();
  const query = mark < 0 ? "" : rest.slice(mark + 1);
  for (const pair of query === "" ? [] : query.split("&")) {
    const [key = "", value = "", ...more] = pair.split("=");
    if (!["baudRate", "dataBits", "parity", "stopBits"].includes(key) || more.length > 0)
      throw bad("baudRate, dataBits, parity, stopBits");
    if (settings.has(key)) throw bad(`${key} once`);
    settings.set(key, value);
  }
  const oneOf = <T extends string | number>(key: string, allowed: readonly T[], standard: T): T => {
    const text = settings.get(key);
    if (text === undefined) return standard;
    const found = allowed.find((value) => String(value) === text);
    if (found === undefined) throw bad(`${key}=${allowed.join("|")}`);
    return found;
  };
  const rate = settings.get("baudRate") ?? "9600";
  const baudRate = /^\d{2,7}$/.test(rate) ? Number(rate) : 0;
  if (baudRate < 50 || baudRate > 4_000_000) throw bad("baudRate=50…4000000");
  return {
    type: "serial",
    path,
    baudRate,
    dataBits: oneOf("dataBits", dataBits, 8),
    parity: oneOf("parity", parities, "none"),
    stopBits: oneOf("stopBits", stopBits, 1),
  };
}

function parseHostPort(address: string, scheme: string): { host: string; port: number } {
  const bad = (expected: string): AppError => new AppError("link.bad_address", { address, expected });
  const match = /^(\[[^\]]*\]|[^:[\]]*):(\d{1,5})$/.exec(address.slice(scheme.length));
  if (match === null) throw bad(`${scheme}HOST:PORT`);
  const [, written = "", portText = ""] = match;
  const port = Number(portText);
  if (port < 1 || port > 65535) throw bad("PORT=1…65535");
  if (written.startsWith("[")) {
    const host = written.slice(1, -1);
    if (!isIPv6(host)) throw bad("HOST=[IPv6]");
    return { host, port };
  }
  const label = "[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?";
  const looksLikeIpv4 = /^[\d.]+$/.test(written);
  if (
    written.length > 253 ||
    (looksLikeIpv4 ? !isIPv4(written) : !new RegExp(`^${label}(\\.${label})*$`).test(written))
  )
    throw bad("HOST");
  return { host: written, port };
}
