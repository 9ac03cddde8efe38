import { h } from '../dashboard/dom.ts';
import { quotesOf } from '../panels/quote-filter.ts';
import { ALL_QUOTES, quoteSetting } from '../settings/settings.ts';
import type { PairDirectory } from '../tables/pair-directory.ts';

const REFRESH_MS = 10_000;
const FIRST_READ_MS = 2_000;

/** Makes the quote currency controls of the panels; all show the one choice and the currencies of the market. */
export function createQuoteSelects(directory: PairDirectory): () => HTMLElement {
  const selects: HTMLSelectElement[] = [];
  let quotes: string[] = [];
  const fill = (select: HTMLSelectElement) => {
    const chosen = quoteSetting.get();
    const all = [...new Set([...quotes, ...(chosen === ALL_QUOTES ? [] : [chosen])])];
    const options = all.map((quote) => h('option', { value: quote }, quote));
    select.replaceChildren(...options, h('option', { value: ALL_QUOTES }, 'All (mixed units)'));
    select.value = chosen;
  };
  const refresh = async () => {
    const found = quotesOf((await directory.read()).map((info) => info.pair));
    if (found.length === 0 || found.join() === quotes.join()) return;
    quotes = found;
    // An open list would close under the reader's hand; it is filled when it is left.
    for (const select of selects) if (document.activeElement !== select) fill(select);
  };
  quoteSetting.subscribe((quote) => {
    for (const select of selects) {
      if (![...select.options].some((option) => option.value === quote)) fill(select);
      select.value = quote;
    }
  });
  setTimeout(refresh, FIRST_READ_MS);
  setInterval(refresh, REFRESH_MS);
  return () => {
    const select = h('select', {
      class: 'quote-select',
      'aria-label': 'Quote currency',
      title: 'Volumes are in the quote currency of each pair: choose which pairs are compared',
    });
    select.addEventListener('change', () => quoteSetting.set(select.value));
    select.addEventListener('blur', () => fill(select));
    selects.push(select);
    fill(select);
    return select;
  };
}
