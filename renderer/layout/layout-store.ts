import { LAYOUT_PRODUCT, type LayoutDocument } from './layout.ts';
import { type LayoutPage, type ReadLayout, readLayout, readName } from './read-layout.ts';
import { isRecord } from './read-panel-config.ts';

/** Version of what is around the layouts; each layout has one of its own. */
const STORE_VERSION = 1;
const KIND = 'layouts';
export const STORE_KEY = 'mtd.layouts';
/** Where a text goes that cannot be read; nothing reads it again, but nothing is lost. */
export const DAMAGED_KEY = 'mtd.layouts.damaged';
export const MAX_SAVED = 100;

export type LayoutStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** A layout on the page, and which built-in or saved layout it was made from. */
export interface ShownLayout {
  readonly layout: LayoutDocument;
  readonly base: string | null;
}

export interface SavedLayout {
  readonly name: string;
  readonly read: ReadLayout;
}

/** The layouts of one page, as they are kept between visits. */
export interface LayoutStore {
  /** What was wrong with the stored layouts, for people. */
  readonly problems: readonly string[];
  current(): ShownLayout | null;
  /** What was on the page before the current layout took its place. */
  previous(): ShownLayout | null;
  saved(): SavedLayout[];
  show(current: ShownLayout, previous: ShownLayout | null): void;
  /** Keeps a layout under its name, in the place of one that has the name already. */
  save(layout: LayoutDocument): void;
  rename(from: string, to: string): void;
  remove(name: string): void;
}

/** One page's part of the store; layouts are kept as they came, also those that only a newer version can read. */
interface PagePart {
  readonly current: unknown;
  readonly base: unknown;
  readonly previous: unknown;
  readonly previousBase: unknown;
  readonly saved: readonly unknown[];
}

/**
 * Opens the layouts of a page. Each change reads what is stored first, because other windows and tabs write it too. A text that
 * cannot be read is set aside, a store of a newer version is left alone: the layouts then last for this visit.
 */
export function openLayoutStore(storage: LayoutStorage, page: LayoutPage): LayoutStore {
  const problems: string[] = [];
  let isFrozen = false;
  let unsaved: Record<string, unknown> = {};

  const readPages = (): Record<string, unknown> => {
    if (isFrozen) return unsaved;
    let text: string | null;
    try {
      text = storage.getItem(STORE_KEY);
    } catch {
      return unsaved;
    }
    if (text === null) return unsaved;
    try {
      const raw: unknown = JSON.parse(text);
      if (isRecord(raw) && raw.kind === KIND && raw.version === STORE_VERSION && isRecord(raw.pages)) return raw.pages;
      if (isRecord(raw) && raw.kind === KIND && typeof raw.version === 'number' && raw.version > STORE_VERSION) {
        isFrozen = true;
        problems.push(
          `The saved layouts were made by a newer ${LAYOUT_PRODUCT}. They are kept as they are; changes of the layout last until the page is closed.`,
        );
        return unsaved;
      }
    } catch {
      // Not JSON.
    }
    problems.push(
      `The saved layouts could not be read and were set aside (browser storage, "${DAMAGED_KEY}"). The default layout is shown.`,
    );
    try {
      storage.setItem(DAMAGED_KEY, text);
      storage.removeItem(STORE_KEY);
    } catch {
      isFrozen = true;
    }
    return unsaved;
  };
  const readPart = (): PagePart => {
    const pages = readPages();
    const raw = Object.hasOwn(pages, page.key) ? pages[page.key] : null;
    const part = isRecord(raw) ? raw : {};
    const saved = Array.isArray(part.saved) ? part.saved.slice(0, MAX_SAVED) : [];
    const { current = null, base = null, previous = null, previousBase = null } = part;
    return { current, base, previous, previousBase, saved };
  };
  const change = (next: (part: PagePart) => Partial<PagePart>) => {
    const part = readPart();
    const pages = { ...readPages(), [page.key]: { ...part, ...next(part) } };
    unsaved = pages;
    if (isFrozen) return;
    try {
      storage.setItem(
        STORE_KEY,
        JSON.stringify({ product: LAYOUT_PRODUCT, kind: KIND, version: STORE_VERSION, pages }),
      );
    } catch {
      // Forbidden or full: the layouts last for this visit.
    }
  };
  const shown = (raw: unknown, base: unknown): ShownLayout | null => {
    const read = raw === null ? null : readLayout(raw, page);
    return read?.kind === 'ok' ? { layout: read.layout, base: typeof base === 'string' ? base : null } : null;
  };
  const nameOf = (raw: unknown): string => (isRecord(raw) ? readName(raw.name) : null) ?? 'Unnamed';
  const without = (saved: readonly unknown[], name: string) => saved.filter((raw) => nameOf(raw) !== name);

  setAsideCurrent(readPart(), page, change, problems);
  return {
    problems,
    current() {
      const { current, base } = readPart();
      return shown(current, base);
    },
    previous() {
      const { previous, previousBase } = readPart();
      return shown(previous, previousBase);
    },
    saved: () => readPart().saved.map((raw) => ({ name: nameOf(raw), read: readLayout(raw, page) })),
    show: (current, previous) =>
      change((part) => ({
        current: current.layout,
        base: current.base,
        previous: previous === null ? part.previous : previous.layout,
        previousBase: previous === null ? part.previousBase : previous.base,
      })),
    save: (layout) =>
      change(({ saved }) => {
        const at = saved.findIndex((raw) => nameOf(raw) === layout.name);
        return { saved: at < 0 ? [...saved, layout] : saved.map((raw, i) => (i === at ? layout : raw)) };
      }),
    rename: (from, to) =>
      change(({ saved }) => ({
        saved: without(saved, to).map((raw) => (isRecord(raw) && nameOf(raw) === from ? { ...raw, name: to } : raw)),
      })),
    remove: (name) => change(({ saved }) => ({ saved: without(saved, name) })),
  };
}

/** A current layout that cannot be shown moves to the saved ones, as it is, so that the next change does not take its place. */
function setAsideCurrent(
  { current }: PagePart,
  page: LayoutPage,
  change: (next: (part: PagePart) => Partial<PagePart>) => void,
  problems: string[],
): void {
  if (current === null) return;
  const read = readLayout(current, page);
  if (read.kind === 'ok') return;
  problems.push(`${read.message} It is kept under the saved layouts; the default layout is shown.`);
  change((part) => ({ current: null, base: null, saved: [...part.saved, current] }));
}
