import { h } from '../dashboard/dom.ts';
import { systemZone } from '../format/time.ts';
import { zoneSetting } from '../settings/settings.ts';

/** A list of the time zones that this browser knows; the system's and UTC come first. */
export function createZoneSelect(): HTMLSelectElement {
  const zones = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC');
  const select = h(
    'select',
    { class: 'zone-select', 'aria-label': 'Time zone', 'data-testid': 'zone-select' },
    h('option', { value: 'system' }, `System (${systemZone()})`),
    h('option', { value: 'UTC' }, 'UTC'),
    ...zones.map((zone) => h('option', { value: zone }, zone.replaceAll('_', ' '))),
  );
  select.value = zoneSetting.get();
  select.addEventListener('change', () => zoneSetting.set(select.value));
  return select;
}
