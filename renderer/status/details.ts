import type { RecorderStatus, RowCounts } from '../../main/recording/recorder-status.ts';
import type { AppStatus } from '../../main/status.ts';
import { h, setText } from '../dashboard/dom.ts';
import type { LiveState } from '../dashboard/session.ts';
import { byteText } from '../format/bytes.ts';
import { NOTHING, numbers } from '../format/number.ts';
import { times } from '../settings/settings.ts';
import { backfillText } from './backfill-text.ts';

export interface Details {
  readonly element: HTMLElement;
  update(live: LiveState): void;
}

type Row = readonly [label: string, read: (status: AppStatus) => string];

const count = (value: number) => numbers.count(value);

const rows = ({ trades, statistics }: RowCounts) => `${count(trades)} trades, ${count(statistics)} statistics`;

/** A row about the recorder, which is not always there. */
function recorded(read: (recording: RecorderStatus) => string): Row[1] {
  return ({ recording }) => (recording === null ? NOTHING : read(recording));
}

const ROWS: readonly Row[] = [
  ['Source', (s) => s.feed.source],
  ['Trades', (s) => count(s.feed.counters.trades)],
  ['Frames', (s) => count(s.feed.counters.frames)],
  ['Duplicates dropped', (s) => count(s.feed.counters.duplicates)],
  ['Malformed events', (s) => count(s.feed.counters.malformed)],
  ['Ignored events', (s) => count(s.feed.counters.ignored)],
  ['Out of order', (s) => count(s.feed.counters.outOfOrder)],
  ['Without taker side', (s) => count(s.feed.counters.sideless)],
  ['Reconnects', (s) => count(s.feed.counters.reconnects)],
  ['Gaps', (s) => count(s.feed.counters.gaps)],
  ['Delay from exchange', (s) => (s.feed.clockSkewMs === null ? NOTHING : `${count(s.feed.clockSkewMs)} ms (median)`)],
  ['Statistics rows', (s) => count(s.engine.rows)],
  ['Skipped seconds', (s) => count(s.engine.skippedSeconds)],
  ['Unusable trades', (s) => count(s.engine.unusableTrades)],
  ['Clamped times', (s) => count(s.engine.clampedTimes)],
  ['Viewers', (s) => `${count(s.clients.stream)} dashboard, ${count(s.clients.reference)} reference`],
  ['Viewers cut off', (s) => count(s.clientsCutOff)],
  ['Snapshots sent anew', (s) => count(s.resyncs)],
  ['Recorded into', recorded((r) => r.directory)],
  ['Rows recorded', recorded((r) => rows(r.rowsWritten))],
  ['Missed trades', (s) => backfillText(s.backfill)],
  ['Rows waiting for the disk', recorded((r) => rows(r.bufferedRows))],
  ['Rows given up', recorded((r) => rows(r.droppedRows))],
  ['Rows lost to damage', recorded((r) => count(r.lostRows))],
  ['Damaged files put aside', recorded((r) => count(r.quarantined.length))],
  ['Free on the disk', recorded((r) => (r.freeBytes === null ? NOTHING : byteText(r.freeBytes)))],
];

/** The table of everything that is counted, and the newest gaps of feed and recording. */
export function createDetails(): Details {
  const values = ROWS.map(() => h('dd'));
  const list = h(
    'dl',
    { class: 'details-list' },
    ...ROWS.flatMap(([label], i) => [h('dt', {}, label), values[i] ?? '']),
  );
  const about = h('p', { class: 'details-about' });
  const gaps = h('ul', { class: 'details-gaps', 'aria-label': 'Newest gaps' });
  return {
    element: h(
      'div',
      { class: 'details' },
      h('h2', {}, 'Counted since start'),
      list,
      h('h2', {}, 'Newest gaps'),
      gaps,
      about,
    ),
    update({ status, info }) {
      if (status === null) return;
      ROWS.forEach(([, read], i) => {
        const cell = values[i];
        if (cell !== undefined) setText(cell, read(status));
      });
      // The ledger also has the time in which nothing was recorded.
      const newest = [...status.gaps, ...(status.recording?.gaps ?? [])]
        .filter((gap, i, all) => all.findIndex(({ toUs }) => toUs === gap.toUs) === i)
        .sort((a, b) => b.toUs - a.toUs)
        .slice(0, 5);
      const fetched = new Map(status.recording?.gaps.map((gap) => [gap.toUs, gap.tradesRecovered]));
      const texts = newest.map(({ fromUs, toUs, reason }) => {
        const from = fromUs === null ? 'start' : times().clock(fromUs / 1_000);
        const seconds = fromUs === null ? '' : ` (${numbers.fixed((toUs - fromUs) / 1e6, 1)} s)`;
        const count = fetched.get(toUs) ?? 0;
        const filled = count === 0 ? '' : `; ${numbers.count(count)} missed trades fetched`;
        return `${from} to ${times().clock(toUs / 1_000)}${seconds}: ${reason}${filled}`;
      });
      if (texts.length === 0) texts.push('None.');
      if (texts.join() !== [...gaps.children].map((item) => item.textContent).join()) {
        gaps.replaceChildren(...texts.map((text) => h('li', {}, text)));
      }
      if (info !== null) {
        const every = info.publishIntervalS === 1 ? 'every second' : `every ${info.publishIntervalS} s`;
        setText(about, `${info.product} ${info.version}, profile ${info.profile}, statistics ${every}`);
      }
    },
  };
}
