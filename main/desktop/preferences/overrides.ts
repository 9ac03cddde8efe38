import type { PreferenceName } from '../../../preload/preferences-bridge.ts';
import { givenOptions, type Options } from '../../options.ts';

/** The options of the command line that win over each setting, and what then holds. */
const OVERRIDES: Readonly<
  Partial<Record<PreferenceName, { readonly options: readonly string[]; readonly value: (own: Options) => unknown }>>
> = {
  feed: { options: ['feed', 'feed-url', 'replay'], value: ({ feed }) => feed },
  endpoint: { options: ['feed-url'], value: ({ feedUrl }) => feedUrl },
  dataDir: { options: ['data-dir'], value: ({ dataDir }) => dataDir },
  record: { options: ['no-record'], value: ({ record }) => record },
  statisticsIntervalS: { options: ['statistics-interval'], value: ({ statisticsIntervalS }) => statisticsIntervalS },
  retentionDays: { options: ['retention-days'], value: ({ retentionDays }) => retentionDays },
  retentionGb: { options: ['retention-gb'], value: ({ retentionGb }) => retentionGb },
  minFreeGb: { options: ['min-free-gb'], value: ({ minFreeGb }) => minFreeGb },
  backfill: { options: ['no-backfill'], value: ({ backfill }) => backfill },
  profile: { options: ['profile'], value: ({ profile }) => profile },
  publishIntervalS: { options: ['publish-interval'], value: ({ publishIntervalS }) => publishIntervalS },
  wsPort: { options: ['ws-port'], value: ({ wsPort }) => wsPort },
  webPort: { options: ['web-port'], value: ({ webPort }) => webPort },
  logLevel: { options: ['log-level'], value: ({ logLevel }) => logLevel },
};

/** Which settings the command line overrides in this run: `0, set by --ws-port on the command line`. */
export function overridesOf(args: readonly string[], own: Options): Partial<Record<PreferenceName, string>> {
  const given = givenOptions(args);
  return Object.fromEntries(
    Object.entries(OVERRIDES).flatMap(([name, { options, value }]) => {
      const option = options.find((each) => given.has(each));
      return option === undefined ? [] : [[name, `${wordOf(value(own))}, set by --${option} on the command line`]];
    }),
  );
}

function wordOf(value: unknown): string {
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value ?? 'none');
}
