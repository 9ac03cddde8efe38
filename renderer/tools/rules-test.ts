import type { AlertRule } from '../../engine/alerts/alert-rule.ts';
import type { AlertTest } from '../../main/alerts/test-rules.ts';
import { counted } from '../../main/counted.ts';
import type { AlertsBridge } from '../../preload/alerts-bridge.ts';
import { h, setText } from '../dashboard/dom.ts';
import { createProgressView } from '../recordings/progress.ts';
import { createSourceBar } from '../recordings/source-bar.ts';
import { shownZone, times } from '../settings/settings.ts';
import { eventTable } from './event-table.ts';

export interface RulesTest {
  readonly element: HTMLElement;
  /** Writes all times again, in another zone. */
  redraw(): void;
}

/** Tries the rules on a recording: "would have fired 14 times". */
export async function createRulesTest(bridge: AlertsBridge, rules: () => readonly AlertRule[]): Promise<RulesTest> {
  let result: AlertTest | null = null;
  const run = h('button', { type: 'button', class: 'primary', 'data-testid': 'test-run' }, 'Test the rules');
  const progress = createProgressView('Testing', () => void bridge.cancelTest());
  const message = h('p', { class: 'test-verdict', role: 'status', 'data-testid': 'test-result' });
  const details = h('div', { class: 'event-scroll', 'data-testid': 'test-details' });
  bridge.onProgress((next) => {
    if (run.disabled) progress.show(next);
  });
  run.addEventListener('click', async () => {
    if (rules().every(({ isEnabled }) => !isEnabled)) {
      result = null;
      redraw();
      setText(message, 'No rule is on: there is nothing to test.');
      return;
    }
    run.disabled = true;
    result = null;
    redraw();
    progress.show({ text: 'Starting', share: null });
    const outcome = await bridge.test(rules());
    run.disabled = false;
    progress.hide();
    if (outcome.kind === 'done') result = outcome.result;
    redraw();
    if (outcome.kind === 'failed') setText(message, outcome.message);
    if (outcome.kind === 'cancelled') setText(message, 'Cancelled.');
  });

  const redraw = () => {
    details.replaceChildren();
    setText(message, '');
    if (result === null) return;
    const { fired, trades, firstMs, lastMs, notes, events, eventsTotal } = result;
    setText(
      message,
      `Would have fired ${counted(fired, 'time')} on ${counted(trades, 'trade')}, ${times().full(firstMs)} to ${times().full(lastMs)} ${shownZone()}.`,
    );
    details.append(
      ...notes.map((note) => h('p', { class: 'field-notes' }, note)),
      ruleTable(result),
      ...(events.length === 0 ? [] : [eventTable(events, 'What would have been told, oldest first')]),
      ...(eventsTotal > events.length
        ? [
            h(
              'p',
              { class: 'field-notes' },
              `${(eventsTotal - events.length).toLocaleString('en-US')} more are counted, not listed.`,
            ),
          ]
        : []),
    );
  };
  const source = await createSourceBar(bridge, () => undefined);
  return {
    element: h(
      'div',
      { class: 'rules-test' },
      h('p', { class: 'field-notes' }, 'Plays a recording through the rules, as fast as this computer can.'),
      source.element,
      h('div', { class: 'rule-actions' }, run),
      progress.element,
      message,
      details,
    ),
    redraw,
  };
}

function ruleTable({ rules }: AlertTest): HTMLElement {
  const titles = ['Rule', 'Fired', 'Pairs', 'In the cooldown', 'First', 'Last'];
  const time = (ms: number | null) => (ms === null ? '–' : times().full(ms));
  return h(
    'table',
    { class: 'event-table rule-table', 'aria-label': 'Rules' },
    h('thead', {}, h('tr', {}, ...titles.map((title) => h('th', { scope: 'col' }, title)))),
    h(
      'tbody',
      {},
      ...rules.map(({ name, fired, pairs, suppressed, firstMs, lastMs }) => {
        const numbers = [fired, pairs, suppressed].map((value) =>
          h('td', { class: 'number' }, value.toLocaleString('en-US')),
        );
        return h(
          'tr',
          {},
          h('td', {}, name),
          ...numbers,
          ...[firstMs, lastMs].map((ms) => h('td', { class: 'event-time' }, time(ms))),
        );
      }),
    ),
  );
}
