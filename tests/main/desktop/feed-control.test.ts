import { expect, test, vi } from 'vitest';
import type { RunningApp } from '../../../main/app.ts';
import { FeedControl } from '../../../main/desktop/feed-control.ts';
import { createFeedHolds } from '../../../main/feed/feed-holds.ts';
import { DEFAULT_OPTIONS, type Options, parseOptions } from '../../../main/options.ts';
import { SettingsStore } from '../../../main/settings/settings-store.ts';

function control() {
  const feed = { hold: vi.fn(), release: vi.fn() };
  const reconnect = vi.fn();
  const restart = vi.fn(async () => true);
  const running = { holds: createFeedHolds(feed), reconnect, status: () => ({ feed: { kind: 'polygon' } }) };
  const settings = new SettingsStore(null, {}, []);
  let isReplaying = false;
  const parsed = parseOptions(['--feed', 'demo'], DEFAULT_OPTIONS);
  const given = (parsed as { options: Options }).options;
  const feedControl: FeedControl = new FeedControl({
    own: () => feedControl.chosen(given),
    settings,
    running: () => running as unknown as RunningApp,
    isReplaying: () => isReplaying,
    restart,
    onChange: vi.fn(),
  });
  const command = (id: string) => {
    const found = feedControl.commands().find((known) => known.id === id);
    if (found === undefined) throw new Error(id);
    return found;
  };
  return {
    given,
    feed,
    reconnect,
    restart,
    settings,
    feedControl,
    command,
    setReplaying(value: boolean) {
      isReplaying = value;
    },
  };
}

test('start and stop exclude each other, and reconnecting needs a running feed', () => {
  const { feed, command, reconnect } = control();
  const enabled = () => ['feed:start', 'feed:stop', 'feed:reconnect'].map((id) => command(id).isEnabled?.());
  expect(enabled()).toEqual([false, true, true]);
  command('feed:stop').run();
  expect(feed.hold).toHaveBeenCalledOnce();
  expect(enabled()).toEqual([true, false, false]);
  command('feed:start').run();
  expect(feed.release).toHaveBeenCalledOnce();
  command('feed:reconnect').run();
  expect(reconnect).toHaveBeenCalledOnce();
});

test('a replay is not stopped from here', () => {
  const { command, setReplaying } = control();
  setReplaying(true);
  expect(command('feed:stop').isEnabled?.()).toBe(false);
  expect(command('feed:auto').isChecked?.()).toBe(false);
});

test('a chosen feed wins over the command line and is remembered', async () => {
  const { command, feedControl, restart, settings, given } = control();
  expect(feedControl.chosen(given)).toBe(given);
  expect(command('feed:demo').isChecked?.()).toBe(true);
  await command('feed:polygon').run();
  expect(restart).toHaveBeenCalledOnce();
  expect(feedControl.chosen(given).feed).toBe('polygon');
  expect(settings.get('feed')).toBe('polygon');
  expect(command('feed:polygon').isChecked?.()).toBe(true);
  await command('feed:auto').run();
  expect(feedControl.chosen(given).feed).toBeNull();
});

test('a feed that cannot start is not chosen', async () => {
  const { command, feedControl, restart, settings, given } = control();
  restart.mockResolvedValueOnce(false);
  await command('feed:polygon').run();
  expect(feedControl.chosen(given).feed).toBe('demo');
  expect(settings.get('feed')).toBe('auto');
});
