import type { ReplayCommand, ReplayHeader, ReplaySpeed } from '../../main/publish/stream-messages.ts';
import { h, setText } from '../dashboard/dom.ts';
import { shownZone, times } from '../settings/settings.ts';
import { dateText, placeText, stateText } from './place-text.ts';
import { positionAfter } from './position.ts';
import { createTimeBar } from './time-bar.ts';

const SPEEDS: readonly ReplaySpeed[] = [0.1, 0.5, 1, 2, 5, 10, 50, 100, 1_000, 'max'];

/** What the page knows of a replay, and since when on its monotonic clock. */
export interface SeenReplay {
  readonly header: ReplayHeader;
  readonly atMs: number;
}

export interface ReplayBar {
  readonly element: HTMLElement;
  /** Shows the replay, or nothing where there is none. */
  update(seen: SeenReplay | null, nowMs: number): void;
}

/** The bar that says that a recording is shown, and of which day, and steers it. `steer` sends a command. */
export function createReplayBar(steer: (command: ReplayCommand) => void): ReplayBar {
  const date = h('span', { class: 'replay-date', 'data-testid': 'replay-date' });
  const play = h('button', { type: 'button', class: 'replay-play', 'data-testid': 'replay-play' });
  const speed = h('select', { 'aria-label': 'Replay speed', 'data-testid': 'replay-speed' });
  const clock = h('span', { class: 'replay-clock', 'data-testid': 'replay-clock' });
  const state = h('span', { class: 'replay-state', role: 'status', 'data-testid': 'replay-state' });
  const skip = h(
    'button',
    { type: 'button', class: 'replay-skip', title: 'Go to the next trade', 'data-testid': 'replay-skip' },
    'Skip',
  );
  const bar = createTimeBar((value) => steer({ action: 'seek', value }));
  const element = h(
    'section',
    { class: 'replay-bar', 'aria-label': 'Replay', 'data-testid': 'replay-bar' },
    h('strong', { class: 'replay-word' }, 'REPLAY'),
    date,
    play,
    speed,
    bar.element,
    clock,
    state,
    skip,
  );
  element.hidden = true;
  let shown: ReplayHeader | null = null;
  play.addEventListener('click', () => {
    if (shown === null) return;
    if (shown.state === 'ended') {
      steer({ action: 'seek', value: shown.firstMs });
      if (shown.paused) steer({ action: 'resume' });
    } else {
      steer({ action: shown.paused ? 'resume' : 'pause' });
    }
  });
  skip.addEventListener('click', () => {
    const quietUntilMs = shown?.quietUntilMs ?? null;
    if (quietUntilMs !== null) steer({ action: 'seek', value: quietUntilMs });
  });
  speed.addEventListener('change', () => {
    steer({ action: 'speed', value: speed.value === 'max' ? 'max' : Number(speed.value) });
  });

  const showSpeed = (now: ReplaySpeed) => {
    if (document.activeElement === speed && speed.value === String(now)) return;
    if (![...speed.options].some((option) => option.value === String(now))) {
      const known = SPEEDS.includes(now) ? SPEEDS : [...SPEEDS, now];
      const sorted = [...known].sort((a, b) => (a === 'max' ? 1 : b === 'max' ? -1 : a - b));
      speed.replaceChildren(
        ...sorted.map((value) => h('option', { value: String(value) }, value === 'max' ? 'max' : `${value}x`)),
      );
    }
    if (speed.value !== String(now)) speed.value = String(now);
  };

  return {
    element,
    update(seen, nowMs) {
      if (element.hidden !== (seen === null)) element.hidden = seen === null;
      shown = seen?.header ?? null;
      if (seen === null || shown === null) return;
      const positionMs = positionAfter(shown, nowMs - seen.atMs);
      setText(date, dateText(positionMs));
      setText(clock, `${times().clock(positionMs)} of ${placeText(shown.lastMs, shown)}`);
      clock.title = `${times().full(shown.firstMs)} to ${times().full(shown.lastMs)}, ${shownZone()}`;
      setText(state, stateText(shown));
      skip.hidden = shown.quietUntilMs === null || !shown.steerable;
      const stands = shown.paused || shown.state === 'ended';
      setText(play, stands ? '▶' : '❚❚');
      play.setAttribute('aria-label', shown.state === 'ended' ? 'Play again' : stands ? 'Play' : 'Pause');
      play.title = play.getAttribute('aria-label') ?? '';
      play.disabled = speed.disabled = !shown.steerable;
      showSpeed(shown.speed);
      bar.update(shown, positionMs);
    },
  };
}
