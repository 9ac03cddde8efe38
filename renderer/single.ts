import '@finos/perspective-viewer/dist/css/pro.css';
import '@finos/perspective-viewer/dist/css/pro-dark.css';
import '@finos/perspective-viewer-datagrid';
import './styles/index.css';
import { startPage } from './dashboard/page.ts';
import { pairTrades } from './panels/live-trades.ts';
import { orderFlowLines } from './panels/order-flow-lines.ts';
import { priceLines } from './panels/price-lines.ts';
import { volatilityLines } from './panels/volatility-lines.ts';

await startPage({
  key: 'single',
  heading: 'Single-Ticker Dashboard',
  rows: [
    [pairTrades, { ...priceLines, id: 'price', number: null }],
    [orderFlowLines, { ...volatilityLines, id: 'volatility', number: null }],
  ],
  link: { href: './multi_ticker_dashboard.html', text: 'All tickers' },
});
