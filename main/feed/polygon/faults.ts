/** Why a connection ended, and what follows: `lost` back off, `limit` wait long, `fatal` stop until the settings change. */
export interface ConnectionEnd {
  readonly kind: 'lost' | 'limit' | 'fatal';
  /** For people, without a full stop. */
  readonly reason: string;
}

export const lost = (reason: string): ConnectionEnd => ({ kind: 'lost', reason });

export const CONNECTION_LIMIT: ConnectionEnd = {
  kind: 'limit',
  reason: "another program uses this API key (the account's connection limit is reached)",
};

export function authFailed(message: string): ConnectionEnd {
  return {
    kind: 'fatal',
    reason:
      `the server refused the API key (${quoted(message)}): check the key in the settings, ` +
      'and that its plan includes real-time crypto',
  };
}

const POLICY_VIOLATION = 1008;

const CLOSE_CODES: Readonly<Record<number, string>> = {
  1000: 'the server closed the connection',
  1001: 'the server is going away',
  1006: 'the connection broke',
  1011: 'the server had an internal error',
  1012: 'the server restarts',
  1013: 'the server is overloaded',
};

/** What a close code means. A clean close (1000) is a loss like any other: a feed is never done. */
export function endOfClose(code: number, reason: string): ConnectionEnd {
  if (code === POLICY_VIOLATION) return CONNECTION_LIMIT;
  const meaning = CLOSE_CODES[code] ?? 'the server closed the connection';
  return lost(reason === '' ? `${meaning} (code ${code})` : `${meaning} (code ${code}, ${quoted(reason)})`);
}

const SOCKET_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers at that address',
  ECONNRESET: 'the connection was reset',
  ENOTFOUND: 'the server name cannot be found: is this computer online?',
  EAI_AGAIN: 'the server name cannot be looked up: is this computer online?',
  ENETUNREACH: 'the network cannot be reached: is this computer online?',
  EHOSTUNREACH: 'the server cannot be reached',
  ETIMEDOUT: 'the server does not answer',
};

/** What an error of the socket means. */
export function endOfError(error: NodeJS.ErrnoException): ConnectionEnd {
  // A name with several addresses fails with an AggregateError that has a code but no message.
  return lost(SOCKET_ERRORS[error.code ?? ''] ?? (error.message || error.code || 'the connection failed'));
}

/** Text of the server for people: short, on one line, and without what would steer a terminal. */
export function quoted(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return `"${line.length > 200 ? `${line.slice(0, 200)}…` : line}"`;
}
