import { normalised } from './arrangement.ts';
import { defaultLayout, type Layout } from './layout.ts';
import type { BuiltInLayout } from './layouts.ts';
import type { PanelConfig } from './panel-config.ts';
import type { LayoutPage } from './read-layout.ts';

type Sized = readonly [size: number, ids: readonly (readonly [id: string, width: number])[]];

/** The page's own order, and arrangements for those who need less of it. */
export function builtInLayouts(page: LayoutPage): BuiltInLayout[] {
  const own = { id: 'default', name: 'Default', layout: defaultLayout(page.rows) };
  const arrange = (rows: readonly Sized[], panels: Readonly<Record<string, PanelConfig>> = {}): Layout => {
    const shown = new Set(rows.flatMap(([, ids]) => ids.map(([id]) => id)));
    return {
      rows: normalised(rows.map(([height, ids]) => ({ height, panels: ids.map(([id, width]) => ({ id, width })) }))),
      hidden: page.rows.flat().filter((id) => !shown.has(id)),
      panels,
    };
  };
  if (page.key === 'single') {
    const charts = arrange([
      [0.5, [['price', 1]]],
      [
        0.5,
        [
          ['flow', 0.5],
          ['volatility', 0.5],
        ],
      ],
    ]);
    return [own, { id: 'charts', name: 'Charts', layout: charts }];
  }
  return [
    own,
    { id: 'trader', name: 'Trader', layout: arrange(TRADER) },
    { id: 'risk', name: 'Risk', layout: arrange(RISK, RISK_PANELS) },
    { id: 'research', name: 'Research', layout: arrange(RESEARCH) },
  ];
}

/** The selected pair in the middle, the tape beside it, flow and volume of the market below. */
const TRADER: readonly Sized[] = [
  [
    0.55,
    [
      ['1', 0.32],
      ['8', 0.43],
      ['6', 0.25],
    ],
  ],
  [
    0.45,
    [
      ['4', 0.34],
      ['7', 0.33],
      ['9', 0.33],
    ],
  ],
];

/** Which pairs are restless, and how large they are: statistics by volatility. */
const RISK: readonly Sized[] = [
  [
    0.5,
    [
      ['2', 0.6],
      ['5', 0.4],
    ],
  ],
  [
    0.5,
    [
      ['4', 0.34],
      ['6', 0.33],
      ['9', 0.33],
    ],
  ],
];
const RISK_PANELS: Readonly<Record<string, PanelConfig>> = {
  '2': {
    columns: [
      'pair',
      'volatility_60s',
      'volatility_mean_5m',
      'volatility_upper',
      'return_1m',
      'volume_60s',
      'trade_count_60s',
      'buy_pressure',
      'vwap',
      'last_trade_time',
      'partial',
    ],
    sort: [['volatility_60s', 'desc']],
  },
};

/** All columns of all pairs, the raw trades, and the series of one pair. */
const RESEARCH: readonly Sized[] = [
  [0.45, [['2', 1]]],
  [
    0.55,
    [
      ['1', 0.4],
      ['8', 0.3],
      ['9', 0.3],
    ],
  ],
];
