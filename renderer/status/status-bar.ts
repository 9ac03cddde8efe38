import { createZoneSelect } from '../controls/zone-select.ts';
import { h, setText } from '../dashboard/dom.ts';
import { createPopover } from '../dashboard/popover.ts';
import type { LiveState } from '../dashboard/session.ts';
import { NOTHING, numbers } from '../format/number.ts';
import { duration } from '../format/time.ts';
import { shownZone, times } from '../settings/settings.ts';
import { createDetails } from './details.ts';
import type { RecordingView } from './recording-view.ts';
import type { Light, StatusView } from './status-view.ts';

export interface StatusBar {
  readonly element: HTMLElement;
  update(live: LiveState, view: StatusView, recording: RecordingView): void;
}

/** A shape for each light, so that the state is not told by colour alone. */
const SHAPES: Readonly<Record<Light, string>> = { ok: '●', waiting: '◐', stale: '▲', down: '■', unknown: '○' };

interface Item {
  readonly element: HTMLElement;
  readonly value: HTMLElement;
}

function createItem(label: string, testId: string, hint: string): Item {
  const value = h('span', { class: 'status-value', 'data-testid': testId });
  return {
    element: h('span', { class: 'status-item', title: hint }, h('span', { class: 'status-label' }, label), value),
    value,
  };
}

function createLight(label: string, testId: string, hint: string): Item & { show(light: Light, text: string): void } {
  const shape = h('span', { class: 'light-shape', 'aria-hidden': 'true' });
  const value = h('span', { class: 'light-text' });
  const body = h('span', { class: 'light', 'data-testid': testId }, shape, value);
  const element = h('span', { class: 'status-item', title: hint }, h('span', { class: 'status-label' }, label), body);
  return {
    element,
    value,
    show(light, text) {
      if (body.dataset.health !== light) body.dataset.health = light;
      setText(shape, SHAPES[light]);
      setText(value, text);
    },
  };
}

/** The line that says whether what is on screen can be trusted. */
export function createStatusBar(): StatusBar {
  const feed = createLight('Feed', 'feed-state', 'Green only with a trade in the last 15 s over a live connection');
  const age = createItem('Last trade', 'last-trade-age', 'Time since the last trade arrived');
  const stream = createLight('Stream', 'stream-state', 'Connection of this page to the application');
  const recorder = createLight('Recording', 'recording-state', 'Whether trades and statistics are kept on disk');
  const rate = createItem('Trades/s', 'trades-per-second', 'Mean of the last 10 s');
  const active = createItem(
    'Active pairs',
    'active-pairs',
    'Pairs with a trade in the last 60 s, and pairs with statistics',
  );
  const uptime = createItem('Up', 'uptime', 'Time since the application started');
  const update = createItem('Updated', 'last-update', 'Time of the last status message, in the zone beside it');
  const details = createDetails();
  let newest: LiveState | null = null;
  const popover = createPopover({
    label: 'All counters',
    testId: 'counters',
    className: 'counters-button',
    content: details.element,
    onOpen: () => newest !== null && details.update(newest),
  });
  const element = h(
    'footer',
    { class: 'status-bar', 'aria-label': 'Status', 'data-testid': 'status-bar' },
    ...[feed, age, stream, recorder, rate, active, uptime].map((item) => item.element),
    popover.element,
    h('span', { class: 'status-end' }, update.element, createZoneSelect()),
  );
  return {
    element,
    update(live, view, recording) {
      newest = live;
      const { status } = live;
      feed.show(view.light, view.feedText);
      stream.show(view.streamLight, view.streamText);
      recorder.show(recording.light, recording.text);
      setText(age.value, view.lastTradeAgeMs === null ? NOTHING : `${duration(view.lastTradeAgeMs)} ago`);
      setText(
        rate.value,
        status === null ? NOTHING : numbers.fixed(status.tradesPerSecond, status.tradesPerSecond < 100 ? 1 : 0),
      );
      setText(
        active.value,
        status === null ? NOTHING : `${numbers.count(status.activePairs)} of ${numbers.count(status.pairs)}`,
      );
      setText(
        uptime.value,
        view.uptimeMs === null ? NOTHING : duration(Math.floor(view.uptimeMs / 1_000) * 1_000).replace('.0 s', ' s'),
      );
      setText(update.value, view.updatedAtMs === null ? NOTHING : times().clock(view.updatedAtMs));
      update.element.title = `Time of the last status message, shown in ${shownZone()}`;
      popover.setText(status === null ? 'Counters' : summary(status.feed.counters));
      if (popover.isOpen()) details.update(live);
    },
  };
}

function summary(counters: { duplicates: number; malformed: number; gaps: number; reconnects: number }): string {
  const { duplicates, malformed, gaps, reconnects } = counters;
  const count = (value: number, word: string) => `${numbers.count(value)} ${word}`;
  return [
    count(gaps, gaps === 1 ? 'gap' : 'gaps'),
    count(reconnects, reconnects === 1 ? 'reconnect' : 'reconnects'),
    count(duplicates, duplicates === 1 ? 'duplicate' : 'duplicates'),
    `${numbers.count(malformed)} malformed`,
  ].join(' · ');
}
