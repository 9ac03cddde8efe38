import type { ServerHeader } from '../../main/publish/stream-messages.ts';

export interface Frame {
  readonly header: ServerHeader;
  /** Columnar JSON of a table frame, untouched; null for other frames. */
  readonly body: string | null;
}

/** Splits a frame into header and body without reading the body. Throws on a frame that is not of this stream. */
export function parseFrame(text: string): Frame {
  const end = text.indexOf('\n');
  const header: unknown = JSON.parse(end < 0 ? text : text.slice(0, end));
  if (typeof header !== 'object' || header === null || !('type' in header)) throw new Error('frame without a type');
  return { header: header as ServerHeader, body: end < 0 ? null : text.slice(end + 1) };
}
