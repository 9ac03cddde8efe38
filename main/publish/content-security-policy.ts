/**
 * The Content-Security-Policy of the dashboard, for the web server and for the window's own protocol alike.
 * `connectSources` are the places besides its own origin that the page may connect to.
 */
export function contentSecurityPolicy(connectSources: readonly string[] = []): string {
  return [
    "default-src 'none'",
    // Perspective's engine is WebAssembly.
    "script-src 'self' 'wasm-unsafe-eval'",
    // Perspective's viewers write style elements and attributes.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    ["connect-src 'self'", ...connectSources].join(' '),
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}
