import type { ClientMessage } from './stream-messages.ts';

/** Longest message that a page may send, characters. */
export const MAX_CLIENT_MESSAGE_CHARS = 1_024;
const MAX_PAIR_CHARS = 40;

/** A message of a page, or null if it is none of those that exist: too long, not JSON, of unknown or wrong shape. */
export function parseClientMessage(text: unknown): ClientMessage | null {
  if (typeof text !== 'string' || text.length > MAX_CLIENT_MESSAGE_CHARS) return null;
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
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
