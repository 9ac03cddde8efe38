import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DATASETS } from '../../../main/recording/datasets.ts';
import { encodeFrame, setFirstRow } from '../../../main/recording/frame.ts';
import {
  encodeJournalHeader,
  firstFrameOf,
  type JournalInfo,
  scanJournal,
} from '../../../main/recording/journal-format.ts';

const INFO: JournalInfo = { productVersion: '1.2.3', profile: 'standard', statisticsIntervalS: 60, feed: 'polygon' };

/** Frames of 1, 2, 3, ... rows behind a header. */
function journal(frameCount: number): { bytes: Buffer; ends: number[]; headerBytes: number } {
  const header = encodeJournalHeader(INFO);
  const parts: Uint8Array[] = [header];
  const ends: number[] = [];
  let end = header.length;
  let firstRow = 0;
  for (let i = 0; i < frameCount; i++) {
    const rows = i + 1;
    const text = (c: number) => DATASETS.trades.columns[c]?.type === 'string';
    const { bytes } = encodeFrame({ table: 'trades', run: 9, number: i, firstRow: 0, rows }, (c, r) =>
      text(c) ? `t${r}` : r,
    );
    setFirstRow(bytes, firstRow);
    firstRow += rows;
    parts.push(bytes);
    end += bytes.length;
    ends.push(end);
  }
  return { bytes: Buffer.concat(parts), ends, headerBytes: header.length };
}

describe('scanJournal', () => {
  const whole = journal(8);

  it('finds every frame of a sound journal', () => {
    const scanned = scanJournal(whole.bytes);
    expect(scanned).toMatchObject({ info: INFO, rows: 36, tornBytes: 0, damagedBytes: 0, damagedRows: 0 });
    expect(scanned.frames.map((frame) => frame.rows)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(firstFrameOf(whole.bytes.subarray(0, 200))).toMatchObject({ run: 9, number: 0, rows: 1 });
  });

  it('cuts a torn tail at the last good frame, wherever the file ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.bytes.length }), (length) => {
        const scanned = scanJournal(whole.bytes.subarray(0, length));
        const complete = whole.ends.filter((end) => end <= length);
        expect(scanned.frames).toHaveLength(complete.length);
        expect(scanned.damagedRows).toBe(0);
        if (length >= whole.headerBytes) {
          expect(scanned.damagedBytes).toBe(0);
          expect(scanned.tornBytes).toBe(length - (complete.at(-1) ?? whole.headerBytes));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('loses only the frame that a flipped bit hits, and counts its rows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.bytes.length * 8 - 1 }), (bit) => {
        const damaged = Buffer.from(whole.bytes);
        damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        const { frames, rows, damagedBytes, damagedRows, tornBytes } = scanJournal(damaged);
        const hit = whole.ends.findIndex((end) => bit >> 3 < end);
        if (bit >> 3 < whole.headerBytes) {
          expect(rows).toBe(36);
          return;
        }
        expect(frames.map((frame) => frame.number)).toEqual(
          [0, 1, 2, 3, 4, 5, 6, 7].filter((number) => number !== hit),
        );
        if (hit === 7) expect(tornBytes).toBeGreaterThan(0);
        else expect({ damagedRows, lost: damagedBytes > 0 }).toEqual({ damagedRows: hit + 1, lost: true });
      }),
      { numRuns: 500 },
    );
  });

  it('finds nothing in bytes that are no journal', () => {
    expect(scanJournal(Buffer.alloc(0))).toMatchObject({ rows: 0, frames: [] });
    expect(scanJournal(Buffer.alloc(1_000, 1))).toMatchObject({ info: null, rows: 0, frames: [] });
    expect(firstFrameOf(Buffer.alloc(100))).toBeNull();
  });
});
