import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SealRequest } from '../../../main/recording/seal-journal.ts';
import { type SealResult, sealJournal } from '../../../main/recording/seal-journal.ts';
import { createSealQueue } from '../../../main/recording/seal-queue.ts';
import { type SegmentWorkerClient, TaskError } from '../../../main/recording/segment-worker-client.ts';
import { createFixture, expectTrades, type Fixture, leaveJournal, makeTrades } from './fixture.ts';

let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture();
});

afterEach(() => fixture.close());

type Seal = (request: SealRequest) => Promise<SealResult>;

/** A queue whose worker seals in this process, with what it reports. */
function openQueue(seal: Seal) {
  const sealed: (number | undefined)[] = [];
  const lost: string[] = [];
  const run = (_: string, request: unknown) => seal(request as SealRequest);
  const queue = createSealQueue({
    root: fixture.root,
    product: 'test',
    worker: { run, stop: async () => {} } as unknown as SegmentWorkerClient,
    retryAfterMs: 10,
    onSealed: (_, { segment }) => sealed.push(segment?.rows),
    onLost: (_, rows, reason) => lost.push(`${rows}: ${reason}`),
    onNote: () => {},
  });
  return { queue, sealed, lost };
}

const journalOf = (path: string) => ({ table: 'trades', run: 7, number: 1, path, rows: 30, untilFrame: null }) as const;

describe('the seal queue', () => {
  it('counts nothing as lost when the worker died after it had sealed a journal, and before it could say so', async () => {
    const path = await leaveJournal(fixture.root, 1, [makeTrades(30)]);
    let attempts = 0;
    const { queue, sealed, lost } = openQueue(async (request) => {
      const result = await sealJournal(request);
      if (attempts++ === 0) throw new TaskError('the segment worker ended', null);
      return result;
    });
    queue.add(journalOf(path));
    await queue.settled();
    expect(queue.problem).toContain('the segment worker ended');
    await queue.settled();
    expect({ sealed, lost, problem: queue.problem, length: queue.length }).toEqual({
      sealed: [30],
      lost: [],
      problem: null,
      length: 0,
    });
    await expectTrades(fixture.root, makeTrades(30));
  });

  it('counts the rows of a journal that another program deleted', async () => {
    const path = await leaveJournal(fixture.root, 1, [makeTrades(30)]);
    await rm(path);
    const { queue, sealed, lost } = openQueue(sealJournal);
    queue.add(journalOf(path));
    await queue.settled();
    expect({ sealed, lost }).toEqual({ sealed: [], lost: [`30: ${path} was deleted by another program`] });
  });
});
