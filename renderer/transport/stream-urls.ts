import { PACKED_QUERY, STREAM_PATH } from '../../main/publish/stream-messages.ts';

/** The parts of `location` (and the address that relative links start from) that the choice needs. */
export interface PageAddress {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: string;
  /** Absolute address of the page: a reverse proxy may serve it under any path. */
  readonly href: string;
}

export interface ServerPorts {
  readonly web: number;
  readonly ws: number;
}

/** Reads the server's ports from the content of `<meta name="mtd-ports">` ("8096 7678"); null if absent or not two ports. */
export function readPorts(content: string | null): ServerPorts | null {
  const match = /^\s*(\d{1,5})\s+(\d{1,5})\s*$/.exec(content ?? '');
  if (match === null) return null;
  const [web, ws] = [Number(match[1]), Number(match[2])];
  return web > 0 && web < 65_536 && ws > 0 && ws < 65_536 ? { web, ws } : null;
}

/**
 * Addresses to try for the stream, best first. A page from our own web port finds the stream port beside it; any other
 * page comes through a proxy, which most likely forwards the stream below the page's own directory. Deltas are asked for
 * packed: a third of the bytes.
 */
export function streamUrls(page: PageAddress, ports: ServerPorts | null): string[] {
  const scheme = page.protocol === 'https:' ? 'wss:' : 'ws:';
  const sameOrigin = new URL(`.${STREAM_PATH}`, page.href);
  sameOrigin.protocol = scheme;
  sameOrigin.search = PACKED_QUERY;
  sameOrigin.hash = '';
  if (ports === null) return [sameOrigin.href];
  const direct = `${scheme}//${page.hostname}:${ports.ws}${STREAM_PATH}${PACKED_QUERY}`;
  const isOurPort = page.protocol === 'http:' && (page.port === '' ? 80 : Number(page.port)) === ports.web;
  return isOurPort ? [direct, sameOrigin.href] : [sameOrigin.href, direct];
}
