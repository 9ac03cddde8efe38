import { type Arrangement, type LayoutRow, type PlacedPanel, roundShare } from './layout.ts';

/** Where a panel goes in relation to another: into its place (they change places), beside it, or into a row of its own. */
export type DropSide = 'swap' | 'left' | 'right' | 'above' | 'below';
export type Direction = 'left' | 'right' | 'up' | 'down';

interface Place {
  readonly row: number;
  readonly index: number;
}

export function placeOf(rows: readonly LayoutRow[], id: string): Place | null {
  for (const [row, { panels }] of rows.entries()) {
    const index = panels.findIndex((panel) => panel.id === id);
    if (index >= 0) return { row, index };
  }
  return null;
}

/** Ids of the panels on the page, row by row. */
export function shownPanels(arrangement: Arrangement): string[] {
  return arrangement.rows.flatMap((row) => row.panels.map(({ id }) => id));
}

/** Moves a panel to a side of another one; the same arrangement if that says nothing. */
export function movePanel(arrangement: Arrangement, id: string, target: string, side: DropSide): Arrangement {
  const { rows } = arrangement;
  const from = placeOf(rows, id);
  const to = placeOf(rows, target);
  if (from === null || to === null || id === target) return arrangement;
  if (side === 'swap') return { ...arrangement, rows: swap(rows, id, target) };
  const height = rows[from.row]?.panels.length === 1 ? (rows[from.row]?.height ?? 0) : meanHeight(rows);
  const rest = take(rows, id);
  const anchor = placeOf(rest, target);
  if (anchor === null) return arrangement;
  const after = side === 'right' || side === 'below' ? 1 : 0;
  const moved =
    side === 'left' || side === 'right'
      ? rest.map((row, r) => (r === anchor.row ? insert(row, anchor.index + after, id) : row))
      : withRow(rest, anchor.row + after, { height, panels: [{ id, width: 1 }] });
  return { ...arrangement, rows: normalised(moved) };
}

/** Moves a panel one place; at the edge of the page up and down make a row of its own. */
export function stepPanel(arrangement: Arrangement, id: string, direction: Direction): Arrangement {
  const { rows } = arrangement;
  const place = placeOf(rows, id);
  if (place === null) return arrangement;
  if (direction === 'left' || direction === 'right') {
    const neighbour = rows[place.row]?.panels[place.index + (direction === 'left' ? -1 : 1)];
    return neighbour === undefined ? arrangement : movePanel(arrangement, id, neighbour.id, 'swap');
  }
  const next = rows[place.row + (direction === 'up' ? -1 : 1)];
  if (next === undefined) {
    const sibling = rows[place.row]?.panels.find((panel) => panel.id !== id);
    if (sibling === undefined) return arrangement;
    return movePanel(arrangement, id, sibling.id, direction === 'up' ? 'above' : 'below');
  }
  const opposite = next.panels[Math.min(place.index, next.panels.length - 1)];
  return opposite === undefined ? arrangement : movePanel(arrangement, id, opposite.id, 'swap');
}

/** Takes a panel off the page. The last one stays: an empty page helps nobody. */
export function hidePanel(arrangement: Arrangement, id: string): Arrangement {
  const { rows, hidden } = arrangement;
  if (placeOf(rows, id) === null || shownPanels(arrangement).length === 1) return arrangement;
  return { ...arrangement, rows: normalised(take(rows, id)), hidden: [...hidden, id] };
}

/** Puts a hidden panel back: beside a panel of its row in `own` (the page's own order) where one is shown, else below all. */
export function showPanel(arrangement: Arrangement, id: string, own: readonly (readonly string[])[]): Arrangement {
  const { rows, hidden } = arrangement;
  if (!hidden.includes(id)) return arrangement;
  const left = hidden.filter((other) => other !== id);
  const siblings = own.find((ids) => ids.includes(id)) ?? [];
  const before = siblings.slice(0, siblings.indexOf(id)).reverse();
  const after = siblings.slice(siblings.indexOf(id) + 1);
  for (const [candidates, offset] of [
    [before, 1],
    [after, 0],
  ] as const) {
    for (const sibling of candidates) {
      const place = placeOf(rows, sibling);
      if (place === null) continue;
      const next = rows.map((row, r) => (r === place.row ? insert(row, place.index + offset, id) : row));
      return { ...arrangement, rows: normalised(next), hidden: left };
    }
  }
  const row = { height: meanHeight(rows), panels: [{ id, width: 1 }] };
  return { ...arrangement, rows: normalised([...rows, row]), hidden: left };
}

/** Rows without empty ones, whose heights and widths sum to 1. */
export function normalised(rows: readonly LayoutRow[]): LayoutRow[] {
  const kept = rows.filter((row) => row.panels.length > 0);
  const heights = sharesOf(kept.map((row) => row.height));
  return kept.map((row, r) => {
    const widths = sharesOf(row.panels.map((panel) => panel.width));
    return {
      height: heights[r] ?? 1,
      panels: row.panels.map(({ id }, i) => ({ id, width: widths[i] ?? 1 })),
    };
  });
}

/** Sizes as parts of 1. */
function sharesOf(sizes: readonly number[]): number[] {
  const sum = sizes.reduce((total, size) => total + size, 0);
  return sizes.map((size) => roundShare(size / sum));
}

function swap(rows: readonly LayoutRow[], a: string, b: string): LayoutRow[] {
  const other = (id: string) => (id === a ? b : id === b ? a : id);
  return rows.map((row) => ({ ...row, panels: row.panels.map(({ id, width }) => ({ id: other(id), width })) }));
}

function take(rows: readonly LayoutRow[], id: string): LayoutRow[] {
  return rows
    .map((row) => ({ ...row, panels: row.panels.filter((panel) => panel.id !== id) }))
    .filter((row) => row.panels.length > 0);
}

function insert(row: LayoutRow, index: number, id: string): LayoutRow {
  const width = row.panels.reduce((sum, panel) => sum + panel.width, 0) / row.panels.length;
  const panel: PlacedPanel = { id, width };
  return { ...row, panels: [...row.panels.slice(0, index), panel, ...row.panels.slice(index)] };
}

function withRow(rows: readonly LayoutRow[], index: number, row: LayoutRow): LayoutRow[] {
  return [...rows.slice(0, index), row, ...rows.slice(index)];
}

function meanHeight(rows: readonly LayoutRow[]): number {
  return 1 / Math.max(1, rows.length);
}
