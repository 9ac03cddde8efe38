/** Known servers by name; the provider was renamed from Polygon.io to Massive.com on 2025-10-30. */
export const KNOWN_HOSTS = {
  massive: 'socket.massive.com',
  'massive-delayed': 'delayed.massive.com',
  'massive-business': 'business.massive.com',
  'massive-launchpad': 'launchpad.massive.com',
  polygon: 'socket.polygon.io',
  'polygon-delayed': 'delayed.polygon.io',
  'polygon-business': 'business.polygon.io',
  'polygon-launchpad': 'launchpad.polygon.io',
} as const;

export const DEFAULT_MARKET = 'crypto';
export const DEFAULT_FEED_URL = `wss://${KNOWN_HOSTS.massive}/${DEFAULT_MARKET}`;

/** REST interfaces by the domain of the feed's server. */
const REST_URLS: Readonly<Record<string, string>> = {
  'massive.com': 'https://api.massive.com',
  'polygon.io': 'https://api.polygon.io',
};

export interface Endpoint {
  /** What to connect to: never holds a secret, so it may be shown and logged. */
  readonly url: string;
  /** Something the user should know about this server; null = nothing. */
  readonly note: string | null;
}

/** An unusable feed address; the message says what to write instead. */
export class FeedAddressError extends Error {
  override readonly name = 'FeedAddressError';
}

/**
 * The endpoint for a setting: a known name (`massive`, `polygon-delayed`, optionally with a market: `massive/crypto`), a host, or
 * a ws:// or wss:// address. Throws FeedAddressError in words for the user.
 */
export function resolveEndpoint(address: string = DEFAULT_FEED_URL): Endpoint {
  const url = parse(address.trim());
  if (url.protocol !== 'wss:' && url.protocol !== 'ws:') {
    throw new FeedAddressError(`The feed address ${shown(url)} must start with wss:// (or ws:// on this computer).`);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new FeedAddressError(
      `The feed address ${shown(url)} must not carry a user, a query or a fragment: the key is sent after connecting.`,
    );
  }
  if (url.protocol === 'ws:' && !isLoopback(url.hostname)) {
    throw new FeedAddressError(
      `The feed address ${shown(url)} would send the API key unencrypted over the network: use wss:// ` +
        '(ws:// is accepted for this computer only).',
    );
  }
  if (url.pathname === '/' || url.pathname === '') url.pathname = `/${DEFAULT_MARKET}`;
  return { url: url.href, note: noteFor(url.hostname) };
}

/**
 * The REST interface that goes with a feed's address, or `restUrl` where one is given; null = a server that is not the provider's, with an
 * interface that nobody knows. Throws FeedAddressError in words for the user.
 */
export function resolveRestUrl(restUrl: string | null, feedUrl: string = DEFAULT_FEED_URL): string | null {
  if (restUrl === null) {
    const { hostname } = new URL(resolveEndpoint(feedUrl).url);
    const domain = Object.keys(REST_URLS).find((name) => hostname.endsWith(`.${name}`));
    return domain === undefined ? null : (REST_URLS[domain] ?? null);
  }
  const url = URL.canParse(restUrl) ? new URL(restUrl) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new FeedAddressError('The REST address must start with https:// (or http:// on this computer).');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '' || url.pathname !== '/') {
    throw new FeedAddressError(
      `The REST address ${url.origin} must end after host and port: no user, path, query or fragment.`,
    );
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new FeedAddressError(
      `The REST address ${url.origin} would send the API key unencrypted over the network: use https:// ` +
        '(http:// is accepted for this computer only).',
    );
  }
  return url.origin;
}

function parse(address: string): URL {
  try {
    return new URL(address.includes('://') ? address : knownAddress(address));
  } catch {
    throw new FeedAddressError(
      `The feed address is neither a ws:// or wss:// address nor one of: ${Object.keys(KNOWN_HOSTS).join(', ')}.`,
    );
  }
}

function knownAddress(address: string): string {
  const [name = '', ...market] = address.split('/');
  const hosts: Record<string, string> = KNOWN_HOSTS;
  const host = Object.hasOwn(hosts, name) ? hosts[name] : Object.values(hosts).find((known) => known === name);
  if (host === undefined) throw new Error('unknown name');
  return `wss://${host}/${market.join('/')}`;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function noteFor(hostname: string): string | null {
  return hostname === KNOWN_HOSTS['massive-delayed'] || hostname === KNOWN_HOSTS['polygon-delayed']
    ? 'The provider lists crypto trades as real-time only: the delayed server may send none.'
    : null;
}

const shown = (url: URL): string => `${url.protocol}//${url.host}${url.pathname}`;
