import {
  type ClientMessage,
  HISTORY_RANGES,
  type HistoryRange,
  REPLAY_SPEEDS,
  type ReplayCommand,
} from './stream-messages.ts';

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
      const range = 'range' in message ? message.range : undefined;
      if (range === undefined) return { type: 'select', pair };
      return isRange(range) ? { type: 'select', pair, range } : null;
    }
    case 'replay': {
      const command = parseReplayCommand(message);
      return command === null ? null : { type: 'replay', ...command };
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

const isRange = (value: unknown): value is HistoryRange =>
  typeof value === 'string' && Object.hasOwn(HISTORY_RANGES, value);

function parseReplayCommand(message: object): ReplayCommand | null {
  const { action, value } = message as { action?: unknown; value?: unknown };
  switch (action) {
    case 'pause':
    case 'resume':
      return { action };
    case 'speed':
      if (value === 'max') return { action, value };
      if (typeof value !== 'number' || !(value >= REPLAY_SPEEDS.min && value <= REPLAY_SPEEDS.max)) return null;
      return { action, value };
    case 'seek':
      return typeof value === 'number' && Number.isFinite(value) ? { action, value } : null;
    default:
      return null;
  }
}
