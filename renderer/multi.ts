import '@finos/perspective-viewer/dist/css/pro.css';
import '@finos/perspective-viewer/dist/css/pro-dark.css';
import '@finos/perspective-viewer-datagrid';
import './styles/index.css';
import { startPage } from './dashboard/page.ts';
import { liveTrades } from './panels/live-trades.ts';
import { orderFlowScatter } from './panels/order-flow-scatter.ts';
import { pressureGrid } from './panels/pressure-grid.ts';
import { priceLines } from './panels/price-lines.ts';
import { returnVolatility } from './panels/return-volatility.ts';
import { statistics } from './panels/statistics.ts';
import { tradeCountMap } from './panels/trade-count-map.ts';
import { volatilityLines } from './panels/volatility-lines.ts';
import { volumeMap } from './panels/volume-map.ts';

await startPage({
  key: 'multi',
  heading: 'Multi-Ticker Dashboard',
  rows: [
    [liveTrades, statistics, tradeCountMap],
    [volumeMap, returnVolatility, pressureGrid],
    [orderFlowScatter, priceLines, volatilityLines],
  ],
  link: { href: './', text: 'Single ticker' },
});
