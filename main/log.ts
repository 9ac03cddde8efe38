export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type Log = Readonly<Record<LogLevel, (message: string) => void>>;

export interface LogEntry {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly level: LogLevel;
  readonly message: string;
}

/**
 * A log of one entry per event. Secrets never get here: callers log addresses, not keys. A level that is a function may change while the
 * log is in use. `write` gets each entry of the level and above; default: a line on the standard error output.
 */
export function createLog(level: LogLevel | (() => LogLevel), write: (entry: LogEntry) => void = writeLine): Log {
  const least = () => LOG_LEVELS.indexOf(typeof level === 'function' ? level() : level);
  const at = (own: LogLevel) => (message: string) => {
    if (LOG_LEVELS.indexOf(own) >= least()) write({ time: new Date().toISOString(), level: own, message });
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Writes an entry as a line for people: UTC time, level, text. */
export function writeLine({ time, level, message }: LogEntry): void {
  process.stderr.write(lineOf({ time, level, message }));
}

export function lineOf({ time, level, message }: LogEntry): string {
  return `${time} ${level.padEnd(5)} ${message}\n`;
}

/** A log that says nothing. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
