import type { ScatterLimits } from '../settings/settings.ts';
import type { Bars } from '../viewer/grid-bars.ts';
import type { Filter, ViewConfig } from '../viewer/panel-viewer.ts';

/** What the user has chosen and panels depend on. */
export interface Choices {
  readonly pair: string;
  /** Quote currency, or ALL_QUOTES. */
  readonly quote: string;
  readonly limits: ScatterLimits;
}

/** What is known when a panel has nothing to show. */
export interface EmptyFacts extends Choices {
  readonly isStreamLive: boolean;
  /** Whether any trade has arrived at all. */
  readonly hasTrades: boolean;
  /** Whether statistics of any pair have arrived, and panels have had the time to draw them. */
  readonly hasStatistics: boolean;
  /** Whether the panel has drawn what its table holds at all. */
  readonly isDrawn: boolean;
  /** The history of the selected pair is on its way. */
  readonly isHistoryPending: boolean;
  /** Rows in the panel's view. */
  readonly rows: number;
  readonly publishIntervalS: number;
  readonly uptimeS: number;
}

export type PanelTable = 'trades' | 'pairTrades' | 'statistics' | 'history';
export type PanelTool = 'quote' | 'limits' | 'range';

/** One panel of a page: what it shows and how. The machinery is in viewer/ and dashboard/. */
export interface Panel {
  /** Last part of the element's id and test id: panel-1. */
  readonly id: string;
  /** Shown before the title; null on the single-ticker page. */
  readonly number: number | null;
  readonly title: (pair: string) => string;
  readonly table: PanelTable;
  readonly view: ViewConfig;
  /** Filter that follows the user's choices. */
  readonly filter?: (choices: Choices) => readonly Filter[];
  readonly bars?: Bars;
  /** Controls in the panel's header. */
  readonly tools?: readonly PanelTool[];
  /** What is awaited, for people, while nothing can be shown. */
  readonly empty: (facts: EmptyFacts) => string;
}
