import { expect, test } from 'vitest';
import { overridesOf } from '../../../../main/desktop/preferences/overrides.ts';
import { DEFAULT_OPTIONS, type Options, parseOptions } from '../../../../main/options.ts';

const of = (...args: string[]) =>
  overridesOf(args, (parseOptions(args, DEFAULT_OPTIONS) as { readonly options: Options }).options);

test('says what the command line sets, by which option', () => {
  expect(of()).toEqual({});
  expect(of('--ws-port', '0', '--no-record')).toEqual({
    wsPort: '0, set by --ws-port on the command line',
    record: 'off, set by --no-record on the command line',
  });
  expect(of('--feed-url', 'polygon')).toMatchObject({ endpoint: 'polygon, set by --feed-url on the command line' });
});
