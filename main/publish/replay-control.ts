import type { ReplayCommand, ReplayHeader, ReplayVolume } from './stream-messages.ts';

/** A replay as viewers see it and steer it. */
export interface ReplayControl {
  state(): Omit<ReplayHeader, 'type' | 'steerable' | 'volume'>;
  volume(): ReplayVolume;
  /** Another number means another volume. */
  volumeVersion(): number;
  steer(command: ReplayCommand): void;
}
