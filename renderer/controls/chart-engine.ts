import { h } from '../dashboard/dom.ts';
import { CHART_ENGINES, type ChartEngine, chartEngineSetting } from '../settings/settings.ts';

const LABELS: Readonly<Record<ChartEngine, string>> = { canvas: 'Canvas', d3fc: 'd3fc' };

/** A labelled group of two radio buttons: what draws the charts. */
export function createChartEngineSwitch(): HTMLElement {
  const inputs = CHART_ENGINES.map((engine) => {
    const input = h('input', {
      type: 'radio',
      name: 'chart-engine',
      value: engine,
      'data-testid': `chart-engine-${engine}`,
    });
    input.checked = engine === chartEngineSetting.get();
    input.addEventListener('change', () => chartEngineSetting.set(engine));
    return h('label', { class: 'segment' }, input, h('span', {}, LABELS[engine]));
  });
  return h(
    'fieldset',
    { class: 'segments labelled', 'data-testid': 'chart-engine' },
    h('legend', {}, 'Charts'),
    ...inputs,
  );
}
