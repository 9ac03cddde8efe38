import { sideOfCode, type Trade } from '../../../engine/trade.ts';

/** A status event of the server, verbatim. */
export interface StatusEvent {
  readonly status: string;
  readonly message: string;
}

/** Where the events of a frame go, in their order. */
export interface FrameSink {
  readonly trades: Trade[];
  readonly statuses: StatusEvent[];
}

/** Counted while parsing: nothing that arrives is left out in silence. */
export interface FrameCounters {
  /** Elements (or whole frames) that are not usable events. */
  malformed: number;
  /** Well-formed events of other kinds. */
  ignored: number;
  /** Trades without a taker side, kept or dropped. */
  sideless: number;
}

export interface ParseOptions {
  /** Drop trades whose conditions are missing or empty, as the original system did; condition 0 is kept. */
  readonly dropSideless: boolean;
}

/** The last instant that a Date can hold; a time beyond it is no time. */
const MAX_TIME_MS = 8.64e15;
/** A frame of garbage is given up after this many failures, so that it cannot hold up the feed. */
const MAX_UNREADABLE_PER_FRAME = 100;

/**
 * Parses one frame: an array of events or a bare event, trades and statuses mixed. An unusable element is counted and
 * costs no other; pure and fast, since it runs in the socket callback.
 */
export function parseFrame(
  text: string,
  receivedTimeUs: number,
  sink: FrameSink,
  counters: FrameCounters,
  options: ParseOptions,
): void {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    salvage(text, receivedTimeUs, sink, counters, options);
    return;
  }
  if (!Array.isArray(frame)) {
    parseEvent(frame, receivedTimeUs, sink, counters, options, text, -1);
    return;
  }
  for (let i = 0; i < frame.length; i++) parseEvent(frame[i], receivedTimeUs, sink, counters, options, text, i);
}

/** The fields of an XT event and of a status event, none of them trusted. */
interface RawEvent {
  readonly ev?: unknown;
  readonly pair?: unknown;
  readonly p?: unknown;
  readonly s?: unknown;
  readonly t?: unknown;
  readonly c?: unknown;
  readonly i?: unknown;
  readonly x?: unknown;
  readonly r?: unknown;
  readonly status?: unknown;
  readonly message?: unknown;
}

function parseEvent(
  value: unknown,
  receivedTimeUs: number,
  sink: FrameSink,
  counters: FrameCounters,
  options: ParseOptions,
  text: string,
  index: number,
): void {
  if (typeof value !== 'object' || value === null) {
    counters.malformed += 1;
    return;
  }
  const event = value as RawEvent;
  if (event.ev !== 'XT') {
    if (event.ev === 'status' && typeof event.status === 'string') {
      sink.statuses.push({
        status: event.status,
        message: typeof event.message === 'string' ? event.message : '',
      });
    } else if (typeof event.ev === 'string' && event.ev !== 'status') counters.ignored += 1;
    else counters.malformed += 1;
    return;
  }
  const { pair, p, s, t, c, i, x, r } = event;
  if (
    typeof pair !== 'string' ||
    pair === '' ||
    typeof p !== 'number' ||
    !(p > 0 && p < Infinity) ||
    typeof s !== 'number' ||
    !(s >= 0 && s < Infinity) ||
    typeof t !== 'number' ||
    !(t > 0 && t <= MAX_TIME_MS)
  ) {
    counters.malformed += 1;
    return;
  }
  const code: unknown = Array.isArray(c) ? c[0] : undefined;
  const side = sideOfCode(code as number);
  if (side === 'unknown') {
    counters.sideless += 1;
    if (options.dropSideless && code === undefined) return;
  }
  sink.trades.push({
    pair,
    price: p,
    size: s,
    side,
    exchange: Number.isSafeInteger(x) ? (x as number) : 0,
    tradeId: typeof i === 'string' && i !== '' ? i : typeof i === 'number' ? idOfNumber(i, text, index) : null,
    tradeTimeMs: t,
    vendorTimeMs: typeof r === 'number' && r > 0 && r <= MAX_TIME_MS ? r : null,
    receivedTimeUs,
  });
}

/** The exact id: integers beyond 2^53 are read again from the text, since two of them may round to one number. */
function idOfNumber(id: number, text: string, index: number): string {
  if (Number.isSafeInteger(id)) return String(id);
  const exact: unknown = JSON.parse(text.replace(/("i"\s*:\s*)(\d{16,})(?=\s*[,}])/g, '$1"$2"'));
  const event: unknown = Array.isArray(exact) ? exact[index] : exact;
  return String((event as RawEvent).i);
}

/** Takes what can be read from a frame that is not valid JSON: every balanced `{...}` that parses on its own. */
function salvage(
  text: string,
  receivedTimeUs: number,
  sink: FrameSink,
  counters: FrameCounters,
  options: ParseOptions,
): void {
  let unreadable = 0;
  let at = text.indexOf('{');
  while (at !== -1 && unreadable < MAX_UNREADABLE_PER_FRAME) {
    const end = balancedEnd(text, at);
    const value = end === -1 ? undefined : parseOrUndefined(text.slice(at, end));
    if (value === undefined) {
      unreadable += 1;
      at = text.indexOf('{', at + 1);
    } else {
      parseEvent(value, receivedTimeUs, sink, counters, options, text.slice(at, end), -1);
      at = text.indexOf('{', end);
    }
  }
  counters.malformed += Math.max(unreadable, 1);
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Index after the brace that closes the one at `start`, not counting braces in strings; -1 = there is none. */
function balancedEnd(text: string, start: number): number {
  let depth = 0;
  let inString = false;
  for (let i = start; i < text.length; i++) {
    const char = text[i];
    if (inString) {
      if (char === '\\') i += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{') depth += 1;
    else if (char === '}') {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  return -1;
}
