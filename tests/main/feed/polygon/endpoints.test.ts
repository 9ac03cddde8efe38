import { describe, expect, it } from 'vitest';
import { DEFAULT_FEED_URL, FeedAddressError, resolveEndpoint } from '../../../../main/feed/polygon/endpoints.ts';

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
