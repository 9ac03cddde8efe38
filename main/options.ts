import { parseArgs } from 'node:util';
import type { Profile } from '../engine/engine.ts';
import type { FeedKind } from './feed/feed.ts';
import { LOG_LEVELS, type LogLevel } from './log.ts';
import { SettingError } from './settings/checks.ts';
import { SETTINGS } from './settings/settings.ts';

export interface Options {
  readonly headless: boolean;
  /** null: polygon when there is an API key, else demo. */
  readonly feed: FeedKind | null;
  /** A ws(s) URL or the name of a known host; null = the provider's real-time host. */
  readonly feedUrl: string | null;
  readonly host: string;
  readonly wsPort: number;
  readonly webPort: number;
  /** Where recordings are kept; null = the place for this user's data. */
  readonly dataDir: string | null;
  readonly record: boolean;
  /** A statistics row per pair is recorded so often. */
  readonly statisticsIntervalS: number;
  /** What recordings are deleted: older than this, or the oldest beyond this size; null = none. */
  readonly retentionDays: number | null;
  readonly retentionGb: number | null;
  /** Warn below this much free space. */
  readonly minFreeGb: number;
  /** Fetch missed trades afterwards. */
  readonly backfill: boolean;
  /** Where missed trades are fetched; null = the REST interface that belongs to the feed. */
  readonly restUrl: string | null;
  readonly profile: Profile;
  /** null = the profile's own: 1 s (standard), 60 s (csp). */
  readonly publishIntervalS: number | null;
  /** JSON file with windows and half-lives of the statistics; null = the profile's own. */
  readonly settingsFile: string | null;
  /** JSON file of alert rules, in place of those of the settings; null = those. */
  readonly alertRulesFile: string | null;
  readonly replayPath: string | null;
  /** Factor of real time; Infinity = as fast as possible. */
  readonly speed: number;
  readonly logLevel: LogLevel;
}

export type Command = { readonly kind: 'run'; readonly options: Options } | { readonly kind: 'help' | 'version' };

/** A wrong argument, with one sentence for people. */
export class OptionError extends Error {}

/** What holds where the command line says nothing; the desktop takes it from its settings. */
export type OptionDefaults = Pick<
  Options,
  | 'feed'
  | 'feedUrl'
  | 'host'
  | 'wsPort'
  | 'webPort'
  | 'dataDir'
  | 'record'
  | 'statisticsIntervalS'
  | 'retentionDays'
  | 'retentionGb'
  | 'minFreeGb'
  | 'backfill'
  | 'profile'
  | 'publishIntervalS'
  | 'logLevel'
>;

export const DEFAULT_OPTIONS: OptionDefaults = {
  feed: null,
  feedUrl: null,
  host: '127.0.0.1',
  wsPort: 7678,
  webPort: 8096,
  dataDir: null,
  record: SETTINGS.record.fallback,
  statisticsIntervalS: SETTINGS.statisticsIntervalS.fallback,
  retentionDays: SETTINGS.retentionDays.fallback,
  retentionGb: SETTINGS.retentionGb.fallback,
  minFreeGb: SETTINGS.minFreeGb.fallback,
  backfill: SETTINGS.backfill.fallback,
  profile: 'standard',
  publishIntervalS: null,
  logLevel: 'info',
};

