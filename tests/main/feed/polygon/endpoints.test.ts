import { describe, expect, it } from 'vitest';
import {
  DEFAULT_FEED_URL,
  FeedAddressError,
  resolveEndpoint,
  resolveRestUrl,
} from '../../../../main/feed/polygon/endpoints.ts';

describe('resolveEndpoint', () => {
  it.each([
    [undefined, 'wss://socket.massive.com/crypto'],
    ['massive', 'wss://socket.massive.com/crypto'],
    ['polygon', 'wss://socket.polygon.io/crypto'],
    ['massive-delayed', 'wss://delayed.massive.com/crypto'],
    ['polygon-delayed', 'wss://delayed.polygon.io/crypto'],
    ['massive-business', 'wss://business.massive.com/crypto'],
    ['polygon-launchpad', 'wss://launchpad.polygon.io/crypto'],
    ['massive/forex', 'wss://socket.massive.com/forex'],
    ['socket.polygon.io', 'wss://socket.polygon.io/crypto'],
    ['socket.polygon.io/crypto', 'wss://socket.polygon.io/crypto'],
    [' wss://example.org ', 'wss://example.org/crypto'],
    ['wss://example.org:8443/a/b', 'wss://example.org:8443/a/b'],
    ['ws://127.0.0.1:9400/crypto', 'ws://127.0.0.1:9400/crypto'],
    ['ws://localhost:9400', 'ws://localhost:9400/crypto'],
    ['ws://[::1]:9400', 'ws://[::1]:9400/crypto'],
  ])('%s -> %s', (address, url) => {
    expect(resolveEndpoint(address).url).toBe(url);
  });

  it.each([
    ['ws://example.org/crypto', 'unencrypted'],
    ['ws://192.168.1.5:9400', 'unencrypted'],
    ['ws://127.0.0.1.example.org', 'unencrypted'],
    ['ws://localhost.example.org', 'unencrypted'],
    ['http://127.0.0.1:9400', 'must start with wss://'],
    ['https://socket.massive.com/crypto', 'must start with wss://'],
    ['wss://user:secret@example.org', 'must not carry'],
    ['wss://example.org/crypto?apiKey=secret', 'must not carry'],
    ['wss://example.org/crypto#secret', 'must not carry'],
    ['binance', 'one of: massive, massive-delayed'],
    ['', 'one of: massive'],
    ['wss://', 'one of: massive'],
    ['toString', 'one of: massive'],
  ])('%s is refused in one sentence without secrets', (address, reason) => {
    const refusal = () => resolveEndpoint(address);
    expect(refusal).toThrow(FeedAddressError);
    expect(refusal).toThrow(reason);
    expect(refusal).not.toThrow('secret');
  });

  it('says that the delayed servers may carry no crypto', () => {
    expect(resolveEndpoint('polygon-delayed').note).toContain('real-time only');
    expect(resolveEndpoint(DEFAULT_FEED_URL).note).toBeNull();
  });
});

describe('the REST interface of a feed', () => {
  it.each([
    [DEFAULT_FEED_URL, 'https://api.massive.com'],
    ['massive-business', 'https://api.massive.com'],
    ['polygon-delayed/crypto', 'https://api.polygon.io'],
    ['wss://socket.polygon.io', 'https://api.polygon.io'],
    ['wss://example.org/crypto', null],
    ['wss://notmassive.com/crypto', null],
    ['ws://127.0.0.1:9400/crypto', null],
  ])('of %s is %s', (feedUrl, expected) => {
    expect(resolveRestUrl(null, feedUrl)).toBe(expected);
  });

  it('is what is given', () => {
    expect(resolveRestUrl('https://proxy.example.org:8443/', 'massive')).toBe('https://proxy.example.org:8443');
    expect(resolveRestUrl('http://localhost:9400', 'massive')).toBe('http://localhost:9400');
  });

  it.each([
    ['http://example.org', 'unencrypted'],
    ['ftp://example.org', 'must start with https://'],
    ['api.massive.com', 'must start with https://'],
    ['https://user:secret@example.org', 'must end after host and port'],
    ['https://example.org/?apiKey=secret', 'must end after host and port'],
  ])('%s is refused in one sentence without secrets', (address, reason) => {
    const refusal = () => resolveRestUrl(address, 'massive');
    expect(refusal).toThrow(FeedAddressError);
    expect(refusal).toThrow(reason);
    expect(refusal).not.toThrow('secret');
  });
});
