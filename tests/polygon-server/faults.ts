/** What the server can do wrong, and how; every name is a switch that may be turned at any time. */
export const FAULTS = {
  'no-open': 'accepts the TCP connection, never answers the upgrade',
  'no-greeting': 'never sends `connected`',
  'auth-failed': 'refuses every key (`auth_failed`)',
  'auth-failed-old': 'refuses every key in the older form (status `error`)',
  'auth-timeout': 'claims to have received no authentication (`auth_timeout`) and closes',
  'no-auth-answer': 'never answers an authentication',
  'not-authorized': 'refuses every channel (`not authorized`)',
  'no-subscribe-answer': 'never answers a subscription, and sends no data',
  'silent-subscribe': 'sends data without ever confirming the subscription',
  'max-connections': 'lets a newcomer authenticate and subscribe, then refuses it (`max_connections`, 1008)',
  'max-connections-evict': 'a newcomer, real or imagined, evicts the older connection (`max_connections`, 1008)',
  'silent-drop': 'cuts all connections without a close frame, now and every few seconds',
  'clean-close': 'closes all connections with code 1000, now and every few seconds',
  stall: 'stays connected and answers pings, but sends no data',
  freeze: 'stays connected, sends no data and answers no ping',
  'slow-feed': 'sends everything seconds late',
  'duplicate-burst': 'repeats the last 200 trades every 10 frames',
  'out-of-order': 'holds back every 4th trade and sends it after later ones',
  'missing-c': 'leaves conditions out',
  'empty-c': 'sends empty conditions',
  'numeric-id': 'sends ids as numbers',
  'missing-id': 'leaves ids out',
  'exponent-sizes': 'writes prices and sizes with exponents',
  'mixed-frames': 'mixes status events into data frames',
  'unknown-events': 'mixes other events (quotes, unknown kinds) into data frames',
  'unknown-status': 'sends a status that no document names',
  malformed: 'puts one unusable element into every data frame',
  'broken-json': 'puts one element that is no JSON into every data frame',
  'bare-objects': 'sends every event as a frame of its own, without the array',
} as const;

export type FaultName = keyof typeof FAULTS;

export const isFaultName = (name: string): name is FaultName => Object.hasOwn(FAULTS, name);
