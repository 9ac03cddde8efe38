import type { HistoryRange } from '../../main/publish/stream-messages.ts';
import { h } from '../dashboard/dom.ts';
import { RANGES, rangeSetting } from '../settings/settings.ts';

const LABELS: Readonly<Record<HistoryRange, string>> = { '15m': '15 min', '1h': '1 h', '6h': '6 h', '24h': '24 h' };

/** Chooses how much time the charts of one pair show; all charts show the same. */
export function createRangeSelect(): HTMLElement {
  const select = h(
    'select',
    { class: 'range-select', 'aria-label': 'Time range', 'data-testid': 'range-select' },
    ...RANGES.map((range) => h('option', { value: range }, LABELS[range])),
  );
  select.value = rangeSetting.get();
  select.addEventListener('change', () => {
    const range = RANGES.find((known) => known === select.value);
    if (range !== undefined) rangeSetting.set(range);
  });
  rangeSetting.subscribe((range) => {
    select.value = range;
  });
  return select;
}
