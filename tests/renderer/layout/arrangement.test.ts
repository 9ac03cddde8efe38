import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Direction,
  type DropSide,
  hidePanel,
  movePanel,
  normalised,
  shownPanels,
  showPanel,
  stepPanel,
} from '../../../renderer/layout/arrangement.ts';
import { type Arrangement, equalRows } from '../../../renderer/layout/layout.ts';

const OWN = [
  ['1', '2', '3'],
  ['4', '5', '6'],
  ['7', '8', '9'],
];
const START: Arrangement = { rows: equalRows(OWN), hidden: [] };
const ids = ({ rows }: Arrangement) => rows.map((row) => row.panels.map(({ id }) => id).join(''));

test('a panel changes places with another, and the sizes stay with the places', () => {
  const wide: Arrangement = {
    ...START,
    rows: normalised([
      {
        height: 1,
        panels: [
          { id: '1', width: 3 },
          { id: '2', width: 1 },
        ],
      },
    ]),
  };
  const moved = movePanel(wide, '1', '2', 'swap');
  expect(moved.rows[0]?.panels).toEqual([
    { id: '2', width: 0.75 },
    { id: '1', width: 0.25 },
  ]);
});

test.each([
  ['left', ['23', '4156', '789']],
  ['right', ['23', '4516', '789']],
  ['above', ['23', '1', '456', '789']],
  ['below', ['23', '456', '1', '789']],
] as const)('a panel that is dropped %s of another one goes there', (side, expected) => {
  expect(ids(movePanel(START, '1', '5', side))).toEqual(expected);
});

test('the last panel of a row takes the row with it', () => {
  const alone: Arrangement = { rows: equalRows([['1'], ['2', '3']]), hidden: [] };
  expect(ids(movePanel(alone, '1', '3', 'right'))).toEqual(['231']);
  expect(ids(movePanel(alone, '1', '2', 'below'))).toEqual(['23', '1']);
});

test('steps go to the neighbour, and at the edge of the page into a row of their own', () => {
  expect(ids(stepPanel(START, '5', 'left'))).toEqual(['123', '546', '789']);
  expect(ids(stepPanel(START, '5', 'down'))).toEqual(['123', '486', '759']);
  expect(ids(stepPanel(START, '1', 'left'))).toEqual(ids(START));
  expect(ids(stepPanel(START, '1', 'up'))).toEqual(['1', '23', '456', '789']);
  expect(ids(stepPanel({ rows: equalRows([['1'], ['2']]), hidden: [] }, '1', 'up'))).toEqual(['1', '2']);
});

test('a hidden panel comes back beside the panels of its row, or below all', () => {
  const without = hidePanel(START, '5');
  expect(ids(without)).toEqual(['123', '46', '789']);
  expect(without.hidden).toEqual(['5']);
  expect(showPanel(without, '5', OWN)).toEqual(START);
  const rowGone = ['4', '5', '6'].reduce(hidePanel, START);
  expect(ids(rowGone)).toEqual(['123', '789']);
  expect(ids(showPanel(rowGone, '5', OWN))).toEqual(['123', '789', '5']);
});

test('the last panel cannot be hidden', () => {
  const one = ['1', '2', '3', '4', '5', '6', '7', '8'].reduce(hidePanel, START);
  expect(ids(hidePanel(one, '9'))).toEqual(['9']);
});

const panel = fc.constantFrom(...OWN.flat());
const step = fc.oneof(
  fc.record({
    kind: fc.constant('move' as const),
    id: panel,
    to: panel,
    side: fc.constantFrom<DropSide>('swap', 'left', 'right', 'above', 'below'),
  }),
  fc.record({
    kind: fc.constant('step' as const),
    id: panel,
    direction: fc.constantFrom<Direction>('left', 'right', 'up', 'down'),
  }),
  fc.record({ kind: fc.constantFrom('hide' as const, 'show' as const), id: panel }),
);

test('whatever is done, each panel is in one row or hidden, no row is empty, and sizes fill the page', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let now = START;
      for (const one of steps) {
        if (one.kind === 'move') now = movePanel(now, one.id, one.to, one.side);
        else if (one.kind === 'step') now = stepPanel(now, one.id, one.direction);
        else now = one.kind === 'hide' ? hidePanel(now, one.id) : showPanel(now, one.id, OWN);
      }
      expect([...shownPanels(now), ...now.hidden].sort()).toEqual(OWN.flat());
      const sums = [now.rows.map((row) => row.height), ...now.rows.map((row) => row.panels.map(({ width }) => width))];
      for (const sizes of sums) {
        expect(sizes.length).toBeGreaterThan(0);
        expect(Math.min(...sizes)).toBeGreaterThan(0);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBeCloseTo(1, 2);
      }
    }),
  );
});
