/** Written into the page by its build; replaced at every answer by the nonce of that answer's policy. */
const noncePlaceholder = "WARDWATCH_CSP_NONCE";

/**
 * The content security policy of the page, the same from the station and from the shell: itself, its
 * own sockets, pictures from memory. The nonce, fresh for every answer, is for the style elements that
 * the component library writes.
 */
export function cspHeader(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "media-src 'self' blob:",
    "worker-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Puts the answer's nonce into the page's own text. */
export function withNonce(html: string, nonce: string): string {
  return html.replaceAll(noncePlaceholder, nonce);
}
