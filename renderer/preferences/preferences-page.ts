import './preferences.css';
import { PREFERENCE_SECTIONS, type PreferenceSection, type PreferencesView } from '../../preload/preferences-bridge.ts';
import { h, setText } from '../dashboard/dom.ts';
import { repairNavigatorLanguages } from '../format/locales.ts';
import { followWindowTheme } from '../recordings/window-theme.ts';
import { createApplyBar } from './apply-bar.ts';
import { preferencesBridge } from './bridge.ts';
import { createConnectionTest } from './connection-test.ts';
import { createFieldRow } from './field-row.ts';
import { FIELDS, SECTION_TITLES } from './fields.ts';
import { createKeyField } from './key-field.ts';
import { createTabs } from './tabs.ts';

repairNavigatorLanguages();
followWindowTheme();
const bridge = preferencesBridge();
const keyField = createKeyField(bridge);
const rows = FIELDS.map((field) => ({ field, row: createFieldRow(bridge, field) }));
const feed = h('p', { class: 'field-notes', 'data-testid': 'running-feed' });
const problems = h('div', { class: 'message', 'data-kind': 'warning', role: 'status', 'data-testid': 'problems' });
problems.hidden = true;
const file = h('p', { class: 'field-notes', 'data-testid': 'settings-file' });
const applyBar = createApplyBar(bridge);

const extras: Readonly<
  Partial<Record<PreferenceSection, { readonly before?: HTMLElement[]; readonly after?: HTMLElement[] }>>
> = {
  connection: { before: [feed, keyField.element, createConnectionTest(bridge, keyField.typed)] },
  application: { after: [file] },
};
const tabs = createTabs(
  'Sections',
  PREFERENCE_SECTIONS.map((name) => ({
    name,
    title: SECTION_TITLES[name],
    content: [
      ...(extras[name]?.before ?? []),
      ...rows.filter(({ field }) => field.section === name).map(({ row }) => row.element),
      ...(extras[name]?.after ?? []),
    ],
  })),
);

const update = (view: PreferencesView) => {
  for (const { row } of rows) row.update(view);
  keyField.update(view);
  applyBar.update(view);
  setText(feed, `Now: ${view.feed}`);
  setText(file, view.file === null ? 'Settings cannot be stored.' : `Settings are kept in ${view.file}`);
  problems.hidden = view.problems.length === 0;
  if (problems.textContent !== view.problems.join('')) {
    problems.replaceChildren(...view.problems.map((text) => h('p', {}, text)));
  }
};
const open = (section: PreferenceSection) => {
  tabs.show(section);
  if (section === 'connection') keyField.focus();
};

bridge.onChange(update);
bridge.onSection(open);
const section = await bridge.section();
update(await bridge.view());
document
  .querySelector('#app')
  ?.replaceChildren(
    h(
      'div',
      { class: 'preferences' },
      h('header', {}, h('h1', {}, 'Preferences'), tabs.list),
      h('div', { class: 'preference-panels' }, problems, ...tabs.panels),
      applyBar.element,
    ),
  );
tabs.show(section ?? 'connection');
if (section === 'connection') keyField.focus();
