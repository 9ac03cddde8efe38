import { LineChart } from '../charts/line-chart.ts';
import { ScatterChart } from '../charts/scatter.ts';
import { Treemap } from '../charts/treemap.ts';
import { D3FC_PLUGINS } from '../d3fc/d3fc-plugins.ts';

// Perspective takes the first plugin whose name contains the wanted one: "Treemap" must come before "Live Treemap".
const CHARTS = {
  ...D3FC_PLUGINS,
  'mtd-live-lines': LineChart,
  'mtd-live-scatter': ScatterChart,
  'mtd-live-treemap': Treemap,
};

/** Makes the charts known to Perspective; after the engine has started and before the first viewer exists. */
export async function registerCharts(): Promise<void> {
  const viewers = customElements.get('perspective-viewer');
  for (const [tag, chart] of Object.entries(CHARTS)) {
    customElements.define(tag, chart);
    await (viewers as unknown as { registerPlugin(name: string): Promise<void> }).registerPlugin(tag);
  }
}
