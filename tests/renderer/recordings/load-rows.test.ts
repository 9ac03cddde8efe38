import { expect, test } from 'vitest';
import type { Outcome, RowChunk, RowsEnd } from '../../../preload/recordings-bridge.ts';
import { loadRows } from '../../../renderer/recordings/load-rows.ts';

const chunk = (rows: number): Outcome<RowChunk> => ({
  kind: 'done',
  result: { rows, json: `{"x":[${rows}]}`, expectedRows: 5 },
});
const END: RowsEnd = { isCut: true, notes: ['a note'], damaged: [] };

function source(outcomes: Outcome<RowChunk | RowsEnd>[]) {
  const taken: string[] = [];
  let waiting = 0;
  return {
    taken,
    bridge: {
      async nextRows() {
        // Only one question at a time: that bounds the memory.
        expect(waiting).toBe(0);
        return outcomes.shift() ?? { kind: 'cancelled' as const };
      },
    },
    table: {
      async update(data: unknown) {
        waiting += 1;
        await new Promise((resolve) => setTimeout(resolve, 1));
        taken.push(String(data));
        waiting -= 1;
      },
    },
  };
}

test('chunks are taken one by one until the end', async () => {
  const { bridge, table, taken } = source([chunk(3), chunk(2), { kind: 'done', result: END }]);
  const seen: [number, number][] = [];
  const end = await loadRows(bridge, table, (rows, expected) => seen.push([rows, expected]));
  expect(end).toEqual({ kind: 'end', rows: 5, end: END });
  expect(taken).toEqual(['{"x":[3]}', '{"x":[2]}']);
  expect(seen).toEqual([
    [3, 5],
    [5, 5],
  ]);
});

test('what was loaded before a failure or a cancellation is counted', async () => {
  const failing = source([chunk(3), { kind: 'failed', message: 'x.parquet is damaged.', isDamage: false }]);
  expect(await loadRows(failing.bridge, failing.table, () => undefined)).toEqual({
    kind: 'stopped',
    rows: 3,
    message: 'x.parquet is damaged.',
  });
  const cancelled = source([chunk(3)]);
  expect(await loadRows(cancelled.bridge, cancelled.table, () => undefined)).toEqual({
    kind: 'stopped',
    rows: 3,
    message: null,
  });
});
