import { readFractions } from '../dashboard/fractions.ts';
import { LAYOUT_KIND, LAYOUT_PRODUCT, LAYOUT_VERSION } from './layout.ts';
import { isRecord } from './read-panel-config.ts';

type Raw = Readonly<Record<string, unknown>>;

/**
 * Step N turns a layout of version N into one of version N + 1. `own` are the panels of the page, row by row. A step gets what was
 * stored, unchecked, and what it makes is checked afterwards.
 */
type Migration = (raw: Raw, own: readonly (readonly string[])[]) => Raw;

const MIGRATIONS: readonly Migration[] = [sizesToRows];

/**
 * Brings a layout of any known version to the newest. Returns the number of a version that is newer than ours instead, or null
 * where the version is none.
 */
export function migrateLayout(raw: Raw, own: readonly (readonly string[])[]): Raw | number | null {
  const version: unknown = raw.version;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 0) return null;
  if (version > LAYOUT_VERSION) return version;
  return MIGRATIONS.slice(version).reduce((layout, migrate) => migrate(layout, own), raw);
}

/**
 * 0 to 1. Before layouts there were only sizes, remembered one by one: `{rows: number[], "row-1": number[], ...}`, the
 * panels always in the page's own order.
 */
function sizesToRows(raw: Raw, own: readonly (readonly string[])[]): Raw {
  const sizes = isRecord(raw.sizes) ? raw.sizes : {};
  const heights = readFractions(sizes.rows, own.length) ?? own.map(() => 1 / own.length);
  const rows = own.map((ids, r) => {
    const widths = readFractions(sizes[`row-${r + 1}`], ids.length) ?? ids.map(() => 1 / ids.length);
    return { height: heights[r], panels: ids.map((id, i) => ({ id, width: widths[i] })) };
  });
  return {
    product: LAYOUT_PRODUCT,
    kind: LAYOUT_KIND,
    version: 1,
    page: raw.page,
    name: raw.name,
    rows,
    hidden: [],
    panels: {},
  };
}
