import { CHART_ENGINES } from '../settings/settings.ts';
import { normalised } from './arrangement.ts';
import {
  documentOf,
  LAYOUT_KIND,
  LAYOUT_PRODUCT,
  LAYOUT_VERSION,
  type LayoutDocument,
  type LayoutRow,
  type PageKey,
} from './layout.ts';
import { migrateLayout } from './migrations.ts';
import { isEmptyConfig, type PanelConfig } from './panel-config.ts';
import { isRecord, readPanelConfig } from './read-panel-config.ts';

export const MAX_NAME_LENGTH = 60;
/** Narrower or lower than this share of the page a panel could not be found again. */
const LEAST_SHARE = 0.02;

/** The page that a layout is for: its panels, row by row. */
export interface LayoutPage {
  readonly key: PageKey;
  readonly rows: readonly (readonly string[])[];
}

/** A layout, or why there is none, for people. */
export type ReadLayout =
  | { readonly kind: 'ok'; readonly layout: LayoutDocument }
  | { readonly kind: 'newer'; readonly message: string }
  | { readonly kind: 'bad'; readonly message: string };

const bad = (message: string): ReadLayout => ({ kind: 'bad', message });
const PAGE_NAMES: Readonly<Record<PageKey, string>> = { multi: 'nine-panel', single: 'single-ticker' };

/**
 * Reads a layout for this page from anything: a file, a link, storage. Older versions are migrated; unknown keys and panels are
 * left out; panels that it does not name are hidden.
 */
export function readLayout(raw: unknown, page: LayoutPage): ReadLayout {
  if (!isRecord(raw) || raw.product !== LAYOUT_PRODUCT || raw.kind !== LAYOUT_KIND) {
    return bad(`This is not a layout of ${LAYOUT_PRODUCT}.`);
  }
  const current = migrateLayout(raw, page.rows);
  if (current === null) return bad('This layout does not say its version.');
  if (typeof current === 'number') {
    const message = `This layout has version ${current}, made by a newer ${LAYOUT_PRODUCT}; this one knows versions up to ${LAYOUT_VERSION}. Update to use it.`;
    return { kind: 'newer', message };
  }
  if (current.page !== page.key) {
    const other = current.page === 'multi' || current.page === 'single' ? PAGE_NAMES[current.page] : 'another';
    return bad(`This layout is for the ${other} page, and this is the ${PAGE_NAMES[page.key]} page.`);
  }
  const known = page.rows.flat();
  const rows = readRows(current.rows, known);
  if (rows.length === 0) return bad('This layout shows no panel that this page has.');
  const shown = new Set(rows.flatMap((row) => row.panels.map(({ id }) => id)));
  const chartEngine = CHART_ENGINES.find((engine) => engine === current.chartEngine);
  return {
    kind: 'ok',
    layout: documentOf(page.key, readName(current.name) ?? 'Unnamed', {
      rows,
      hidden: known.filter((id) => !shown.has(id)),
      panels: readPanels(current.panels, known),
      ...(chartEngine !== undefined && { chartEngine }),
    }),
  };
}

/** A name without control characters and needless spaces, or null if nothing is left. */
export function readName(raw: unknown): string | null {
  if (typeof raw !== 'string') return null;
  const name = raw
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, MAX_NAME_LENGTH)
    .trim();
  return name === '' ? null : name;
}

function readRows(raw: unknown, known: readonly string[]): LayoutRow[] {
  if (!Array.isArray(raw)) return [];
  const left = new Set(known);
  const rows = raw.flatMap((row: unknown): LayoutRow[] => {
    if (!isRecord(row) || !Array.isArray(row.panels)) return [];
    const panels = row.panels.flatMap((panel: unknown) => {
      // A panel that comes twice stands where it came first.
      if (!isRecord(panel) || typeof panel.id !== 'string' || !left.delete(panel.id)) return [];
      return [{ id: panel.id, width: readShare(panel.width) }];
    });
    return panels.length === 0 ? [] : [{ height: readShare(row.height), panels }];
  });
  return normalised(rows);
}

function readShare(raw: unknown): number {
  return typeof raw === 'number' && Number.isFinite(raw) ? Math.min(1, Math.max(LEAST_SHARE, raw)) : 1 / 3;
}

function readPanels(raw: unknown, known: readonly string[]): Record<string, PanelConfig> {
  if (!isRecord(raw)) return {};
  return Object.fromEntries(
    known.flatMap((id) => {
      const config = Object.hasOwn(raw, id) ? readPanelConfig(raw[id]) : {};
      return isEmptyConfig(config) ? [] : [[id, config] as const];
    }),
  );
}
