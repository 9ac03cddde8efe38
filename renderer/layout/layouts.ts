import type { Setting } from '../settings/setting.ts';
import type { ChartEngine } from '../settings/settings.ts';
import { type Arrangement, documentOf, type Layout, type LayoutDocument } from './layout.ts';
import type { LayoutStorage, ShownLayout } from './layout-store.ts';
import { MAX_SAVED, openLayoutStore } from './layout-store.ts';
import { isEmptyConfig, isSame, type PanelConfig } from './panel-config.ts';
import { type LayoutPage, readName } from './read-layout.ts';
import { takeRememberedSizes } from './remembered-sizes.ts';

export interface BuiltInLayout {
  readonly id: string;
  readonly name: string;
  readonly layout: Layout;
}

/** A layout that can be chosen. */
export interface LayoutChoice {
  /** `builtin:default`, `saved:My layout`. */
  readonly id: string;
  readonly name: string;
  readonly isBuiltIn: boolean;
  /** Why it cannot be shown; null = it can. */
  readonly problem: string | null;
}

/** What changed: `arrangement` and `panels` came from the page itself, `all` replaces everything, `list` only the choices. */
export type LayoutChange = 'arrangement' | 'panels' | 'all' | 'list';

/** The current layout of the page, and those that are built in or saved. The page follows it. */
export class Layouts {
  readonly page: LayoutPage;
  readonly problems: readonly string[];
  readonly #builtIns: readonly BuiltInLayout[];
  readonly #store: ReturnType<typeof openLayoutStore>;
  readonly #engine: Setting<ChartEngine>;
  readonly #followers = new Set<(change: LayoutChange) => void>();
  #shown: ShownLayout;

