import type { AlertSound } from '../../engine/alerts/alert-rule.ts';
import type { AlertEvent } from '../../main/alerts/alert-event.ts';

type Audible = Exclude<AlertSound, 'none'>;

interface Tone {
  readonly wave: OscillatorType;
  readonly hz: number;
  readonly atS: number;
  readonly lengthS: number;
  /** 0 to 1. */
  readonly volume: number;
}

/** Made here: no file to load, and nothing to license. */
const TONES: Readonly<Record<Audible, readonly Tone[]>> = {
  chime: [
    { wave: 'sine', hz: 880, atS: 0, lengthS: 0.25, volume: 0.25 },
    { wave: 'sine', hz: 1_318.5, atS: 0.12, lengthS: 0.45, volume: 0.25 },
  ],
  bell: [
    { wave: 'sine', hz: 660, atS: 0, lengthS: 1.4, volume: 0.3 },
    { wave: 'sine', hz: 1_320, atS: 0, lengthS: 0.9, volume: 0.14 },
    { wave: 'sine', hz: 1_980, atS: 0, lengthS: 0.5, volume: 0.08 },
  ],
  alarm: [0, 0.25, 0.5, 0.75].map((atS, i) => ({
    wave: 'square' as const,
    hz: i % 2 === 0 ? 784 : 587,
    atS,
    lengthS: 0.22,
    volume: 0.12,
  })),
};
/** The most urgent first. */
const URGENCY: readonly Audible[] = ['alarm', 'bell', 'chime'];
const SILENCE_BETWEEN_MS = 1_500;

/** The one sound for alerts that happened together; null = none of them wants one. */
export function soundOf(alerts: readonly Pick<AlertEvent, 'sound'>[]): Audible | null {
  return URGENCY.find((sound) => alerts.some((alert) => alert.sound === sound)) ?? null;
}

export interface SoundPlayer {
  /** Plays it unless another one is just being played; false where the browser wants a click in the page first. */
  play(sound: Audible, nowMs: number): Promise<boolean>;
}

export function createSoundPlayer(): SoundPlayer {
  let context: AudioContext | null = null;
  let playedMs = Number.NEGATIVE_INFINITY;
  return {
    async play(sound, nowMs) {
      if (nowMs - playedMs < SILENCE_BETWEEN_MS) return true;
      playedMs = nowMs;
      context ??= new AudioContext();
      // Stays unanswered until the user has clicked somewhere, so it is not awaited.
      if (context.state === 'suspended') void context.resume().catch(() => undefined);
      if (context.state === 'suspended') await new Promise((resolve) => setTimeout(resolve, 200));
      if (context.state !== 'running') return false;
      for (const tone of TONES[sound]) playTone(context, tone);
      return true;
    },
  };
}

function playTone(context: AudioContext, { wave, hz, atS, lengthS, volume }: Tone): void {
  const startS = context.currentTime + atS;
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.type = wave;
  oscillator.frequency.value = hz;
  gain.gain.setValueAtTime(0, startS);
  gain.gain.linearRampToValueAtTime(volume, startS + 0.01);
  gain.gain.exponentialRampToValueAtTime(0.000_1, startS + lengthS);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(startS);
  oscillator.stop(startS + lengthS);
}
