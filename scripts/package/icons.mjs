// The icon files of all platforms, made from resources/icon.svg when the application is packaged.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { root } from '../run.mjs';
import { drawSvg } from './draw-svg.mjs';

const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256];
/** Types of the parts of an .icns file that hold PNG. */
const ICNS_TYPES = { icp4: 16, icp5: 32, icp6: 64, ic07: 128, ic08: 256, ic09: 512, ic10: 1_024 };

/** Writes NxN.png, icon.ico and icon.icns into the directory. */
export function writeIcons(directory) {
  const svg = readFileSync(join(root, 'resources/icon.svg'), 'utf8');
  const drawn = new Map();
  const png = (size) => {
    if (!drawn.has(size)) drawn.set(size, encodePng(drawSvg(svg, size), size));
    return drawn.get(size);
  };
  mkdirSync(join(directory, 'linux'), { recursive: true });
  for (const size of LINUX_SIZES) writeFileSync(join(directory, 'linux', `${size}x${size}.png`), png(size));
  writeFileSync(join(directory, 'icon.ico'), encodeIco(ICO_SIZES.map((size) => [size, png(size)])));
  writeFileSync(
    join(directory, 'icon.icns'),
    encodeIcns(Object.entries(ICNS_TYPES).map(([type, size]) => [type, png(size)])),
  );
}

/** A PNG file of RGBA pixels. */
export function encodePng(pixels, size) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // 8 bits a channel, colour with alpha.
  header.set([8, 6], 8);
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let row = 0; row < size; row++) {
    pixels.copy(rows, row * (size * 4 + 1) + 1, row * size * 4, (row + 1) * size * 4);
  }
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([signature, ...chunks]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

function encodeIco(pictures) {
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length;
  pictures.forEach(([size, png], i) => {
    const entry = 6 + 16 * i;
    // 0 stands for 256.
    header[entry] = size & 255;
    header[entry + 1] = size & 255;
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  });
  return Buffer.concat([header, ...pictures.map(([, png]) => png)]);
}

function encodeIcns(parts) {
  const blocks = parts.map(([type, png]) => icnsBlock(type, png));
  return icnsBlock('icns', Buffer.concat(blocks));
}

function icnsBlock(type, data) {
  const header = Buffer.alloc(8);
  header.write(type, 0, 'latin1');
  header.writeUInt32BE(data.length + 8, 4);
  return Buffer.concat([header, data]);
}
