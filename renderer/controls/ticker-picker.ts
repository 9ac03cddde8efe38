import { h } from '../dashboard/dom.ts';
import { numbers } from '../format/number.ts';
import { pairSetting, quickPairsSetting } from '../settings/settings.ts';
import type { PairDirectory } from '../tables/pair-directory.ts';
import { createCombobox } from './combobox.ts';
import { searchPairs } from './pair-search.ts';

/** A pair in the currency that most are in is named by its base alone. */
const shortName = (pair: string): string => pair.replace(/-USD$/, '');

function createTickerButton(pair: string): HTMLButtonElement {
  const name = shortName(pair);
  const button = h(
    'button',
    { type: 'button', class: 'ticker-button', 'data-testid': `ticker-${name}`, title: `Show ${pair}` },
    name,
  );
  button.addEventListener('click', () => pairSetting.set(pair));
  return button;
}

/** Buttons for some pairs and a searchable list of all, both following the selected pair wherever it was chosen. */
export function createTickerPicker(directory: PairDirectory): HTMLElement {
  const buttons = h('div', { class: 'ticker-buttons', role: 'group', 'aria-label': 'Ticker' });
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
    quickPairsSetting.get().forEach((quick, i) => {
      buttons.children[i]?.setAttribute('aria-pressed', String(pair === quick));
    });
  };
  const fill = (pairs: readonly string[]) => {
    buttons.hidden = pairs.length === 0;
    buttons.replaceChildren(...pairs.map(createTickerButton));
    show(pairSetting.get());
  };
  pairSetting.subscribe(show);
  quickPairsSetting.subscribe(fill);
  fill(quickPairsSetting.get());
  return h('div', { class: 'ticker-picker' }, buttons, search, selected);
}
