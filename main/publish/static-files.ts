import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { entityTag } from './http-answers.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};
const COMPRESSIBLE = new Set(['.html', '.js', '.css', '.wasm', '.svg', '.json']);
/** The build puts a hash of the content into these names, so they never change. */
const HASHED = /^\/assets\/.*-[\w-]{8}\.\w+$/;
/** Of the sizes of Perspective's engine (2.3 MB) this takes a tenth of a second; 11 would take seconds. */
const BROTLI_QUALITY = 5;
const WORTH_SENDING = 0.95;
/** Pages of the desktop's own windows, of no use in a browser. */
const DESKTOP_PAGES = ['/preferences', '/recordings', '/tools'];

export type Encoding = 'br' | 'gzip' | 'identity';

export interface StaticFile {
  readonly type: string;
  /** The name changes with the content. */
  readonly immutable: boolean;
  readonly etag: string;
  readonly body: Buffer;
  /** The body in the best encoding of those accepted; compressed on first demand and kept. */
  encoded(acceptEncoding: string | undefined): Promise<{ readonly body: Buffer; readonly encoding: Encoding }>;
}

function accepts(header: string, encoding: string): boolean {
  return header.split(',').some((part) => {
    const [name, ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

function compress(body: Buffer, encoding: 'br' | 'gzip'): Promise<Buffer> {
  if (encoding === 'gzip') return promisify(gzip)(body);
  return promisify(brotliCompress)(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  });
}

/** A file to serve under this path (`/assets/x.js`); null if files of its kind are not served. */
export function staticFile(path: string, body: Buffer): StaticFile | null {
  const extension = extname(path);
  const type = TYPES[extension];
  if (type === undefined) return null;
  const variants = new Map<'br' | 'gzip', Promise<Buffer>>();
  return {
    type,
    body,
    immutable: HASHED.test(path),
    etag: entityTag(body),
    async encoded(acceptEncoding = '') {
      if (COMPRESSIBLE.has(extension)) {
        for (const encoding of ['br', 'gzip'] as const) {
          if (!accepts(acceptEncoding, encoding)) continue;
          const variant = variants.get(encoding) ?? compress(body, encoding);
          variants.set(encoding, variant);
          const compressed = await variant;
          if (compressed.length < body.length * WORTH_SENDING) return { body: compressed, encoding };
        }
      }
      return { body, encoding: 'identity' };
    },
  };
}

/**
 * Every file of a directory that may be served, by its path from `/`: regular files of known kinds. Links, dot-files and
 * source maps are left out, and so are the pages of the desktop's windows; what is not in the result does not exist for clients.
 */
export async function readStaticFiles(directory: string, prefix = ''): Promise<Map<string, StaticFile>> {
  const files = new Map<string, StaticFile>();
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const path = `${prefix}/${entry.name}`;
    if (DESKTOP_PAGES.includes(path)) continue;
    if (entry.isDirectory()) {
      for (const [name, file] of await readStaticFiles(join(directory, entry.name), path)) files.set(name, file);
    } else if (entry.isFile() && TYPES[extname(entry.name)] !== undefined) {
      const file = staticFile(path, await readFile(join(directory, entry.name)));
      if (file !== null) files.set(path, file);
    }
  }
  return files;
}
