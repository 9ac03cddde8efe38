import { duration } from '../duration.ts';
import { feedWords } from '../feed-words.ts';
import type { RecorderStatus } from '../recording/recorder-status.ts';
import { type AppStatus, type Health, healthOf } from '../status.ts';

/** What the native parts (tray, notifications) say of the application. */
export interface AppState {
  readonly health: Health;
  /** `live, 1,204 trades/s`. */
  readonly feedText: string;
  /** Why the feed is as it is, for people; null = nothing to say. */
  readonly detail: string | null;
  readonly recording: RecorderStatus['state'] | 'none';
  readonly recordingText: string;
}

/** The state in words; `status` null = no pipeline runs now. */
export function appState(status: AppStatus | null): AppState {
  if (status === null) {
    return { health: 'down', feedText: 'starting', detail: null, recording: 'none', recordingText: 'off' };
  }
  const { feed, nowMs, tradesPerSecond, recording } = status;
  const health = healthOf(feed, nowMs);
  const ageMs = feed.lastTradeMs === null ? null : Math.max(0, nowMs - feed.lastTradeMs);
  const words = feedWords(feed, health, ageMs);
  const rate = Math.round(tradesPerSecond).toLocaleString('en-US');
  return {
    health,
    feedText: health === 'ok' ? `${words}, ${rate} trades/s` : words,
    detail: feed.detail ?? feed.warning,
    recording: recording?.state ?? 'none',
    recordingText: recordingText(recording),
  };
}

function recordingText(recording: RecorderStatus | null): string {
  switch (recording?.state) {
    case undefined:
      return 'off';
    case 'recording':
      return recording?.warnings.length === 0 ? 'on' : 'on, with warnings';
    case 'paused':
      return 'paused';
    case 'off':
      return 'off, there is a problem';
  }
}

export interface Notice {
  readonly title: string;
  readonly body: string;
}

/** A feed that comes back within this time is not worth an interruption. */
const OUTAGE_NOTICE_AFTER_MS = 15_000;

/** Decides which changes of state people are told about when they do not look: a live feed that is down, and recording that stops. */
export class StateNotices {
  #downSinceMs: number | null = null;
  #toldDown = false;
  #recording: AppState['recording'] = 'none';
  #wasOk = false;

  /** The notices that are due at `nowMs`; `isLive` false = simulated or replayed, or stopped by the user: nothing is lost then. */
  next(state: AppState, isLive: boolean, nowMs: number): readonly Notice[] {
    return [...this.#ofFeed(state, isLive, nowMs), ...this.#ofRecording(state)];
  }

  #ofFeed({ health, detail }: AppState, isLive: boolean, nowMs: number): readonly Notice[] {
    if (!isLive || health === 'waiting') {
      this.#downSinceMs = null;
      this.#toldDown = false;
      return [];
    }
    if (health === 'ok') {
      const downMs = this.#downSinceMs === null ? 0 : nowMs - this.#downSinceMs;
      const wasTold = this.#toldDown;
      this.#wasOk = true;
      this.#downSinceMs = null;
      this.#toldDown = false;
      return wasTold
        ? [{ title: 'The feed is live again', body: `Trades of about ${duration(downMs)} may be missing.` }]
        : [];
    }
    this.#downSinceMs ??= nowMs;
    if (this.#toldDown || nowMs - this.#downSinceMs < OUTAGE_NOTICE_AFTER_MS) return [];
    this.#toldDown = true;
    const title = health === 'stale' ? 'The feed sends no trades' : 'The feed is down';
    const since = this.#wasOk ? 'Trades are being missed.' : 'No trade has come yet.';
    return [{ title, body: [detail, since].filter((part) => part !== null).join(' ') }];
  }

  #ofRecording({ recording, recordingText }: AppState): readonly Notice[] {
    const before = this.#recording;
    this.#recording = recording;
    if (before === recording) return [];
    if (recording === 'paused') {
      return [{ title: 'Recording is paused', body: 'Rows wait in memory; the dashboard says why and what to do.' }];
    }
    if (recording === 'off') return [{ title: 'Nothing is recorded', body: `Recording is ${recordingText}.` }];
    return recording === 'recording' && (before === 'paused' || before === 'off')
      ? [{ title: 'Recording goes on', body: 'What waited in memory is being written.' }]
      : [];
  }
}
