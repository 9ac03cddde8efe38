import type { LayoutDocument } from './layout.ts';
import { type LayoutPage, type ReadLayout, readLayout } from './read-layout.ts';

/** A layout has a few KB; whatever is larger is something else. */
export const MAX_LAYOUT_BYTES = 256 * 1024;
/** A longer fragment would not survive most chat programs and mail clients. */
const MAX_LINK_LENGTH = 64 * 1024;
const FRAGMENT = 'layout=';

/** The layout as a readable file. */
export function layoutText(layout: LayoutDocument): string {
  return `${JSON.stringify(layout, null, 2)}\n`;
}

/** A name for the file, usable on every system. */
export function layoutFileName(layout: LayoutDocument): string {
  const name = layout.name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '');
  return `layout-${name === '' ? 'unnamed' : name.toLowerCase()}.json`;
}

/** Reads the text of a file. */
export function readLayoutText(text: string, page: LayoutPage): ReadLayout {
  if (text.length > MAX_LAYOUT_BYTES) {
    return { kind: 'bad', message: `This file is too large for a layout (more than ${MAX_LAYOUT_BYTES / 1024} KB).` };
  }
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { kind: 'bad', message: 'This is not a layout: the file is not JSON.' };
  }
  return readLayout(raw, page);
}

/** The layout as the fragment of a link (`#layout=...`), which browsers never send to a server. */
export async function layoutFragment(layout: LayoutDocument): Promise<string> {
  const packed = await transform(
    new TextEncoder().encode(JSON.stringify(layout)),
    new CompressionStream('deflate-raw'),
    Number.POSITIVE_INFINITY,
  );
  return `#${FRAGMENT}${toBase64Url(packed)}`;
}

/** True if the fragment of an address carries a layout. */
export function hasLayout(fragment: string): boolean {
  return fragment.startsWith(`#${FRAGMENT}`);
}

/** Reads the layout in the fragment of an address. */
export async function readLayoutFragment(fragment: string, page: LayoutPage): Promise<ReadLayout> {
  const broken: ReadLayout = {
    kind: 'bad',
    message: 'The layout in this link is damaged; it was probably cut off on its way.',
  };
  if (!hasLayout(fragment) || fragment.length > MAX_LINK_LENGTH) return broken;
  try {
    const packed = fromBase64Url(fragment.slice(FRAGMENT.length + 1));
    const bytes = await transform(packed, new DecompressionStream('deflate-raw'), MAX_LAYOUT_BYTES);
    return readLayoutText(new TextDecoder('utf-8', { fatal: true }).decode(bytes), page);
  } catch {
    return broken;
  }
}

/** Throws where more than `limit` bytes come out: a small link must not become a large text. */
async function transform(
  bytes: Uint8Array<ArrayBuffer>,
  through: CompressionStream | DecompressionStream,
  limit: number,
): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(through).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > limit) {
      await reader.cancel();
      throw new Error('too large');
    }
    chunks.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
