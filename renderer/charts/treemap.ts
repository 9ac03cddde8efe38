import { formatValue, titleOf } from '../format/columns.ts';
import { numbers } from '../format/number.ts';
import { pairSetting, times } from '../settings/settings.ts';
import { ChartPlugin, type Hit } from './chart-plugin.ts';
import { colorExtent, css, divergingColor, mix, type Rgb, readableOn } from './color.ts';
import type { LegendItem } from './legend.ts';
import type { Palette } from './palette.ts';
import { shortNamesOf } from './short-names.ts';
import { PLAIN_SPECS } from './spec-of-columns.ts';
import { createSteadyOrder, layoutTreemap, type Tile } from './treemap-layout.ts';

/** plugin_config of a treemap with one tile per pair. */
export interface TreemapSpec {
  readonly kind: 'treemap';
  /** Column that the areas of the tiles follow. */
  readonly area: string;
  /** Diverging colour around 0, its full colours at least `least` away; or `heat`: the larger the stronger. */
  readonly color:
    | { readonly column: string; readonly kind: 'diverging'; readonly least: number }
    | { readonly kind: 'heat' };
  /** More columns for the tooltip. */
  readonly details: readonly string[];
}

const RENEW_ORDER_MS = 20_000;
const GAP_PX = 1;
const SMALLEST_TEXT_PX = 8;

interface PairTile extends Tile {
  readonly pair: string;
  /** The base currency where it is enough to tell the pair, for small tiles. */
  readonly shortName: string;
  readonly row: number;
}

/** One tile per pair; the map keeps its order for 20 s, so that tiles grow and shrink in place. */
export class Treemap extends ChartPlugin<TreemapSpec> {
  #tiles: PairTile[] = [];
  #extent = 0;
  readonly #order = createSteadyOrder(RENEW_ORDER_MS);

  get name(): string {
    return 'Live Treemap';
  }

  protected plain(): TreemapSpec {
    return PLAIN_SPECS.treemap;
  }

