export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type Log = Readonly<Record<LogLevel, (message: string) => void>>;

/**
 * A log of one line per event: UTC time, level, text. Secrets never get here: callers log addresses, not keys. A level that is a function
 * may change while the log is in use.
 */
export function createLog(
  level: LogLevel | (() => LogLevel),
  write: (line: string) => void = (line) => process.stderr.write(line),
): Log {
  const least = () => LOG_LEVELS.indexOf(typeof level === 'function' ? level() : level);
  const at = (own: LogLevel) => (message: string) => {
    if (LOG_LEVELS.indexOf(own) >= least()) write(`${new Date().toISOString()} ${own.padEnd(5)} ${message}\n`);
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** A log that says nothing. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
