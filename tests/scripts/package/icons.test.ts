import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { drawSvg } from '../../../scripts/package/draw-svg.mjs';
import { encodePng, writeIcons } from '../../../scripts/package/icons.mjs';

const svg = readFileSync('resources/icon.svg', 'utf8');

/** Size and the rows of pixels of a PNG with one IDAT. */
function decode(png: Buffer) {
  const size = png.readUInt32BE(16);
  const start = png.indexOf('IDAT') + 4;
  const rows = inflateSync(png.subarray(start, start + png.readUInt32BE(start - 8)));
  return { size, rows };
}

function pixel(pixels: Buffer, size: number, x: number, y: number): number[] {
  return [...pixels.subarray((y * size + x) * 4, (y * size + x) * 4 + 4)];
}

it('draws what the source says, at any size', () => {
  for (const size of [16, 64, 512]) {
    const pixels = drawSvg(svg, size);
    const at = (x: number, y: number) =>
      pixel(pixels, size, Math.floor((x / 512) * size), Math.floor((y / 512) * size));
    expect(at(0, 0), `corner at ${size}`).toEqual([0, 0, 0, 0]);
    expect(at(424, 120), `dot at ${size}`).toEqual([0xf2, 0xb8, 0x4b, 255]);
    expect(at(300, 196), `line at ${size}`).toEqual([0x35, 0xb6, 0xa5, 255]);
  }
  const large = drawSvg(svg, 512);
  expect(pixel(large, 512, 256, 40)).toEqual([0x13, 0x1a, 0x22, 255]);
});

it('refuses what it cannot draw instead of leaving it out', () => {
  for (const part of [
    '<path d="M0 0"/>',
    '<rect x="1" fill="red"/>',
    '<text>x</text>',
    '<circle r="z" fill="#000000"/>',
  ]) {
    expect(() => drawSvg(`<svg viewBox="0 0 10 10">${part}</svg>`, 8), part).toThrow(/icon/);
  }
  expect(() => drawSvg('<svg viewBox="0 0 10 20"></svg>', 8)).toThrow(/square/);
});

it('resources/icon.png is drawn from resources/icon.svg', () => {
  const committed = decode(readFileSync('resources/icon.png'));
  expect(committed.size).toBe(512);
  expect(committed.rows.equals(decode(encodePng(drawSvg(svg, 512), 512)).rows)).toBe(true);
});

it('writes the files of all platforms', () => {
  const directory = mkdtempSync(join(tmpdir(), 'multi-ticker-icons-'));
  writeIcons(directory);
  const ico = readFileSync(join(directory, 'icon.ico'));
  const sizes = Array.from({ length: ico.readUInt16LE(4) }, (_, i) => {
    const offset = ico.readUInt32LE(6 + 16 * i + 12);
    return decode(ico.subarray(offset)).size;
  });
  expect(sizes).toEqual([16, 24, 32, 48, 64, 128, 256]);
  const icns = readFileSync(join(directory, 'icon.icns'));
  expect(icns.toString('latin1', 0, 4)).toBe('icns');
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  expect(icns.includes('ic10')).toBe(true);
  expect(decode(readFileSync(join(directory, 'linux/256x256.png'))).size).toBe(256);
  rmSync(directory, { recursive: true });
});
