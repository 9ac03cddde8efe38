import type { RunningApp } from '../app.ts';
import type { Options } from '../options.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { AppCommand } from './app-commands.ts';

type FeedChoice = 'auto' | 'polygon' | 'demo';

const CHOICES: Readonly<Record<FeedChoice, string>> = {
  auto: 'Automatic (Live with an API Key)',
  polygon: 'Live Market',
  demo: 'Simulated Market',
};

export interface FeedHost {
  readonly settings: SettingsStore;
  readonly running: () => RunningApp | null;
  readonly isReplaying: () => boolean;
  /** What runs when nothing is replayed. */
  readonly own: () => Options;
  /** Starts the pipeline anew as command line, settings and `chosen` say; false = it could not, and all is as before. */
  readonly restart: () => Promise<boolean>;
  /** Called when the feed was stopped or started. */
  readonly onChange: () => void;
}

/** What people do with the feed: stop, start, reconnect, switch. Each is an outage with its reason in the gap ledger. */
export class FeedControl {
  readonly #host: FeedHost;
  /** Chosen in this run: wins over the command line. */
  #choice: FeedChoice | null = null;

  constructor(host: FeedHost) {
    this.#host = host;
  }

  get isStopped(): boolean {
    return this.#host.running()?.holds.isHeldBy('user') ?? false;
  }

  /** A replay is paused with its own bar. */
  get canStop(): boolean {
    return this.#host.running() !== null && !this.#host.isReplaying() && !this.isStopped;
  }

  stop(): void {
    if (this.canStop) this.#host.running()?.holds.hold('user');
    this.#host.onChange();
  }

  start(): void {
    this.#host.running()?.holds.release('user');
    this.#host.onChange();
  }

  /** The options with the feed that was chosen in this run. */
  chosen(options: Options): Options {
    if (this.#choice === null) return options;
    const feed = this.#choice === 'auto' ? null : this.#choice;
    return { ...options, feed, replayPath: null };
  }

  commands(): readonly AppCommand[] {
    const { running, isReplaying, own } = this.#host;
    return [
      { id: 'feed:start', label: 'Start Feed', isEnabled: () => this.isStopped, run: () => this.start() },
      { id: 'feed:stop', label: 'Stop Feed', isEnabled: () => this.canStop, run: () => this.stop() },
      {
        id: 'feed:reconnect',
        label: 'Reconnect Now',
        accelerator: 'CmdOrCtrl+Shift+R',
        isEnabled: () => this.canStop && running()?.status().feed.kind === 'polygon',
        run: () => running()?.reconnect('the user asked for it'),
      },
      ...(Object.keys(CHOICES) as FeedChoice[]).map(
        (feed): AppCommand => ({
          id: `feed:${feed}`,
          label: CHOICES[feed],
          kind: 'radio',
          isChecked: () => !isReplaying() && (own().feed ?? 'auto') === feed,
          run: () => this.#switch(feed),
        }),
      ),
    ];
  }

  async #switch(feed: FeedChoice): Promise<void> {
    const { settings, restart, onChange } = this.#host;
    const before = this.#choice;
    this.#choice = feed;
    if (await restart()) settings.change({ feed });
    else this.#choice = before;
    onChange();
  }
}
