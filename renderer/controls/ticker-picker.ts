import { h } from '../dashboard/dom.ts';
import { numbers } from '../format/number.ts';
import { pairSetting } from '../settings/settings.ts';
import type { PairDirectory } from '../tables/pair-directory.ts';
import { createCombobox } from './combobox.ts';
import { searchPairs } from './pair-search.ts';

const FAVOURITES = ['BTC', 'ETH', 'SOL', 'XRP', 'DOGE'] as const;

/** Five buttons and a searchable list of all pairs, both following the selected pair wherever it was chosen. */
export function createTickerPicker(directory: PairDirectory): HTMLElement {
  const buttons = FAVOURITES.map((base) => {
    const button = h(
      'button',
      { type: 'button', class: 'ticker-button', 'data-testid': `ticker-${base}`, title: `Show ${base}-USD` },
      base,
    );
    button.addEventListener('click', () => pairSetting.set(`${base}-USD`));
    return button;
  });
  const selected = h('output', {
    class: 'selected-pair',
    'data-testid': 'selected-pair',
    'aria-label': 'Selected pair',
  });
  const search = createCombobox({
    label: 'Search all pairs',
    placeholder: 'Search pairs',
    testId: 'pair-search',
    search: async (query) =>
      searchPairs(await directory.read(), query).map((info) => ({
        value: info.pair,
        detail: `${info.vwap === null ? '' : numbers.price(info.vwap)} · ${numbers.count(info.trades60s)}/min`,
      })),
    onChoose: (pair) => pairSetting.set(pair),
  });
  const show = (pair: string) => {
    selected.textContent = pair;
    buttons.forEach((button, i) => {
      button.setAttribute('aria-pressed', String(pair === `${FAVOURITES[i]}-USD`));
    });
  };
  pairSetting.subscribe(show);
  show(pairSetting.get());
  return h(
    'div',
    { class: 'ticker-picker' },
    h('div', { class: 'ticker-buttons', role: 'group', 'aria-label': 'Ticker' }, ...buttons),
    search,
    selected,
  );
}