export const HELP = `Usage: npm start -- [options]
       npm start -- compute --input PATH --output FILE.parquet|.ndjson   statistics of recorded trades
       npm start -- export --table statistics|trades --to FILE.xlsx|.csv|.parquet
       npm start -- inspect PATH   what a recording or any Parquet file holds
       npm start -- verify DIR     checks every file of a recording
       npm start -- alerts --rules FILE --replay PATH   what alert rules would have told
       npm start -- test-connection   walks the way to live trades and names what fails
Each command explains itself with --help.

  --headless                  no window: only the ports below
  --feed polygon|demo|replay  where trades come from (default: polygon with an API key, else demo)
  --feed-url URL              address of the feed: a ws:// or wss:// URL, or the name of a known
                              server (massive, polygon; massive-business, polygon-business, ...)
  --host ADDR                 address to listen on (default ${DEFAULT_OPTIONS.host}: this machine only)
  --ws-port PORT              WebSocket port (default ${DEFAULT_OPTIONS.wsPort})
  --web-port PORT             web port (default ${DEFAULT_OPTIONS.webPort})
  --data-dir DIR              where recordings are kept (default: this user's data directory;
                              simulated trades are recorded only into a directory named here)
  --no-record                 record nothing
  --statistics-interval SECONDS
                              record a statistics row per pair so often, 1 to 3600 (default ${DEFAULT_OPTIONS.statisticsIntervalS})
  --retention-days N          delete recordings that are older than N days (default: keep all)
  --retention-gb N            delete the oldest recordings beyond N GB (default: keep all)
  --min-free-gb N             warn when less space is free on the disk (default ${DEFAULT_OPTIONS.minFreeGb})
  --no-backfill               do not fetch trades that were missed in an outage from the provider
  --rest-url URL              where they are fetched: https://, or http:// on this computer
                              (default: the REST interface of the feed's server, if it is a known one)
  --profile standard|csp      statistics: corrected, or bit-compatible with the original system (default standard)
  --publish-interval SECONDS  a statistics row per pair every 1 to 60 seconds
                              (default: 1, profile csp 60)
  --settings FILE             JSON file with windows, half-lives and intervals (docs/statistics.md)
  --alert-rules FILE          JSON file of alert rules (docs/alerts.md)
  --replay PATH               replay a Parquet recording of trades
  --speed N|max               replay speed, a factor of real time (default 1)
  --log-level LEVEL           ${LOG_LEVELS.join(', ')} (default info)
  --version, --help

The API key is never an argument: set POLYGON_API_KEY or MASSIVE_API_KEY, or keep it in the settings.
`;

