import { DEFAULT_OPTIONS, type OptionDefaults, OptionError, type Options, parseOptions } from '../options.ts';
import type { Settings } from '../settings/settings.ts';

/** The settings in the shape of the command line's defaults. */
function defaultsOf(settings: Settings): OptionDefaults {
  const { feed, endpoint, dataDir, record, profile, publishIntervalS, wsPort, webPort, logLevel } = settings;
  const { statisticsIntervalS, retentionDays, retentionGb, minFreeGb, backfill } = settings;
  return {
    ...DEFAULT_OPTIONS,
    feed: feed === 'auto' ? null : feed,
    feedUrl: endpoint,
    dataDir,
    record,
    statisticsIntervalS,
    retentionDays,
    retentionGb,
    minFreeGb,
    backfill,
    profile,
    publishIntervalS,
    wsPort,
    webPort,
    logLevel,
  };
}

/** What this run is asked for: the command line, and where it says nothing the settings. Throws OptionError. */
export function readOwnOptions(args: readonly string[], settings: Settings): Options {
  const command = parseOptions(args, defaultsOf(settings));
  if (command.kind !== 'run') throw new OptionError('The command line asks for no run.');
  return command.options;
}
