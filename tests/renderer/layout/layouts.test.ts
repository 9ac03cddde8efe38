import { expect, test } from 'vitest';
import { hidePanel } from '../../../renderer/layout/arrangement.ts';
import { builtInLayouts } from '../../../renderer/layout/built-in.ts';
import { DAMAGED_KEY, type LayoutStorage, STORE_KEY } from '../../../renderer/layout/layout-store.ts';
import { type LayoutChange, Layouts } from '../../../renderer/layout/layouts.ts';
import type { ChartEngine } from '../../../renderer/settings/settings.ts';
import { MULTI, memoryStorage } from './pages.ts';

function engineSetting() {
  let value: ChartEngine = 'canvas';
  const followers = new Set<(next: ChartEngine) => void>();
  const set = (next: ChartEngine) => {
    value = next;
    for (const follower of followers) follower(next);
  };
  return {
    get: () => value,
    set,
    override: set,
    subscribe: (follower: (next: ChartEngine) => void) => {
      followers.add(follower);
      return () => followers.delete(follower);
    },
  };
}

const open = (storage: LayoutStorage, engine = engineSetting()) =>
  new Layouts(storage, MULTI, builtInLayouts(MULTI), engine);
const hide = (layouts: Layouts, id: string) => layouts.arrange(hidePanel(layouts.current(), id));

test('the page begins with the default layout, unchanged', () => {
  const layouts = open(memoryStorage());
  expect(layouts.base()?.id).toBe('builtin:default');
  expect(layouts.isChanged()).toBe(false);
  expect(layouts.problems).toEqual([]);
});

test('changes are kept at once, marked, and reset', () => {
  const storage = memoryStorage();
  const first = open(storage);
  hide(first, '3');
  first.configure('2', { columns: ['pair'] });
  const again = open(storage);
  expect(again.current().hidden).toEqual(['3']);
  expect(again.current().panels).toEqual({ '2': { columns: ['pair'] } });
  expect(again.isChanged()).toBe(true);
  again.reset();
  expect(again.isChanged()).toBe(false);
  expect(again.current().hidden).toEqual([]);
  expect(again.undo()).toBe(true);
  expect(again.current().panels).toEqual({ '2': { columns: ['pair'] } });
});

test('a panel that was reset is no difference', () => {
  const layouts = open(memoryStorage());
  layouts.configure('2', { columns: ['pair'] });
  layouts.configure('2', {});
  expect(layouts.isChanged()).toBe(false);
});

test('layouts are saved under names, overwritten, renamed and deleted', () => {
  const storage = memoryStorage();
  const layouts = open(storage);
  expect(layouts.save()).toBe(false);
  hide(layouts, '3');
  layouts.saveAs('  Mine ');
  expect(layouts.base()).toMatchObject({ id: 'saved:Mine', name: 'Mine' });
  expect(layouts.isChanged()).toBe(false);
  hide(layouts, '4');
  expect(layouts.isChanged()).toBe(true);
  expect(layouts.save()).toBe(true);
  layouts.apply('builtin:trader');
  layouts.apply('saved:Mine');
  expect(layouts.current().hidden).toEqual(['3', '4']);
  layouts.rename('saved:Mine', 'Yours');
  expect(open(storage).base()?.name).toBe('Yours');
  layouts.remove('saved:Yours');
  expect(layouts.base()).toBeNull();
  expect(layouts.current().hidden).toEqual(['3', '4']);
  expect(layouts.choices().every(({ isBuiltIn }) => isBuiltIn)).toBe(true);
});

test('names that cannot be used are refused with a reason', () => {
  const layouts = open(memoryStorage());
  expect(() => layouts.saveAs(' ')).toThrow(/Enter a name/);
  expect(() => layouts.saveAs('risk')).toThrow(/built-in/);
  layouts.saveAs('A');
  layouts.saveAs('B');
  expect(() => layouts.rename('saved:B', 'A')).toThrow(/already/);
  expect(() => layouts.rename('builtin:risk', 'C')).toThrow(/not exist/);
});

test('a layout from elsewhere overwrites no saved one and can be undone', () => {
  const layouts = open(memoryStorage());
  hide(layouts, '1');
  layouts.saveAs('Mine');
  const foreign = { ...layouts.current(), hidden: [], rows: open(memoryStorage()).current().rows };
  layouts.take(foreign);
  expect(layouts.base()).toBeNull();
  expect(layouts.current().hidden).toEqual([]);
  layouts.undo();
  expect(layouts.base()?.name).toBe('Mine');
  expect(layouts.current().hidden).toEqual(['1']);
});

