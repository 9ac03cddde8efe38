import './alerts.css';
import { h, setText } from '../dashboard/dom.ts';
import { repairNavigatorLanguages } from '../format/locales.ts';
import { createTabs } from '../preferences/tabs.ts';
import { followWindowTheme } from '../recordings/window-theme.ts';
import { followWindowZone } from '../recordings/window-zone.ts';
import { shownZone } from '../settings/settings.ts';
import { createAlertHistory } from './alert-history.ts';
import { alertsBridge } from './alerts-bridge.ts';
import { createRuleList } from './rule-list.ts';
import { createRulesTest } from './rules-test.ts';

repairNavigatorLanguages();
followWindowTheme();
const bridge = alertsBridge();
let view = await bridge.view();
const rules = createRuleList(bridge);
const history = createAlertHistory(bridge);
const test = await createRulesTest(bridge, rules.rules);
const feed = h('p', { class: 'field-notes', 'data-testid': 'running-feed' });
const tabs = createTabs('Sections', [
  { name: 'rules', title: 'Rules', content: [feed, rules.element] },
  { name: 'history', title: 'History', content: [history.element] },
  { name: 'test', title: 'Test', content: [test.element] },
]);
const update = () => {
  setText(feed, `Evaluated each second on: ${view.feed}. Times are in ${shownZone()}.`);
  rules.update(view);
  void history.update(view);
};
await followWindowZone(bridge, () => {
  update();
  void history.redraw();
  test.redraw();
});
bridge.onView((next) => {
  view = next;
  update();
});
update();
document
  .querySelector('#app')
  ?.replaceChildren(
    h(
      'div',
      { class: 'preferences' },
      h('header', {}, h('h1', {}, 'Alerts'), tabs.list),
      h('div', { class: 'preference-panels' }, ...tabs.panels),
    ),
  );
tabs.show('rules');
