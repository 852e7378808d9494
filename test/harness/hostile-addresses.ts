import { foreignHost } from "./foreign-listeners.ts";

/** Where a hostile camera puts a hostile address. */
export const hostilePlaces = [
  "services",
  "stream",
  "http 301",
  "http 302",
  "http 303",
  "http 307",
  "http 308",
  "http 302 after login",
  "rtsp DESCRIBE",
  "rtsp second DESCRIBE",
  "rtsp OPTIONS",
  "rtsp SETUP",
  "rtsp session description",
] as const;
export type HostilePlace = (typeof hostilePlaces)[number];

export interface HostileCase {
  readonly place: HostilePlace;
  readonly form: string;
  readonly address: string;
}

/** Ways to write an address that leads to the foreign listeners, or makes a careless reader go there. */
function forms(scheme: string, port: number, enrolled: string): Readonly<Record<string, string>> {
  return {
    "other host": `${scheme}://${foreignHost}:${port}`,
    "other port of the same host": `${scheme}://127.0.0.1:${port}`,
    name: `${scheme}://localhost:${port}`,
    "user before the host": `${scheme}://${enrolled}@${foreignHost}:${port}`,
    "user and password": `${scheme}://operator:secret@${foreignHost}:${port}`,
    backslash: `${scheme}://${foreignHost}:${port}\\@${enrolled}`,
    "backslash instead of slashes": `${scheme}:\\\\${foreignHost}:${port}`,
    "decimal IP": `${scheme}://2130706437:${port}`,
    "hexadecimal IP": `${scheme}://0x7f000005:${port}`,
    "octal IP": `${scheme}://0177.0.0.05:${port}`,
    "short IP": `${scheme}://127.5:${port}`,
    IPv6: `${scheme}://[::1]:${port}`,
    "IPv4 within IPv6": `${scheme}://[::ffff:127.0.0.5]:${port}`,
    "line break": `${scheme}://${enrolled}/\r\nHost: ${foreignHost}:${port}\r\nLocation: ${scheme}://${foreignHost}:${port}`,
    "escaped line break": `${scheme}://${enrolled}/%0d%0aLocation:%20${scheme}://${foreignHost}:${port}`,
    fragment: `${scheme}://${enrolled}#@${foreignHost}:${port}`,
    "host in the query": `${scheme}://${enrolled}?@${foreignHost}:${port}`,
    "without a scheme": `//${foreignHost}:${port}`,
    "trailing dot": `${scheme}://${foreignHost}.:${port}`,
    "full-width digits": `${scheme}://１２７.０.０.５:${port}`,
    "capitals and blanks": `  ${scheme.toUpperCase()}://${foreignHost}:${port}`,
    file: "file:///etc/passwd",
    gopher: `gopher://${foreignHost}:${port}/_x`,
    "the other protocol": `${scheme === "rtsp" ? "http" : "rtsp"}://${foreignHost}:${port}`,
    "over TLS": `${scheme}s://${foreignHost}:${port}`,
  };
}

/** Every form in every place: more than two hundred. `enrolled` is the camera's own host and port. */
export function hostileCases(port: number, enrolled: string): readonly HostileCase[] {
  return hostilePlaces.flatMap((place) => {
    const scheme = place === "services" || place.startsWith("http") ? "http" : "rtsp";
    return Object.entries(forms(scheme, port, enrolled)).map(([form, address]) => ({ place, form, address }));
  });
}
