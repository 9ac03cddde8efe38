import { h } from '../dashboard/dom.ts';
import { systemZone } from '../format/time.ts';
import { currentZoneName, zoneNames } from '../format/zone-names.ts';
import { zoneSetting } from '../settings/settings.ts';

/** The time zones that this browser knows as entries of a list; the system's and UTC come first. */
export function zoneOptions(): HTMLOptionElement[] {
  return [
    h('option', { value: 'system' }, `System (${currentZoneName(systemZone())})`),
    h('option', { value: 'UTC' }, 'UTC'),
    ...zoneNames().map((zone) => h('option', { value: zone }, zone.replaceAll('_', ' '))),
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

/** Selects a zone, also by an older name, or one that the list does not have. */
export function showZone(select: HTMLSelectElement, zone: string): void {
  const name = currentZoneName(zone);
  if (![...select.options].some(({ value }) => value === name)) {
    select.append(h('option', { value: name }, name.replaceAll('_', ' ')));
  }
  select.value = name;
}
