import type { IncomingMessage } from 'node:http';

const HOST = /^(?<hostname>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i;
const MAX_HOST_CHARS = 255;

export interface RequestHost {
  /** As in the header, e.g. `dash.example.com:8096`. */
  readonly text: string;
  /** Without the port, lower case; an IPv6 address keeps its brackets. */
  readonly hostname: string;
}

function parseHost(text: string | undefined): RequestHost | null {
  if (text === undefined || text.length > MAX_HOST_CHARS) return null;
  const hostname = HOST.exec(text)?.groups?.hostname;
  return hostname === undefined ? null : { text, hostname: hostname.toLowerCase() };
}

/** The first value of a header that proxies may have set or lengthened. */
function forwarded(request: IncomingMessage, name: 'x-forwarded-host' | 'x-forwarded-proto'): string | undefined {
  const value = request.headers[name];
  return (Array.isArray(value) ? value[0] : value)?.split(',')[0]?.trim();
}

/** The host that the client asked for, as told by a proxy or by the client; null if it is missing or malformed. */
export function hostOf(request: IncomingMessage): RequestHost | null {
  return parseHost(forwarded(request, 'x-forwarded-host')) ?? parseHost(request.headers.host);
}

/** Whether the client came by TLS, which only a proxy in front of us can offer. */
export function isSecure(request: IncomingMessage): boolean {
  const scheme = forwarded(request, 'x-forwarded-proto')?.toLowerCase();
  return scheme === 'https' || scheme === 'wss';
}

/**
 * Whether a WebSocket request comes from our own page: its Origin has the host name that the request went to (ports
 * may differ: the page is served from another one), or it has no Origin because no browser sent it. A page of another
 * site can forge neither header.
 */
export function isSameSite(request: IncomingMessage): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return true;
  let hostname: string;
  try {
    hostname = new URL(origin).hostname;
  } catch {
    return false;
  }
  if (hostname === '') return false;
  const hosts = [parseHost(forwarded(request, 'x-forwarded-host')), parseHost(request.headers.host)];
  return hosts.some((host) => host?.hostname === hostname);
}

const LOOPBACK_ADDRESS = /^(?:127\.|::1$|::ffff:127\.)/;
const LOOPBACK_HOST = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
const PROXY_HEADERS = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

/**
 * Whether a request comes from this machine: its address is loopback, it names a loopback host (a proxy or a tunnel on this machine that
 * serves others mostly does not), and no proxy left its mark.
 */
export function isThisMachine(request: IncomingMessage): boolean {
  if (!LOOPBACK_ADDRESS.test(request.socket.remoteAddress ?? '')) return false;
  if (PROXY_HEADERS.some((name) => request.headers[name] !== undefined)) return false;
  return LOOPBACK_HOST.test(parseHost(request.headers.host)?.hostname ?? '');
}
