import { normalised } from '../layout/arrangement.ts';
import type { Arrangement, LayoutRow } from '../layout/layout.ts';
import { h } from './dom.ts';
import { moveBorder } from './fractions.ts';
import { createSplitter } from './splitter.ts';

const LEAST_WIDTH_PX = 180;
const LEAST_HEIGHT_PX = 96;

export interface PanelGrid {
  readonly element: HTMLElement;
  /** Puts the panels where the arrangement says; they keep their viewers, their scroll position and the focus. */
  show(arrangement: Arrangement): void;
}

/**
 * Lays panels out in rows with movable borders between rows and inside each row. Sizes are fractions, so they fit every
 * window; `onResize` hears of rows whose sizes the user has changed.
 */
export function createPanelGrid(
  panels: ReadonlyMap<string, HTMLElement>,
  onResize: (rows: readonly LayoutRow[]) => void,
): PanelGrid {
  const grid = h('main', { class: 'panel-grid', 'data-testid': 'panels' });
  // Hidden panels stay in the page: viewers that are taken away leak.
  const parking = h('div', { hidden: true, class: 'panel-parking' });
  let rows: readonly LayoutRow[] = [];
  let divisions: Division[] = [];
  const resized = () => {
    const heights = divisions[0]?.sizes() ?? [];
    rows = normalised(
      rows.map((row, r) => {
        const widths = divisions[r + 1]?.sizes() ?? [];
        return {
          height: heights[r] ?? row.height,
          panels: row.panels.map(({ id, width }, i) => ({ id, width: widths[i] ?? width })),
        };
      }),
    );
    onResize(rows);
  };

  const build = () => {
    const focused = document.activeElement;
    const rowElements = rows.map(() => h('div', { class: 'panel-row' }));
    const outer = divide(rowElements, {
      orientation: 'horizontal',
      leastPx: LEAST_HEIGHT_PX,
      sizeOf: () => grid.clientHeight,
      label: (i) => `Border below row ${i + 1}`,
      testId: (i) => `splitter-rows-${i + 1}`,
      onResize: resized,
    });
    // Rows stand in the page before the panels move: only then do they move without losing their state.
    const leftovers = [...grid.children].filter((child) => child !== parking);
    grid.append(...outer.children, parking);
    const inner = rows.map((row, r) => {
      const parts = row.panels.flatMap(({ id }) => panels.get(id) ?? []);
      const division = divide(parts, {
        orientation: 'vertical',
        leastPx: LEAST_WIDTH_PX,
        sizeOf: () => rowElements[r]?.clientWidth ?? 0,
        label: (i) => `Border in row ${r + 1} after panel ${i + 1}`,
        testId: (i) => `splitter-row-${r + 1}-${i + 1}`,
        onResize: resized,
      });
      for (const child of division.children) move(rowElements[r] as HTMLElement, child);
      return division;
    });
    const shown = new Set(rows.flatMap((row) => row.panels.map(({ id }) => id)));
    for (const [id, element] of panels) if (!shown.has(id)) move(parking, element);
    for (const leftover of leftovers) leftover.remove();
    divisions = [outer, ...inner];
    if (focused instanceof HTMLElement && focused !== document.activeElement && grid.contains(focused)) focused.focus();
  };

  return {
    element: grid,
    show(arrangement) {
      const isSameOrder = orderOf(arrangement.rows) === orderOf(rows) && divisions.length > 0;
      rows = arrangement.rows;
      if (!isSameOrder) build();
      divisions[0]?.resize(rows.map(({ height }) => height));
      rows.forEach((row, r) => {
        divisions[r + 1]?.resize(row.panels.map(({ width }) => width));
      });
    },
  };
}

function orderOf(rows: readonly LayoutRow[]): string {
  return JSON.stringify(rows.map((row) => row.panels.map(({ id }) => id)));
}

/** Moves an element to the end of a parent, with its scroll position where the browser can do that. */
function move(parent: HTMLElement, element: HTMLElement): void {
  const mover = parent as HTMLElement & { moveBefore?: (node: Node, child: Node | null) => void };
  if (mover.moveBefore !== undefined && mover.isConnected && element.isConnected) mover.moveBefore(element, null);
  else parent.append(element);
}

/** Parts side by side or one above the other, with borders between them. */
interface Division {
  /** Parts and borders, in order. */
  readonly children: readonly HTMLElement[];
  sizes(): readonly number[];
  resize(sizes: readonly number[]): void;
}

interface DivisionOptions {
  readonly orientation: 'vertical' | 'horizontal';
  readonly leastPx: number;
  readonly sizeOf: () => number;
  readonly label: (index: number) => string;
  readonly testId: (index: number) => string;
  readonly onResize: () => void;
}

function divide(parts: readonly HTMLElement[], options: DivisionOptions): Division {
  let sizes: readonly number[] = parts.map(() => 1 / parts.length);
  const resize = (next: readonly number[]) => {
    sizes = next;
    let sum = 0;
    parts.forEach((part, i) => {
      part.style.setProperty('--grow', String(sizes[i] ?? 1));
      sum += sizes[i] ?? 0;
      splitters[i]?.setAttribute('aria-valuenow', String(Math.round(sum * 100)));
    });
  };
  const splitters = parts.slice(1).map((_, i) => {
    let before = sizes;
    return createSplitter({
      label: options.label(i),
      orientation: options.orientation,
      testId: options.testId(i),
      onMove(deltaPx, phase) {
        if (phase === 'start') before = sizes;
        else if (phase === 'end') options.onResize();
        else {
          const size = Math.max(1, options.sizeOf());
          resize(moveBorder(before, i, deltaPx / size, options.leastPx / size));
        }
      },
      onReset() {
        resize(parts.map(() => 1 / parts.length));
        options.onResize();
      },
    });
  });
  return {
    children: parts.flatMap((part, i) => [part, ...(splitters[i] === undefined ? [] : [splitters[i]])]),
    sizes: () => sizes,
    resize,
  };
}
