import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { encodeFrame, queuedFrame } from '../main/recording/frame.ts';
import { createJournalFile } from '../main/recording/journal-file.ts';
import { journalDirectory, journalPath } from '../main/recording/layout.ts';
import { tradeCells } from '../main/recording/recorded-cells.ts';
import { recoverJournals } from '../main/recording/recover-journals.ts';
import { checkTrades, drillTrade } from './drill-trades.ts';

const FRAMES = 20;
const ROWS_PER_FRAME = 50;
const START_US = 1_767_225_600_000_000;

type Damage = 'truncation' | 'bit flip' | 'zeroed block';

/** Damages a copy of a journal at a random place. */
function damage(kind: Damage, journal: Buffer): Buffer {
  const at = Math.floor(Math.random() * journal.length);
  if (kind === 'truncation') return journal.subarray(0, at);
  const copy = Buffer.from(journal);
  if (kind === 'bit flip') copy.writeUInt8(copy.readUInt8(at) ^ (1 << Math.floor(Math.random() * 8)), at);
  else copy.fill(0, at, Math.min(copy.length, at + 512));
  return copy;
}

async function makeJournal(directory: string): Promise<Buffer> {
  const path = journalPath(directory, 'trades', 1);
  const journal = await createJournalFile(path, 1, {
    productVersion: '0',
    feed: 'demo',
    profile: 'standard',
    statisticsIntervalS: 60,
  });
  for (let number = 0; number < FRAMES; number++) {
    const trades = Array.from({ length: ROWS_PER_FRAME }, (_, i) => drillTrade(number * ROWS_PER_FRAME + i, START_US));
    const header = { table: 'trades', run: 1, number, firstRow: 0, rows: trades.length } as const;
    await journal.append([queuedFrame(encodeFrame(header, tradeCells(trades)).bytes)]);
  }
  await journal.close();
  return readFile(path);
}

/**
 * `npm run drill -- torn --runs 600`: damages journals at random, recovers them, and compares. A truncation may cost the frame that it
 * hits and everything behind it; a flipped bit one frame, a zeroed block two. Exit code 1 if anything else is lost, doubled or wrong.
 */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { runs: { type: 'string', default: '600' } } });
  const directory = await mkdtemp(join(tmpdir(), 'drill-torn-'));
  let failed = false;
  try {
    await mkdir(journalDirectory(directory));
    const journal = await makeJournal(directory);
    for (const kind of ['truncation', 'bit flip', 'zeroed block'] as const) {
      const summary = {
        drill: 'torn',
        damage: kind,
        runs: 0,
        rows: 0,
        lost: 0,
        unexplained: 0,
        duplicates: 0,
        wrongValues: 0,
        unreadableFiles: 0,
      };
      for (; summary.runs < Math.ceil(Number(values.runs) / 3); summary.runs++) {
        const root = join(directory, 'run');
        await mkdir(journalDirectory(root), { recursive: true });
        const damaged = damage(kind, journal);
        await writeFile(journalPath(root, 'trades', 1), damaged);
        const recovery = await recoverJournals(root, 'drill', Number.POSITIVE_INFINITY);
        const check = await checkTrades(root, START_US);
        const lost = FRAMES * ROWS_PER_FRAME - check.rows;
        const kept = (await readdir(journalDirectory(root))).length;
        summary.rows += check.rows;
        summary.lost += lost;
        summary.duplicates += check.duplicates;
        summary.wrongValues += check.wrongValues;
        summary.unreadableFiles += check.unreadableFiles + recovery.failed.length + kept;
        summary.unexplained += Math.max(0, lost - allowedLoss(kind, damaged.length, journal.length));
        await rm(root, { recursive: true });
      }
      const bad = summary.unexplained + summary.duplicates + summary.wrongValues + summary.unreadableFiles;
      failed ||= bad > 0;
      console.log(JSON.stringify(summary));
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return failed ? 1 : 0;
}

/** Rows that a kind of damage may cost. */
function allowedLoss(kind: Damage, damagedBytes: number, wholeBytes: number): number {
  if (kind === 'bit flip') return ROWS_PER_FRAME;
  if (kind === 'zeroed block') return 2 * ROWS_PER_FRAME;
  const behind = (wholeBytes - damagedBytes) / (wholeBytes / FRAMES);
  return (Math.ceil(behind) + 1) * ROWS_PER_FRAME;
}