  protected paint(context: CanvasRenderingContext2D, palette: Palette, width: number, height: number): number {
    this.#tiles = [];
    const spec = this.spec;
    if (spec === null) return 0;
    const rowOf = new Map<string, number>();
    const areaOf = new Map<string, number>();
    const areas = this.values(spec.area);
    this.texts('pair').forEach((pair, row) => {
      const area = areas[row];
      if (pair === null || typeof area !== 'number' || !(area > 0) || !Number.isFinite(area)) return;
      rowOf.set(pair, row);
      areaOf.set(pair, area);
    });
    const order = this.#order.order(areaOf, performance.now());
    const margin = 6;
    const tiles = layoutTreemap(
      order.map((pair) => areaOf.get(pair) ?? 0),
      width - 2 * margin,
      height - margin - 2,
    );
    const shortNames = shortNamesOf(order);
    this.#tiles = tiles.map((tile) => {
      const pair = order[tile.index] ?? '';
      const shortName = shortNames.get(pair) ?? pair;
      return { ...tile, x: tile.x + margin, y: tile.y + 2, pair, shortName, row: rowOf.get(pair) ?? 0 };
    });
    const colorOf = this.#colors(spec, palette);
    for (const tile of this.#tiles) this.#paintTile(context, palette, spec, tile, colorOf(tile.row));
    const selected = this.#tiles.find((tile) => tile.pair === pairSetting.get());
    if (selected !== undefined) frame(context, palette.accent, selected);
    return this.#tiles.length;
  }

  /** The colour of each row. */
  #colors(spec: TreemapSpec, palette: Palette): (row: number) => Rgb {
    if (spec.color.kind === 'heat') {
      const areas = this.values(spec.area);
      const largest = Math.max(...this.#tiles.map((tile) => areas[tile.row] ?? 0), Number.MIN_VALUE);
      return (row) => mix(palette.heatLow, palette.heatHigh, Math.sqrt((areas[row] ?? 0) / largest));
    }
    const values = this.values(spec.color.column);
    const areas = this.values(spec.area);
    this.#extent = colorExtent(
      this.#tiles.map((tile) => values[tile.row] ?? null),
      this.#tiles.map((tile) => areas[tile.row] ?? null),
      spec.color.least,
    );
    const color = divergingColor(palette.down, palette.neutral, palette.up);
    return (row) => {
      const value = values[row];
      return typeof value === 'number' ? color(value / this.#extent) : palette.neutral;
    };
  }

  #paintTile(context: CanvasRenderingContext2D, palette: Palette, spec: TreemapSpec, tile: PairTile, rgb: Rgb): void {
    const [width, height] = [tile.width - GAP_PX, tile.height - GAP_PX];
    if (width <= 0 || height <= 0) return;
    context.fillStyle = css(rgb);
    context.fillRect(tile.x, tile.y, width, height);
    if (width < SMALLEST_TEXT_PX * 2 || height < SMALLEST_TEXT_PX * 2) return;
    context.font = `600 10px ${palette.font}`;
    const largest = Math.min(palette.fontPx * 1.4, height * 0.42);
    const sizeOf = (text: string) =>
      Math.floor(Math.min(largest, ((width - 6) * 10) / context.measureText(text).width));
    const name = sizeOf(tile.pair) >= SMALLEST_TEXT_PX ? tile.pair : tile.shortName;
    const size = sizeOf(name);
    if (size < SMALLEST_TEXT_PX) return;
    const column = spec.color.kind === 'diverging' ? spec.color.column : spec.area;
    const raw = this.columns[column]?.[tile.row] ?? null;
    const value = raw === null ? '' : formatValue(column, raw, times());
    context.fillStyle = readableOn(rgb);
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.font = `600 ${size}px ${palette.font}`;
    const [x, y] = [tile.x + width / 2, tile.y + height / 2];
    const small = Math.max(9, size - 3);
    const hasRoom = value !== '' && height >= size + small + 8 && value.length * small * 0.58 < width - 4;
    context.fillText(name, x, hasRoom ? y - small * 0.6 : y);
    if (!hasRoom) return;
    context.font = `${small}px ${palette.font}`;
    context.fillText(value, x, y + size * 0.6);
  }

  protected hitAt(px: number, py: number): Hit | null {
    const spec = this.spec;
    const tile = this.#tiles.find((t) => px >= t.x && px < t.x + t.width && py >= t.y && py < t.y + t.height);
    if (tile === undefined || spec === null) return null;
    const columns = new Set([spec.area, ...spec.details]);
    if (spec.color.kind === 'diverging') columns.add(spec.color.column);
    return {
      pair: tile.pair,
      title: tile.pair,
      lines: [...columns].map((column) => [
        titleOf(column),
        formatValue(column, this.columns[column]?.[tile.row] ?? null, times()),
      ]),
      x: Math.min(tile.x + tile.width, px),
      y: py,
    };
  }

  protected paintHit(context: CanvasRenderingContext2D, palette: Palette, hit: Hit): void {
    const tile = this.#tiles.find((candidate) => candidate.pair === hit.pair);
    if (tile !== undefined) frame(context, palette.text, tile);
  }

  protected legend(palette: Palette): readonly LegendItem[] {
    const spec = this.spec;
    if (spec === null || this.#tiles.length === 0) return [];
    if (spec.color.kind === 'heat') return [{ label: `area and colour: ${titleOf(spec.area)}`, mark: 'note' }];
    const colors = this.values(spec.color.column);
    if (!this.#tiles.some((tile) => typeof colors[tile.row] === 'number')) {
      return [
        {
          label: `area: ${titleOf(spec.area)} · colour: ${titleOf(spec.color.column)}, needs 60 s of data`,
          mark: 'note',
        },
      ];
    }
    const ramp = `linear-gradient(90deg, ${css(palette.down)}, ${css(palette.neutral)}, ${css(palette.up)})`;
    const ends = `±${numbers.shortPercent(this.#extent)}`;
    return [
      { label: ends, mark: 'ramp', color: ramp },
      { label: `colour: ${titleOf(spec.color.column)} · area: ${titleOf(spec.area)}`, mark: 'note' },
    ];
  }

  protected describe(): string {
    const spec = this.spec;
    if (spec === null || this.#tiles.length === 0) return 'Chart without data yet';
    const largest = [...this.#tiles].sort((a, b) => b.width * b.height - a.width * a.height).slice(0, 3);
    return `${this.#tiles.length} pairs by ${titleOf(spec.area)}; largest: ${largest.map((tile) => tile.pair).join(', ')}`;
  }
}

function frame(context: CanvasRenderingContext2D, color: string, tile: Tile): void {
  context.lineWidth = 2;
  context.strokeStyle = color;
  context.strokeRect(tile.x + 1, tile.y + 1, Math.max(0, tile.width - 3), Math.max(0, tile.height - 3));
}
