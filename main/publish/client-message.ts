import type { ClientMessage } from './stream-messages.ts';

/** Longest message that a page may send, characters. */
export const MAX_CLIENT_MESSAGE_CHARS = 1_024;
const MAX_PAIR_CHARS = 40;

function parseJson(text: string): unknown {
  if (text.length > MAX_CLIENT_MESSAGE_CHARS) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * A message of a page, JSON text from a WebSocket or an object from a MessagePort; null if it is none of those that
 * exist: too long, not JSON, of unknown or wrong shape.
 */
export function parseClientMessage(data: unknown): ClientMessage | null {
  const message = typeof data === 'string' ? parseJson(data) : data;
  if (typeof message !== 'object' || message === null || !('type' in message)) return null;
  switch (message.type) {
    case 'select': {
      const pair = 'pair' in message ? message.pair : undefined;
      if (typeof pair !== 'string' || pair.length === 0 || pair.length > MAX_PAIR_CHARS) return null;
      return { type: 'select', pair };
    }
    case 'resync':
      return { type: 'resync' };
    case 'ack': {
      const chars = 'chars' in message ? message.chars : undefined;
      if (typeof chars !== 'number' || !Number.isSafeInteger(chars) || chars < 0) return null;
      return { type: 'ack', chars };
    }
    default:
      return null;
  }
}
