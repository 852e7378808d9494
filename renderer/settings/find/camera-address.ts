/** Ports at which cameras answer ONVIF, the usual ones first. */
export const usualPorts = [80, 8000, 8080, 8899, 443] as const;

/**
 * The address to ask for what somebody typed: an IP address, a name, with a port or without, or the whole
 * address. Null for what is none. A port of its own goes before the one chosen beside it.
 */
export function cameraAddress(typed: string, port: number): string | null {
  const text = typed.trim();
  if (text === "" || /\s|[@\\]/.test(text)) return null;
  const hasScheme = /^https?:\/\//i.test(text);
  if (!hasScheme && text.includes("://")) return null;
  const written = hasScheme ? text : `${port === 443 ? "https" : "http"}://${text}`;
  if (!URL.canParse(written)) return null;
  const url = new URL(written);
  if (url.hostname === "") return null;
  if (!hasScheme && url.port === "" && port !== 80 && port !== 443) url.port = String(port);
  if (url.pathname === "/" && url.search === "") url.pathname = "/onvif/device_service";
  return url.href;
}
