import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { hostOf, isSameSite, isSecure, isThisMachine } from '../../../main/publish/request-host.ts';

const request = (headers: IncomingHttpHeaders) => ({ headers }) as IncomingMessage;

test.each([
  [{ host: 'localhost:8096' }, 'localhost:8096', 'localhost'],
  [{ host: 'Dash.Example.COM' }, 'Dash.Example.COM', 'dash.example.com'],
  [{ host: '[::1]:8096' }, '[::1]:8096', '[::1]'],
  [{ host: '127.0.0.1:8096', 'x-forwarded-host': 'dash.example.com' }, 'dash.example.com', 'dash.example.com'],
  [{ host: '127.0.0.1:8096', 'x-forwarded-host': 'a.example, b.example' }, 'a.example', 'a.example'],
  [{ host: '127.0.0.1:8096', 'x-forwarded-host': 'bad"host' }, '127.0.0.1:8096', '127.0.0.1'],
])('host of %j', (headers, text, hostname) => {
  expect(hostOf(request(headers))).toEqual({ text, hostname });
});

test.each([undefined, '', 'a b', 'host"', 'host/path', "x';script-src *", 'a'.repeat(300), 'host:123456', '\nx'])(
  'no host from %j',
  (host) => {
    expect(hostOf(request(host === undefined ? {} : { host }))).toBeNull();
  },
);

test.each([
  [{}, true],
  [{ origin: 'http://dash.example.com:8096', host: 'dash.example.com:7678' }, true],
  [{ origin: 'https://dash.example.com', host: 'DASH.example.com' }, true],
  [{ origin: 'https://dash.example.com', host: '127.0.0.1:8096', 'x-forwarded-host': 'dash.example.com' }, true],
  [{ origin: 'http://[::1]:8096', host: '[::1]:7678' }, true],
  [{ origin: 'http://evil.example', host: '127.0.0.1:7678' }, false],
  [{ origin: 'http://127.0.0.1.evil.example', host: '127.0.0.1:7678' }, false],
  [{ origin: 'null', host: '127.0.0.1:7678' }, false],
  [{ origin: 'file://', host: '127.0.0.1:7678' }, false],
  [{ origin: 'http://127.0.0.1:8096' }, false],
  [{ origin: '', host: '127.0.0.1' }, false],
])('%j is from our own page: %s', (headers, same) => {
  expect(isSameSite(request(headers))).toBe(same);
});

test('TLS is what a proxy says it is', () => {
  expect(isSecure(request({}))).toBe(false);
  expect(isSecure(request({ 'x-forwarded-proto': 'https' }))).toBe(true);
  expect(isSecure(request({ 'x-forwarded-proto': 'WSS, http' }))).toBe(true);
  expect(isSecure(request({ 'x-forwarded-proto': 'http, https' }))).toBe(false);
});

test.each([
  ['127.0.0.1', { host: '127.0.0.1:8096' }, true],
  ['::ffff:127.0.0.1', { host: 'localhost:8096' }, true],
  ['::1', { host: '[::1]:8096' }, true],
  ['192.168.1.7', { host: '127.0.0.1:8096' }, false],
  ['10.127.0.1', { host: 'localhost' }, false],
  ['127.0.0.1', { host: 'dash.example.com' }, false],
  ['127.0.0.1', { host: '127.0.0.1.example.com' }, false],
  ['127.0.0.1', {}, false],
  ['127.0.0.1', { host: 'localhost', 'x-forwarded-for': '203.0.113.7' }, false],
  ['127.0.0.1', { host: 'localhost', via: '1.1 proxy' }, false],
] as const)('a request from %s with %j comes from this machine: %s', (remoteAddress, headers, expected) => {
  expect(isThisMachine({ headers, socket: { remoteAddress } } as unknown as IncomingMessage)).toBe(expected);
});