const OPTION_TYPES = {
  headless: { type: 'boolean' },
  feed: { type: 'string' },
  'feed-url': { type: 'string' },
  host: { type: 'string' },
  'ws-port': { type: 'string' },
  'web-port': { type: 'string' },
  'data-dir': { type: 'string' },
  'no-record': { type: 'boolean' },
  'statistics-interval': { type: 'string' },
  'retention-days': { type: 'string' },
  'retention-gb': { type: 'string' },
  'min-free-gb': { type: 'string' },
  'no-backfill': { type: 'boolean' },
  'rest-url': { type: 'string' },
  profile: { type: 'string' },
  'publish-interval': { type: 'string' },
  settings: { type: 'string' },
  'alert-rules': { type: 'string' },
  replay: { type: 'string' },
  speed: { type: 'string' },
  'log-level': { type: 'string' },
  version: { type: 'boolean', short: 'v' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * Parses the command line, which wins over `defaults`; throws OptionError with one clear sentence on anything it does not
 * understand.
 */
export function parseOptions(args: readonly string[], defaults: OptionDefaults = DEFAULT_OPTIONS): Command {
  const values = parseValues(args);
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  const feed = values.feed === undefined ? null : oneOf('--feed', values.feed, ['polygon', 'demo', 'replay'] as const);
  const replayPath = values.replay ?? null;
  if (replayPath === '') throw new OptionError('--replay needs the path of a recording.');
  if (feed === 'replay' && replayPath === null) {
    throw new OptionError('--feed replay needs a recording: add --replay PATH.');
  }
  if (replayPath !== null && feed !== null && feed !== 'replay') {
    throw new OptionError(`--replay and --feed ${feed} exclude each other.`);
  }
  if (values.settings === '') throw new OptionError('--settings needs the path of a file.');
  if (values['alert-rules'] === '') throw new OptionError('--alert-rules needs the path of a file.');
  if (values['rest-url'] === '') throw new OptionError('--rest-url needs an address.');
  if (values['data-dir'] === '') throw new OptionError('--data-dir needs the path of a directory.');
  if (values.speed !== undefined && replayPath === null) throw new OptionError('--speed needs --replay PATH.');
  if (values['feed-url'] !== undefined && feed !== null && feed !== 'polygon') {
    throw new OptionError(`--feed-url belongs to --feed polygon, not to --feed ${feed}.`);
  }
  const wsPort = port('--ws-port', values['ws-port']) ?? defaults.wsPort;
  const webPort = port('--web-port', values['web-port']) ?? defaults.webPort;
  if (wsPort === webPort && wsPort !== 0) {
    throw new OptionError(`--ws-port and --web-port must differ (both are ${wsPort}).`);
  }
  return {
    kind: 'run',
    options: {
      headless: values.headless ?? false,
      feed: replayPath !== null ? 'replay' : values['feed-url'] !== undefined ? 'polygon' : (feed ?? defaults.feed),
      feedUrl: values['feed-url'] ?? defaults.feedUrl,
      host: host(values.host ?? defaults.host),
      wsPort,
      webPort,
      dataDir: values['data-dir'] ?? defaults.dataDir,
      record: values['no-record'] === true ? false : defaults.record,
      statisticsIntervalS:
        number('--statistics-interval', values['statistics-interval'], 'statisticsIntervalS') ??
        defaults.statisticsIntervalS,
      retentionDays: number('--retention-days', values['retention-days'], 'retentionDays') ?? defaults.retentionDays,
      retentionGb: number('--retention-gb', values['retention-gb'], 'retentionGb') ?? defaults.retentionGb,
      minFreeGb: number('--min-free-gb', values['min-free-gb'], 'minFreeGb') ?? defaults.minFreeGb,
      backfill: values['no-backfill'] === true ? false : defaults.backfill,
      restUrl: values['rest-url'] ?? null,
      profile: oneOf('--profile', values.profile ?? defaults.profile, ['standard', 'csp'] as const),
      publishIntervalS: publishInterval(values['publish-interval']) ?? defaults.publishIntervalS,
      settingsFile: values.settings ?? null,
      alertRulesFile: values['alert-rules'] ?? null,
      replayPath,
      speed: speed(values.speed ?? '1'),
      logLevel: oneOf('--log-level', values['log-level'] ?? defaults.logLevel, LOG_LEVELS),
    },
  };
}

/** The names of the options that a command line gives, without dashes; whatever else is wrong with it. */
export function givenOptions(args: readonly string[]): ReadonlySet<string> {
  const { values } = parseArgs({ args: [...args], options: OPTION_TYPES, strict: false, allowPositionals: true });
  return new Set(Object.keys(values));
}

function parseValues(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTION_TYPES, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split(/\.\s/)[0] ?? '';
    throw new OptionError(`${reason.replace(/\.$/, '')}. See --help.`);
  }
}

function oneOf<const T extends readonly string[]>(name: string, value: string, allowed: T): T[number] {
  if (allowed.includes(value)) return value;
  throw new OptionError(`${name} takes ${allowed.join(', ')}; "${value}" is none of them.`);
}

/** Port 0 lets the system choose, which tests use. */
function port(name: string, value: string | undefined): number | null {
  if (value === undefined) return null;
  const number = Number(value);
  if (/^\d+$/.test(value) && number <= 65_535) return number;
  throw new OptionError(`${name} takes a port from 1 to 65535; "${value}" is not one.`);
}

function host(value: string): string {
  if (/^[A-Za-z0-9.:%-]+$/.test(value)) return value;
  throw new OptionError(`--host takes an address or a host name; "${value}" is neither.`);
}

function publishInterval(value: string | undefined): number | null {
  if (value === undefined) return null;
  const seconds = Number(value);
  if (/^\d+$/.test(value) && seconds >= 1 && seconds <= 60) return seconds;
  throw new OptionError(`--publish-interval takes a whole number of seconds from 1 to 60; "${value}" is not one.`);
}

type NumberSetting = 'statisticsIntervalS' | 'retentionDays' | 'retentionGb' | 'minFreeGb';

/** A number with the bounds of the setting of the same meaning. */
function number(name: string, value: string | undefined, setting: NumberSetting): number | null {
  if (value === undefined) return null;
  try {
    // Number() also reads '' and '0x10'.
    return SETTINGS[setting].check(/^\d+(\.\d+)?$/.test(value) ? Number(value) : value);
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    throw new OptionError(`${name} takes ${error.message.replace(/^is /, '')}; "${value}" is not one.`);
  }
}

function speed(value: string): number {
  if (value === 'max') return Number.POSITIVE_INFINITY;
  const factor = Number(value);
  if (value.trim() !== '' && Number.isFinite(factor) && factor > 0 && factor <= 10_000) return factor;
  throw new OptionError(`--speed takes a factor above 0 up to 10000, or max; "${value}" is neither.`);
}
