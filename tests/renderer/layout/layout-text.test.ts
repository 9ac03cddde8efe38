import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtInLayouts } from '../../../renderer/layout/built-in.ts';
import { documentOf } from '../../../renderer/layout/layout.ts';
import {
  hasLayout,
  layoutFileName,
  layoutFragment,
  layoutText,
  readLayoutFragment,
  readLayoutText,
} from '../../../renderer/layout/layout-text.ts';
import { MULTI } from './pages.ts';

const LAYOUTS = builtInLayouts(MULTI).map(({ name, layout }) => documentOf('multi', name, layout));

test.each(LAYOUTS.map((layout) => [layout.name, layout] as const))(
  '%s survives a file and a link',
  async (_, layout) => {
    const text = layoutText(layout);
    expect(text).toContain('"product": "Multi-Ticker Dashboard"');
    expect(readLayoutText(text, MULTI)).toEqual({ kind: 'ok', layout });
    const fragment = await layoutFragment(layout);
    expect(fragment).toMatch(/^#layout=[A-Za-z0-9_-]+$/);
    expect(fragment.length).toBeLessThan(1_500);
    expect(await readLayoutFragment(fragment, MULTI)).toEqual({ kind: 'ok', layout });
  },
);

test('a name in any script survives a link and makes a usable file name', async () => {
  const layout = { ...(LAYOUTS[0] as (typeof LAYOUTS)[number]), name: 'Händler / 取引 🚀' };
  expect(await readLayoutFragment(await layoutFragment(layout), MULTI)).toEqual({ kind: 'ok', layout });
  expect(layoutFileName(layout)).toBe('layout-händler-取引.json');
  expect(layoutFileName({ ...layout, name: '../..' })).toBe('layout-unnamed.json');
});

test('files that are no layout are refused with a reason', () => {
  expect(readLayoutText('{', MULTI)).toMatchObject({ kind: 'bad', message: expect.stringContaining('not JSON') });
  expect(readLayoutText(' '.repeat(300 * 1024), MULTI)).toMatchObject({
    message: expect.stringContaining('too large'),
  });
});

test('damaged links are refused, whatever is in them', async () => {
  const fragment = await layoutFragment(LAYOUTS[0] as (typeof LAYOUTS)[number]);
  expect(hasLayout(fragment)).toBe(true);
  expect(hasLayout('#other')).toBe(false);
  expect(await readLayoutFragment(fragment.slice(0, -9), MULTI)).toMatchObject({ kind: 'bad' });
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
      expect((await readLayoutFragment(`#layout=${text}`, MULTI)).kind).toBe('bad');
    }),
  );
});

test('a small link cannot become a large text', async () => {
  const bomb = deflateRawSync(Buffer.alloc(50 * 1024 * 1024, 32)).toString('base64url');
  expect(await readLayoutFragment(`#layout=${bomb}`, MULTI)).toMatchObject({ kind: 'bad' });
});
