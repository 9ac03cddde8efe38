import { h } from '../dashboard/dom.ts';
import { createPopover } from '../dashboard/popover.ts';
import { numbers } from '../format/number.ts';
import { DEFAULT_LIMITS, limitsSetting, readLimits, type ScatterLimits } from '../settings/settings.ts';

/** The filter of panel 5: a button that shows the limits and opens a form to change them. */
export function createLimitsFilter(): HTMLElement {
  const minVolume = h('input', { type: 'number', min: '0', step: 'any', 'data-testid': 'filter-min-volume' });
  const maxVolatility = h('input', { type: 'number', min: '0', step: 'any', 'data-testid': 'filter-max-volatility' });
  const reset = h('button', { type: 'button', 'data-testid': 'filter-reset' }, 'Default limits');
  const form = h(
    'form',
    { class: 'small-form' },
    h('label', {}, 'Volume 60 s above (quiet pairs left out)', minVolume),
    h('label', {}, 'Volatility 60 s up to, % (extreme pairs left out)', maxVolatility),
    h('div', { class: 'form-actions' }, reset, h('button', { type: 'submit', class: 'primary' }, 'Apply')),
  );
  const popover = createPopover({
    label: 'Filter of panel 5',
    testId: 'filter',
    className: 'filter-button',
    content: form,
  });
  const show = (limits: ScatterLimits) => {
    minVolume.value = String(limits.minVolume);
    maxVolatility.value = String(Number((limits.maxVolatility * 100).toPrecision(12)));
    popover.setText(`Vol > ${numbers.magnitude(limits.minVolume)}, σ ≤ ${maxVolatility.value}%`);
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const limits = readLimits({ minVolume: minVolume.valueAsNumber, maxVolatility: maxVolatility.valueAsNumber / 100 });
    if (limits === null) return;
    limitsSetting.set(limits);
    popover.close();
  });
  reset.addEventListener('click', () => {
    limitsSetting.set(DEFAULT_LIMITS);
    show(DEFAULT_LIMITS);
  });
  limitsSetting.subscribe(show);
  show(limitsSetting.get());
  return popover.element;
}
