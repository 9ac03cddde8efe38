import type { TestStep } from '../../main/feed/polygon/test-connection.ts';
import { TEST_STEP_TITLES } from '../../main/feed/polygon/test-step-titles.ts';
import type { ConnectionTestResult, PreferencesBridge } from '../../preload/preferences-bridge.ts';
import { h, setText } from '../dashboard/dom.ts';
import { numbers } from '../format/number.ts';

/** A mark and a word for each state, so that it is not told by colour alone. */
const STATES: Readonly<Record<TestStep['state'], readonly [mark: string, word: string]>> = {
  running: ['…', 'running'],
  ok: ['✓', 'ok'],
  notice: ['!', 'notice'],
  failed: ['✕', 'failed'],
  skipped: ['–', 'skipped'],
};
const ASKS =
  'The live feed uses this key now, and the provider allows one connection per key: the last steps would end it. ' +
  'For a full test the feed is stopped for some seconds, which is a short, recorded outage.';

/** The button that walks the way to live trades and shows each step; `typedKey` is a key that is not in use yet. */
export function createConnectionTest(bridge: PreferencesBridge, typedKey: () => string | null): HTMLElement {
  const start = h('button', { type: 'button', 'data-testid': 'test-connection' }, 'Test connection');
  const cancel = h('button', { type: 'button', 'data-testid': 'test-cancel' }, 'Cancel');
  const interrupt = h('button', { type: 'button', 'data-testid': 'test-interrupt' }, 'Stop the feed and test');
  const verdict = h('p', { class: 'test-verdict', role: 'status', 'data-testid': 'test-verdict' });
  const list = h('ol', { class: 'test-steps', 'aria-label': 'Steps of the test', 'data-testid': 'test-steps' });
  const rows = new Map<string, HTMLElement>();
  cancel.hidden = interrupt.hidden = list.hidden = true;

  const show = (step: TestStep) => {
    const row = rows.get(step.id) ?? h('li', { 'data-step': step.id });
    if (!rows.has(step.id)) list.append(row);
    rows.set(step.id, row);
    row.dataset.state = step.state;
    const [mark, word] = STATES[step.state];
    row.replaceChildren(
      h('span', { class: 'test-mark', role: 'img', 'aria-label': word }, mark),
      h('span', { class: 'test-title' }, TEST_STEP_TITLES[step.id]),
      h('span', { class: 'test-time' }, step.ms === null ? '' : `${numbers.count(step.ms)} ms`),
      h('span', { class: 'test-detail' }, step.detail),
      ...(step.advice === null ? [] : [h('span', { class: 'test-advice' }, step.advice)]),
    );
  };
  bridge.onTestStep(show);

  const run = async (mayInterrupt: boolean) => {
    rows.clear();
    list.replaceChildren();
    list.hidden = false;
    start.disabled = true;
    cancel.hidden = false;
    interrupt.hidden = true;
    verdict.dataset.kind = '';
    setText(verdict, 'Testing...');
    try {
      const result = await bridge.testConnection(typedKey(), mayInterrupt);
      interrupt.hidden = !result.asks;
      verdict.dataset.kind = result.asks ? 'notice' : result.outcome;
      setText(verdict, result.asks ? ASKS : verdictText(result));
    } catch (error) {
      verdict.dataset.kind = 'failed';
      setText(verdict, `The test could not run: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      start.disabled = false;
      cancel.hidden = true;
    }
  };
  start.addEventListener('click', () => void run(false));
  interrupt.addEventListener('click', () => void run(true));
  cancel.addEventListener('click', () => void bridge.cancelTest());
  return h(
    'div',
    { class: 'field', 'data-field': 'test' },
    h('span', { class: 'field-label' }, 'Way to the live market'),
    h(
      'div',
      { class: 'field-body' },
      h('div', { class: 'field-line' }, start, cancel),
      h(
        'p',
        { class: 'field-notes' },
        'Looks up the server, connects, and tries key and plan with the key typed above, or with the one in use.',
      ),
      list,
      verdict,
      h('div', { class: 'field-line' }, interrupt),
    ),
  );
}

function verdictText({ outcome, isKeyless, failed }: ConnectionTestResult): string {
  if (outcome === 'cancelled') return 'Cancelled.';
  if (outcome === 'failed')
    return `The test failed at this step${failed === null ? '' : `: ${TEST_STEP_TITLES[failed]}`}.`;
  return isKeyless
    ? 'The server is reached. Enter a key to test the rest.'
    : 'Everything works: live trades can be received.';
}
