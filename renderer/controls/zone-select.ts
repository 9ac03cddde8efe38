import { h } from '../dashboard/dom.ts';
import { systemZone } from '../format/time.ts';
import { zoneSetting } from '../settings/settings.ts';

/** The time zones that this browser knows as entries of a list; the system's and UTC come first. */
export function zoneOptions(): HTMLOptionElement[] {
  const zones = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC');
  return [
    h('option', { value: 'system' }, `System (${systemZone()})`),
    h('option', { value: 'UTC' }, 'UTC'),
    ...zones.map((zone) => h('option', { value: zone }, zone.replaceAll('_', ' '))),
  ];
}

/** Shows and changes the time zone of every time on the page. */
export function createZoneSelect(): HTMLSelectElement {
  const select = h(
    'select',
    { class: 'zone-select', 'aria-label': 'Time zone', 'data-testid': 'zone-select' },
    ...zoneOptions(),
  );
  const show = (zone: string) => showZone(select, zone);
  show(zoneSetting.get());
  zoneSetting.subscribe(show);
  select.addEventListener('change', () => zoneSetting.set(select.value));
  return select;
}

/** Selects a zone, also one by an older name that the list does not have. */
export function showZone(select: HTMLSelectElement, zone: string): void {
  if (![...select.options].some(({ value }) => value === zone)) {
    select.append(h('option', { value: zone }, zone.replaceAll('_', ' ')));
  }
  select.value = zone;
}
