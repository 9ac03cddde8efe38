import type { FileMetaData } from 'hyparquet';
import { expect, it } from 'vitest';
import { checkFooter } from '../../../main/parquet/check-footer.ts';

interface Footer {
  readonly schema?: readonly object[];
  readonly groups?: readonly {
    readonly rows: unknown;
    readonly columns: readonly [path: string[], values: bigint][];
  }[];
  readonly rows?: unknown;
}

const SCHEMA = [{ name: 'schema', num_children: 2 }, { name: 'a' }, { name: 'list', repetition_type: 'REPEATED' }];
const GROUP = { rows: 5n, columns: [[['a'], 5n] as [string[], bigint]] };

function check({ schema = SCHEMA, groups = [GROUP], rows = 5n }: Footer): void {
  checkFooter({
    schema,
    num_rows: rows,
    row_groups: groups.map((group) => ({
      num_rows: group.rows,
      columns: group.columns.map(([path, values]) => ({ meta_data: { path_in_schema: path, num_values: values } })),
    })),
  } as unknown as FileMetaData);
}

it('takes footers that agree with themselves', () => {
  check({});
  check({ groups: [], rows: 0n });
  check({ groups: [GROUP, { rows: 2n, columns: [] }], rows: 7n });
  // Lists have as many values as they like.
  check({
    groups: [
      {
        rows: 5n,
        columns: [
          [['list'], 9n],
          [['nested', 'item'], 12n],
        ],
      },
    ],
  });
});

it.each<[string, Footer, RegExp]>([
  ['more rows than its groups', { rows: 6n }, /announces 6 rows, and its row groups hold 5/],
  [
    'a group of endless rows',
    { groups: [{ rows: 2n ** 40n, columns: [[['a'], 5n]] }] },
    /column a has not as many values .* 1099511627776$/,
  ],
  ['a group of fewer rows than none', { groups: [{ rows: -5n, columns: [] }], rows: -5n }, /no number of rows/],
  ['a group without a number', { groups: [{ rows: undefined, columns: [] }] }, /no number of rows/],
  ['a column without a name', { schema: [{ name: 'schema' }, {}] }, /no name/],
])('refuses %s', (_, footer, words) => {
  expect(() => check(footer)).toThrow(words);
});
