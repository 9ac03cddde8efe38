import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const TAPES_DIR = process.env.TAPES_DIR ?? resolve(import.meta.dirname, '../../shared/tapes');

export interface Tape {
  readonly path: string;
  readonly trades: number;
  readonly pairs: number;
}

/** Recorded trades for local checks; licensed data, so tests that use them skip where they are absent. */
export const TAPES: readonly Tape[] = [
  { path: join(TAPES_DIR, 'polygon-crypto-2025-09-30-a.parquet'), trades: 6_085, pairs: 176 },
  { path: join(TAPES_DIR, 'polygon-crypto-2025-09-30-b.parquet'), trades: 5_739, pairs: 190 },
];

export const haveTapes = TAPES.every((tape) => existsSync(tape.path));
