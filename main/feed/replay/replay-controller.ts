import type { ReplayControl } from '../../publish/replay-control.ts';
import type { ReplayFeed } from './replay-feed.ts';
import { readVolumeProfile } from './volume-profile.ts';

export interface ReplayController extends ReplayControl {
  stop(): void;
}

/** Joins a replay to the commands of its viewers, and reads its volume; `onChange` is called after every command. */
export function controlReplay(feed: ReplayFeed, onChange: () => void): ReplayController {
  const volume = readVolumeProfile(feed.files, feed.firstUs, feed.lastUs);
  return {
    state: () => ({
      firstMs: feed.firstUs / 1_000,
      lastMs: feed.lastUs / 1_000,
      positionMs: feed.nowUs() / 1_000,
      speed: feed.speed === Number.POSITIVE_INFINITY ? 'max' : feed.speed,
      paused: feed.paused,
      state: feed.state,
      quietUntilMs: feed.quietUntilUs === null ? null : feed.quietUntilUs / 1_000,
    }),
    volume: volume.current,
    volumeVersion: volume.version,
    steer(command) {
      switch (command.action) {
        case 'pause':
          feed.pause();
          break;
        case 'resume':
          feed.resume();
          break;
        case 'speed':
          feed.setSpeed(command.value === 'max' ? Number.POSITIVE_INFINITY : command.value);
          break;
        case 'seek':
          feed.seek(command.value * 1_000);
          break;
      }
      onChange();
    },
    stop: volume.stop,
  };
}
