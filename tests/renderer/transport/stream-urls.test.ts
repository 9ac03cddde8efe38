import { describe, expect, test } from 'vitest';
import { readPorts, streamUrls } from '../../../renderer/transport/stream-urls.ts';

const PORTS = { web: 8096, ws: 7678 };

function page(href: string) {
  const { protocol, hostname, port } = new URL(href);
  return { protocol, hostname, port, href };
}

describe('the address of the stream', () => {
  test('beside our own web port: the stream port first, then the same origin', () => {
    expect(streamUrls(page('http://192.168.1.5:8096/multi_ticker_dashboard.html'), PORTS)).toEqual([
      'ws://192.168.1.5:7678/stream/v1?deltas=packed',
      'ws://192.168.1.5:8096/stream/v1?deltas=packed',
    ]);
  });

  test('behind a proxy with TLS: the same origin first, then the stream port, both encrypted', () => {
    expect(streamUrls(page('https://desk.example/'), PORTS)).toEqual([
      'wss://desk.example/stream/v1?deltas=packed',
      'wss://desk.example:7678/stream/v1?deltas=packed',
    ]);
  });

  test('a proxy may serve the page below a path, and the query of the page is not the query of the stream', () => {
    const [first] = streamUrls(page('https://desk.example/market/multi_ticker_dashboard.html?ticker=ETH-USD#x'), PORTS);
    expect(first).toBe('wss://desk.example/market/stream/v1?deltas=packed');
  });

  test('plain http on another port than ours is a proxy too', () => {
    expect(streamUrls(page('http://desk.example/'), PORTS)[0]).toBe('ws://desk.example/stream/v1?deltas=packed');
  });

  test('port 80 of our own server is not written in the address', () => {
    expect(streamUrls(page('http://desk.example/'), { web: 80, ws: 81 })[0]).toBe(
      'ws://desk.example:81/stream/v1?deltas=packed',
    );
  });

  test('an IPv6 host keeps its brackets', () => {
    expect(streamUrls(page('http://[::1]:8096/'), PORTS)[0]).toBe('ws://[::1]:7678/stream/v1?deltas=packed');
  });

  test('without announced ports only the same origin is known', () => {
    expect(streamUrls(page('http://localhost:3000/'), null)).toEqual(['ws://localhost:3000/stream/v1?deltas=packed']);
  });
});

test('announced ports are two port numbers or nothing', () => {
  expect(readPorts('8096 7678')).toEqual(PORTS);
  for (const wrong of [null, '', '8096', '8096 x', '0 7678', '8096 70000', '8096 7678 1']) {
    expect(readPorts(wrong)).toBeNull();
  }
});
