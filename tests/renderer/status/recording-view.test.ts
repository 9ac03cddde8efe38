import { describe, expect, test } from 'vitest';
import type { RecorderStatus } from '../../../main/recording/recorder-status.ts';
import { viewRecording } from '../../../renderer/status/recording-view.ts';
import { appStatus, feedStatus } from '../../main/publish/fixtures.ts';

const NONE = { trades: 0, statistics: 0 };

function recorder(changes: Partial<RecorderStatus> = {}): RecorderStatus {
  return {
    state: 'recording',
    reason: null,
    warnings: [],
    directory: '/data/parquet_data',
    bufferedRows: NONE,
    bufferedBytes: 0,
    droppedRows: NONE,
    rowsWritten: { trades: 10, statistics: 2 },
    sealedRows: NONE,
    sealedBytes: 0,
    unsealedJournals: 0,
    lastSealed: null,
    recoveredRows: 0,
    lostRows: 0,
    unstorableValues: 0,
    quarantined: [],
    freeBytes: 5e9,
    gaps: [],
    ...changes,
  };
}

const view = (changes: Partial<RecorderStatus>) => viewRecording(appStatus({ recording: recorder(changes) }), true);

describe('the state of recording', () => {
  test('on, without a banner', () => {
    expect(view({})).toEqual({ light: 'ok', text: 'on', banner: null });
  });

  test('paused: an error with the reason and what waits', () => {
    const paused = view({
      state: 'paused',
      reason: 'The disk is full: free some space.',
      bufferedRows: { trades: 1_204, statistics: 60 },
      bufferedBytes: 2_500_000,
      droppedRows: { trades: 0, statistics: 7 },
    });
    expect(paused.light).toBe('down');
    expect(paused.text).toBe('paused, 1,264 rows wait');
    expect(paused.banner).toEqual({
      kind: 'error',
      text: 'Recording is paused. The disk is full: free some space. 1,204 trades and 60 statistics rows wait in memory (2.5 MB) and are written as soon as possible. 7 statistics rows were given up because the memory was full.',
    });
  });

  test('warnings and lost rows never look healthy', () => {
    expect(view({ warnings: ['Only 0.5 GB are left on the disk.'] })).toEqual({
      light: 'stale',
      text: 'on, with warnings',
      banner: { kind: 'warning', text: 'Recording: Only 0.5 GB are left on the disk.' },
    });
    expect(view({ droppedRows: { trades: 1, statistics: 0 } }).banner?.text).toContain('1 trade could not be kept');
  });

  test('gaps are counted', () => {
    const gap = { fromUs: 1, toUs: 2, reason: 'lost', reconnects: 1, tradesDropped: 0, tradesRecovered: 0 };
    expect(view({ gaps: [gap] }).text).toBe('on, 1 gap');
    expect(view({ gaps: [gap, gap] }).text).toBe('on, 2 gaps');
  });

  test('off: an error when it should record, plain when it should not', () => {
    const locked = view({ state: 'off', reason: 'Another process records into it.' });
    expect(locked).toMatchObject({ light: 'down', text: 'off', banner: { kind: 'error' } });
    expect(locked.banner?.text).toContain('Another process');
    const none = (kind: 'demo' | 'replay' | 'polygon') =>
      viewRecording(appStatus({ feed: feedStatus({ kind }) }), true);
    expect(none('demo')).toEqual({ light: 'waiting', text: 'off (simulated)', banner: null });
    expect(none('replay')).toEqual({ light: 'waiting', text: 'off (replay)', banner: null });
    expect(none('polygon')).toEqual({ light: 'stale', text: 'off', banner: null });
  });

  test('without a live stream nothing is claimed', () => {
    expect(viewRecording(null, true).light).toBe('unknown');
    expect(viewRecording(appStatus({ recording: recorder() }), false)).toEqual({
      light: 'unknown',
      text: 'not known',
      banner: null,
    });
  });
});
