import { recall, remember } from '../settings/storage.ts';
import { h } from './dom.ts';
import { moveBorder, readFractions } from './fractions.ts';
import { createSplitter } from './splitter.ts';

const LEAST_WIDTH_PX = 180;
const LEAST_HEIGHT_PX = 96;

/**
 * Lays panels out in rows with movable borders between rows and inside each row. Sizes are fractions, so they fit every
 * window; they are remembered under `key`.
 */
export function createPanelGrid(key: string, rows: readonly (readonly HTMLElement[])[]): HTMLElement {
  const grid = h('main', { class: 'panel-grid', 'data-testid': 'panels' });
  const rowElements = rows.map((panels, r) => {
    const row = h('div', { class: 'panel-row' });
    fill(row, panels, {
      key: `${key}.row-${r + 1}`,
      orientation: 'vertical',
      leastPx: LEAST_WIDTH_PX,
      sizeOf: () => row.clientWidth,
      label: (i) => `Border in row ${r + 1} after panel ${i + 1}`,
      testId: (i) => `splitter-row-${r + 1}-${i + 1}`,
    });
    return row;
  });
  fill(grid, rowElements, {
    key: `${key}.rows`,
    orientation: 'horizontal',
    leastPx: LEAST_HEIGHT_PX,
    sizeOf: () => grid.clientHeight,
    label: (i) => `Border below row ${i + 1}`,
    testId: (i) => `splitter-rows-${i + 1}`,
  });
  return grid;
}

interface Division {
  readonly key: string;
  readonly orientation: 'vertical' | 'horizontal';
  readonly leastPx: number;
  readonly sizeOf: () => number;
  readonly label: (index: number) => string;
  readonly testId: (index: number) => string;
}

function fill(container: HTMLElement, parts: readonly HTMLElement[], division: Division): void {
  const equal = parts.map(() => 1 / parts.length);
  let fractions = readFractions(recall(division.key), parts.length) ?? equal;
  const splitters: HTMLElement[] = [];
  const show = () => {
    parts.forEach((part, i) => {
      part.style.setProperty('--grow', String(fractions[i] ?? 1));
    });
    let sum = 0;
    splitters.forEach((splitter, i) => {
      sum += fractions[i] ?? 0;
      splitter.setAttribute('aria-valuenow', String(Math.round(sum * 100)));
    });
  };
  parts.forEach((part, i) => {
    container.append(part);
    if (i === parts.length - 1) return;
    let before = fractions;
    const splitter = createSplitter({
      label: division.label(i),
      orientation: division.orientation,
      testId: division.testId(i),
      onMove(deltaPx, phase) {
        if (phase === 'start') before = fractions;
        else if (phase === 'end') remember(division.key, fractions);
        else {
          const size = Math.max(1, division.sizeOf());
          fractions = moveBorder(before, i, deltaPx / size, division.leastPx / size);
          show();
        }
      },
      onReset() {
        fractions = equal;
        remember(division.key, fractions);
        show();
      },
    });
    splitters.push(splitter);
    container.append(splitter);
  });
  show();
}
