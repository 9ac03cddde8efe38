import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectExactAverages, expectExactWindows } from './check-row.ts';
import { type ExpectedRow, expectedRows } from './expected-rows.ts';
import { type Session, session } from './random-session.ts';
import { type PublishedRow, runEngine, SECOND } from './run-engine.ts';

/** EMAs and volatilities cost the oracle much; they are checked in every row up to so many, then in evenly spread ones. */
const DEEP_ROWS = 25;

function publishedRows(played: Session): { rows: PublishedRow[]; clampedTimes: number } {
  const { engine, rows } = runEngine('standard', settingsOf(played), played.originUnixS);
  for (const event of played.events) {
    if (event.kind === 'trade') engine.addTrade(event.atNs, event.trade);
    else engine.markGap(event.fromNs, event.toNs);
  }
  engine.advance(played.endNs);
  return { rows, clampedTimes: engine.counters().clampedTimes };
}

function settingsOf({ publishIntervalS, resetIntervalS, idleEvictAfterS }: Session) {
  return { publishIntervalS, resetIntervalS, idleEvictAfterS, catchUpLimitS: Number.POSITIVE_INFINITY };
}

function expectSession(played: Session): number {
  const { rows, clampedTimes } = publishedRows(played);
  const expected = expectedRows(played);
  const identity = (row: PublishedRow | ExpectedRow, secondS: number) =>
    `${secondS} ${row.pair} ${row.lastTradeTimeMs} ${row.partial} ${row.partial5m} ${row.afterReset}`;
  expect(rows.map((row) => identity(row, row.timeNs / SECOND))).toEqual(
    expected.map((row) => identity(row, row.secondS)),
  );
  const deepEvery = Math.max(1, Math.floor(rows.length / DEEP_ROWS));
  rows.forEach((row, i) => {
    const { oracle } = expected[i] as ExpectedRow;
    expectExactWindows(row, oracle);
    if (i % deepEvery === 0) expectExactAverages(row, oracle);
  });
  expect(clampedTimes).toBe(countBackwards(played));
  return rows.length;
}

function countBackwards(played: Session): number {
  let nowNs = 0;
  let backwards = 0;
  for (const event of played.events) {
    if (event.kind !== 'trade') continue;
    if (event.atNs < nowNs) backwards += 1;
    else nowNs = event.atNs;
  }
  return backwards;
}

describe('profile standard against exact arithmetic over the raw trades', () => {
  it('agrees in every row of random sessions', () => {
    let cases = 0;
    let rows = 0;
    fc.assert(
      fc.property(session, (played) => {
        cases += 1;
        rows += expectSession(played);
      }),
      { numRuns: Number(process.env.ENGINE_CASES ?? 150) },
    );
    console.info(`${cases} random sessions, ${rows} rows`);
  }, 600_000);
});
