import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readStaticFiles, staticFile } from '../../../main/publish/static-files.ts';
import { rendererDirectory } from './fixtures.ts';

test('only files of known kinds are served: no dot-files, source maps, sources or links', async () => {
  const directory = rendererDirectory();
  symlinkSync('/etc/hostname', join(directory, 'link.json'));
  symlinkSync('/etc', join(directory, 'assets/etc'));
  mkdirSync(join(directory, 'assets/.git'));
  writeFileSync(join(directory, 'assets/.git/config.json'), '{}');
  const files = await readStaticFiles(directory);
  expect([...files.keys()].sort()).toEqual([
    '/assets/app-1a2B3c4D.js',
    '/assets/engine-AbCd_-12.wasm',
    '/index.html',
    '/multi_ticker_dashboard.html',
  ]);
});

test("the pages of the desktop's own windows are left out", async () => {
  const directory = rendererDirectory();
  mkdirSync(join(directory, 'recordings'));
  writeFileSync(join(directory, 'recordings/export.html'), '<!doctype html>');
  const files = await readStaticFiles(directory);
  expect([...files.keys()].filter((path) => path.includes('recordings'))).toEqual([]);
});

test('only names with a hash never change', () => {
  const immutable = (path: string) => staticFile(path, Buffer.from('x'))?.immutable;
  expect(immutable('/assets/app-1a2B3c4D.js')).toBe(true);
  expect(immutable('/assets/app.js')).toBe(false);
  expect(immutable('/app-1a2B3c4D.js')).toBe(false);
  expect(immutable('/index.html')).toBe(false);
  expect(staticFile('/x.py', Buffer.from('x'))).toBeNull();
});

const text = Buffer.from('statistics '.repeat(500));
const decoders = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
  identity: (body: Buffer) => body,
};

test.each([
  ['gzip, deflate, br', 'br'],
  ['gzip, br;q=0', 'gzip'],
  ['gzip;q=0.5', 'gzip'],
  ['GZIP', 'gzip'],
  ['deflate', 'identity'],
  ['br;q=0, gzip;q=0.000', 'identity'],
  ['', 'identity'],
  [undefined, 'identity'],
] as const)('Accept-Encoding %j gets %s', async (accept, expected) => {
  const { body, encoding } = (await staticFile('/a.js', text)?.encoded(accept)) ?? {};
  expect(encoding).toBe(expected);
  expect(decoders[expected](body ?? Buffer.alloc(0))).toEqual(text);
});

test('what does not get smaller, and pictures, are sent as they are', async () => {
  const noise = Buffer.from(Array.from({ length: 2_000 }, (_, i) => (i * 7_919 * (i + 13)) % 251));
  expect((await staticFile('/a.png', text)?.encoded('br'))?.encoding).toBe('identity');
  expect((await staticFile('/a.wasm', Buffer.from('abc'))?.encoded('br'))?.encoding).toBe('identity');
  expect((await staticFile('/a.wasm', noise)?.encoded('gzip'))?.body.length).toBeLessThanOrEqual(noise.length);
});

test('a body is compressed once', async () => {
  const file = staticFile('/a.js', text);
  const [one, two] = await Promise.all([file?.encoded('br'), file?.encoded('br')]);
  expect(one?.body).toBe(two?.body);
});