test('the chart engine goes with saved layouts and leaves built-in ones alone', () => {
  const engine = engineSetting();
  const layouts = open(memoryStorage(), engine);
  engine.set('d3fc');
  expect(layouts.isChanged()).toBe(false);
  layouts.saveAs('With d3fc');
  engine.set('canvas');
  expect(layouts.isChanged()).toBe(true);
  layouts.apply('builtin:risk');
  expect(engine.get()).toBe('canvas');
  layouts.apply('saved:With d3fc');
  expect(engine.get()).toBe('d3fc');
});

test('followers hear what changed', () => {
  const layouts = open(memoryStorage());
  const heard: LayoutChange[] = [];
  layouts.subscribe((change) => heard.push(change));
  hide(layouts, '1');
  layouts.configure('2', { columns: ['pair'] });
  layouts.configure('2', { columns: ['pair'] });
  layouts.saveAs('Mine');
  layouts.apply('builtin:default');
  expect(heard).toEqual(['arrangement', 'panels', 'list', 'all']);
});

test('sizes of old become the current layout, marked as changed', () => {
  const storage = memoryStorage({ 'mtd.layout.multi.rows': '[0.5,0.3,0.2]' });
  const layouts = open(storage);
  expect(layouts.current().rows.map((row) => row.height)).toEqual([0.5, 0.3, 0.2]);
  expect(layouts.isChanged()).toBe(true);
  expect([...storage.kept.keys()]).toEqual([STORE_KEY]);
});

test('a damaged text is set aside and said', () => {
  for (const text of ['{', '[]', '{"kind":"layouts"}']) {
    const storage = memoryStorage({ [STORE_KEY]: text });
    const layouts = open(storage);
    expect(layouts.problems).toHaveLength(1);
    expect(layouts.problems[0]).toContain('set aside');
    expect(storage.kept.get(DAMAGED_KEY)).toBe(text);
    hide(layouts, '1');
    expect(open(storage).current().hidden).toEqual(['1']);
  }
});

test('a store of a newer version is left alone', () => {
  const text = JSON.stringify({ kind: 'layouts', version: 2, pages: {} });
  const storage = memoryStorage({ [STORE_KEY]: text });
  const layouts = open(storage);
  hide(layouts, '1');
  expect(layouts.current().hidden).toEqual(['1']);
  expect(layouts.problems[0]).toContain('newer');
  expect(storage.kept.get(STORE_KEY)).toBe(text);
});

test('layouts of a newer version are kept untouched, listed, and not shown', () => {
  const storage = memoryStorage();
  open(storage).saveAs('Mine');
  const store = JSON.parse(storage.kept.get(STORE_KEY) ?? '');
  const newer = { ...store.pages.multi.current, version: 7, name: 'From tomorrow', rooms: { x: 1 } };
  store.pages.multi.current = newer;
  storage.setItem(STORE_KEY, JSON.stringify(store));
  const layouts = open(storage);
  expect(layouts.problems[0]).toContain('version 7');
  expect(layouts.base()?.id).toBe('builtin:default');
  const choice = layouts.choices().find(({ name }) => name === 'From tomorrow');
  expect(choice?.problem).toContain('version 7');
  expect(layouts.apply('saved:From tomorrow')).toBe(false);
  hide(layouts, '1');
  layouts.saveAs('Another');
  expect(JSON.parse(storage.kept.get(STORE_KEY) ?? '').pages.multi.saved).toContainEqual(newer);
});

test('two windows do not lose what the other saves', () => {
  const storage = memoryStorage();
  const [one, other] = [open(storage), open(storage)];
  one.saveAs('One');
  other.saveAs('Other');
  expect(one.choices().map(({ name }) => name)).toEqual(expect.arrayContaining(['One', 'Other']));
});

test('a full or forbidden storage makes layouts last for the visit', () => {
  const full: LayoutStorage = {
    getItem: () => null,
    setItem: () => {
      throw new Error('full');
    },
    removeItem: () => {},
  };
  const layouts = open(full);
  hide(layouts, '1');
  layouts.saveAs('Mine');
  layouts.apply('builtin:default');
  layouts.apply('saved:Mine');
  expect(layouts.current().hidden).toEqual(['1']);
});
