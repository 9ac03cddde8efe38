import { describe, expect, test } from 'vitest';
import { DEFAULT_OPTIONS, HELP, OptionError, type Options, parseOptions } from '../../main/options.ts';

function run(...args: string[]): Options {
  const command = parseOptions(args);
  if (command.kind !== 'run') throw new Error(`expected a run, got ${command.kind}`);
  return command.options;
}

function sentence(...args: string[]): string {
  try {
    parseOptions(args);
  } catch (error) {
    expect(error).toBeInstanceOf(OptionError);
    return (error as OptionError).message;
  }
  throw new Error(`accepted: ${args.join(' ')}`);
}

describe('defaults', () => {
  test('listen on this machine only, at the ports of the original system', () => {
    expect(run()).toEqual({
      headless: false,
      feed: null,
      feedUrl: null,
      host: '127.0.0.1',
      wsPort: 7678,
      webPort: 8096,
      dataDir: null,
      record: true,
      statisticsIntervalS: 60,
      retentionDays: null,
      retentionGb: null,
      minFreeGb: 2,
      backfill: true,
      restUrl: null,
      profile: 'standard',
      publishIntervalS: null,
      settingsFile: null,
      replayPath: null,
      alertRulesFile: null,
      speed: 1,
      logLevel: 'info',
    });
  });
});

describe('values', () => {
  test('are taken in both spellings', () => {
    const options = run('--ws-port', '9001', '--web-port=9002', '--publish-interval=60', '--host', '::1');
    expect(options).toMatchObject({ wsPort: 9001, webPort: 9002, publishIntervalS: 60, host: '::1' });
  });

  test('--replay chooses the replay feed, --feed-url the polygon feed', () => {
    expect(run('--replay', 'tape.parquet', '--speed', 'max')).toMatchObject({
      feed: 'replay',
      replayPath: 'tape.parquet',
      speed: Number.POSITIVE_INFINITY,
    });
    expect(run('--feed-url', 'ws://127.0.0.1:9000/crypto')).toMatchObject({ feed: 'polygon' });
  });

  test('of recording', () => {
    expect(run('--statistics-interval', '1', '--retention-days', '30', '--retention-gb', '2.5')).toMatchObject({
      statisticsIntervalS: 1,
      retentionDays: 30,
      retentionGb: 2.5,
    });
    expect(run('--min-free-gb', '0', '--no-backfill', '--rest-url', 'http://127.0.0.1:1')).toMatchObject({
      minFreeGb: 0,
      backfill: false,
      restUrl: 'http://127.0.0.1:1',
    });
  });

  test('of recording win over the settings', () => {
    const defaults = { ...DEFAULT_OPTIONS, statisticsIntervalS: 5, retentionDays: 7, backfill: false };
    const command = parseOptions(['--statistics-interval', '10'], defaults);
    expect(command).toMatchObject({ options: { statisticsIntervalS: 10, retentionDays: 7, backfill: false } });
  });

  test('--help and --version win over everything else', () => {
    expect(parseOptions(['--help', '--ws-port', 'x'])).toEqual({ kind: 'help' });
    expect(parseOptions(['-v'])).toEqual({ kind: 'version' });
  });
});

describe('a bad value gets one sentence that names the option and the value', () => {
  test.each([
    [['--ws-port', '70000'], /--ws-port.*70000/],
    [['--web-port', 'http'], /--web-port.*http/],
    [['--ws-port', '8096'], /must differ/],
    [['--feed', 'binance'], /--feed takes polygon, demo, replay; "binance"/],
    [['--feed', 'replay'], /--replay PATH/],
    [['--feed', 'demo', '--replay', 'x'], /exclude/],
    [['--feed', 'demo', '--feed-url', 'ws://x'], /--feed-url/],
    [['--speed', '2'], /--speed needs --replay/],
    [['--replay', 'x', '--speed', '0'], /--speed.*"0"/],
    [['--replay', 'x', '--speed', 'fast'], /--speed.*"fast"/],
    [['--publish-interval', '0'], /1 to 60/],
    [['--publish-interval', '1.5'], /1 to 60/],
    [['--publish-interval', '61'], /1 to 60/],
    [['--statistics-interval', '0'], /--statistics-interval takes a whole number from 1 to 3600; "0"/],
    [['--statistics-interval', '0x10'], /1 to 3600/],
    [['--retention-days', '1.5'], /--retention-days.*"1.5"/],
    [['--retention-gb', '0'], /--retention-gb.*from 0.1/],
    [['--retention-gb', ''], /--retention-gb/],
    [['--min-free-gb', '-1'], /--min-free-gb/],
    [['--rest-url', ''], /--rest-url/],
    [['--profile', 'legacy'], /standard, csp/],
    [['--log-level', 'loud'], /--log-level/],
    [['--host', 'a b'], /--host/],
    [['--data-dir', ''], /--data-dir/],
    [['--settings', ''], /--settings/],
    [['--api-key', 'secret'], /--api-key/],
    [['--ws-port'], /--ws-port/],
  ])('%j', (args, pattern) => {
    const text = sentence(...args);
    expect(text).toMatch(pattern);
    expect(text.split('\n')).toHaveLength(1);
  });
});

test('the help names every option', () => {
  for (const name of ['headless', 'feed', 'feed-url', 'host', 'ws-port', 'web-port', 'profile', 'publish-interval']) {
    expect(HELP).toContain(`--${name} `);
  }
  for (const name of [
    'statistics-interval',
    'retention-days',
    'retention-gb',
    'min-free-gb',
    'no-backfill',
    'rest-url',
  ])
    expect(HELP).toContain(`--${name}`);
  for (const name of ['settings', 'data-dir', 'no-record', 'replay', 'speed', 'log-level', 'version', 'help'])
    expect(HELP).toContain(`--${name}`);
});