  /** The first of `builtIns` is the default. */
  constructor(
    storage: LayoutStorage,
    page: LayoutPage,
    builtIns: readonly BuiltInLayout[],
    engine: Setting<ChartEngine>,
  ) {
    this.page = page;
    this.#builtIns = builtIns;
    this.#engine = engine;
    this.#store = openLayoutStore(storage, page);
    this.problems = this.#store.problems;
    const base = `builtin:${this.#default().id}`;
    const remembered = takeRememberedSizes(storage, page);
    const stored = this.#store.current();
    if (stored === null && remembered !== null) this.#store.show({ layout: remembered, base }, null);
    this.#shown = this.#store.current() ?? { layout: this.#document(this.#default()), base };
    engine.subscribe(() => this.#tell('list'));
  }

  current(): LayoutDocument {
    return this.#shown.layout;
  }

  /** The choice that the current layout was made from; null = none that still exists. */
  base(): LayoutChoice | null {
    return this.choices().find(({ id }) => id === this.#shown.base) ?? null;
  }

  /** True while the page differs from the layout that it was made from. */
  isChanged(): boolean {
    const base = this.#shown.base === null ? null : this.#find(this.#shown.base);
    if (base === null) return true;
    const engine = base.chartEngine ?? this.#engine.get();
    return !isSame(contentOf(base), contentOf(this.#shown.layout)) || engine !== this.#engine.get();
  }

  choices(): LayoutChoice[] {
    return [
      ...this.#builtIns.map(({ id, name }) => ({ id: `builtin:${id}`, name, isBuiltIn: true, problem: null })),
      ...this.#store.saved().map(({ name, read }) => ({
        id: `saved:${name}`,
        name,
        isBuiltIn: false,
        problem: read.kind === 'ok' ? null : read.message,
      })),
    ];
  }

  /** The page was arranged anew by its user. */
  arrange(next: Arrangement): void {
    if (isSame({ rows: next.rows, hidden: next.hidden }, arrangementOf(this.#shown.layout))) return;
    this.#keep({ ...this.#shown.layout, rows: next.rows, hidden: next.hidden });
    this.#tell('arrangement');
  }

  /** A panel was configured by its user; an empty configuration is the panel's own. */
  configure(id: string, config: PanelConfig): void {
    const { [id]: before, ...others } = this.#shown.layout.panels;
    if (isSame(before ?? {}, config)) return;
    this.#keep({ ...this.#shown.layout, panels: isEmptyConfig(config) ? others : { ...others, [id]: config } });
    this.#tell('panels');
  }

  /** Shows a built-in or saved layout. False if there is none or it cannot be shown. */
  apply(id: string): boolean {
    const layout = this.#find(id);
    if (layout === null) return false;
    this.#replace({ layout, base: id });
    return true;
  }

  /** Shows a layout from elsewhere; it is not saved under its name. */
  take(layout: LayoutDocument): void {
    this.#replace({ layout, base: null });
  }

  /** Back to what the current layout was made from, or the default. */
  reset(): void {
    const base = this.#shown.base;
    if (base === null || !this.apply(base)) this.apply(`builtin:${this.#default().id}`);
  }

  /** The layout that `undo` would bring back. */
  previous(): LayoutDocument | null {
    return this.#store.previous()?.layout ?? null;
  }

  /** Brings back what was on the page before a layout took its place; again, and it is as before. */
  undo(): boolean {
    const previous = this.#store.previous();
    if (previous === null) return false;
    this.#replace(previous);
    return true;
  }

  /** Saves the current layout under a name; a saved layout of that name is overwritten. Throws an Error for people. */
  saveAs(rawName: string): void {
    const name = this.#usableName(rawName);
    const isNew = !this.choices().some((choice) => choice.id === `saved:${name}`);
    if (isNew && this.#store.saved().length >= MAX_SAVED) {
      throw new Error(`There are ${MAX_SAVED} saved layouts already. Delete one first.`);
    }
    const layout = { ...this.exported(), name };
    this.#store.save(layout);
    this.#shown = { layout, base: `saved:${name}` };
    this.#store.show(this.#shown, null);
    this.#tell('list');
  }

  /** Overwrites the saved layout that the current one was made from. False where that is built in or none. */
  save(): boolean {
    const base = this.base();
    if (base === null || base.isBuiltIn) return false;
    this.saveAs(base.name);
    return true;
  }

  /** Throws an Error for people. */
  rename(id: string, rawName: string): void {
    const choice = this.#savedChoice(id);
    const name = this.#usableName(rawName);
    if (name === choice.name) return;
    if (this.choices().some((other) => other.id === `saved:${name}`)) {
      throw new Error(`There is a layout named "${name}" already.`);
    }
    this.#store.rename(choice.name, name);
    if (this.#shown.base === id) {
      this.#shown = { layout: { ...this.#shown.layout, name }, base: `saved:${name}` };
      this.#store.show(this.#shown, null);
    }
    this.#tell('list');
  }

  /** Deletes a saved layout; the page stays as it is. */
  remove(id: string): void {
    this.#store.remove(this.#savedChoice(id).name);
    if (this.#shown.base === id) {
      this.#shown = { ...this.#shown, base: null };
      this.#store.show(this.#shown, null);
    }
    this.#tell('list');
  }

  /** The current layout with everything that belongs to it. */
  exported(): LayoutDocument {
    const { layout } = this.#shown;
    return documentOf(this.page.key, layout.name, { ...layout, chartEngine: this.#engine.get() });
  }

  subscribe(follower: (change: LayoutChange) => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  #default(): BuiltInLayout {
    const first = this.#builtIns[0];
    if (first === undefined) throw new Error('a page has a default layout');
    return first;
  }

  #document({ name, layout }: BuiltInLayout): LayoutDocument {
    return documentOf(this.page.key, name, layout);
  }

  #find(id: string): LayoutDocument | null {
    const builtIn = this.#builtIns.find((known) => `builtin:${known.id}` === id);
    if (builtIn !== undefined) return this.#document(builtIn);
    const saved = this.#store.saved().find(({ name }) => `saved:${name}` === id);
    return saved?.read.kind === 'ok' ? saved.read.layout : null;
  }

  #savedChoice(id: string): LayoutChoice {
    const choice = this.choices().find((known) => known.id === id && !known.isBuiltIn);
    if (choice === undefined) throw new Error('This layout does not exist any more.');
    return choice;
  }

  #usableName(raw: string): string {
    const name = readName(raw);
    if (name === null) throw new Error('Enter a name.');
    if (this.#builtIns.some((builtIn) => builtIn.name.toLowerCase() === name.toLowerCase())) {
      throw new Error(`"${name}" is a built-in layout. Choose another name.`);
    }
    return name;
  }

  #keep(layout: LayoutDocument): void {
    this.#shown = { ...this.#shown, layout };
    this.#store.show(this.#shown, null);
  }

  #replace(next: ShownLayout): void {
    const before = { ...this.#shown, layout: this.exported() };
    this.#shown = next;
    this.#store.show(next, before);
    if (next.layout.chartEngine !== undefined) this.#engine.set(next.layout.chartEngine);
    this.#tell('all');
  }

  #tell(change: LayoutChange): void {
    for (const follower of this.#followers) follower(change);
  }
}

function arrangementOf({ rows, hidden }: Arrangement): Arrangement {
  return { rows, hidden };
}

function contentOf({ rows, hidden, panels }: Layout): Layout {
  return { rows, hidden: [...hidden].sort(), panels };
}
