import { expect, test } from 'vitest';
import type { DiagnosticsReport } from '../../../main/diagnostics/diagnostics-report.ts';
import { LatencyHistogram } from '../../../main/diagnostics/latency-histogram.ts';
import { figureRows, millisText, stageRows } from '../../../renderer/hud/hud-rows.ts';

function summaryOf(...valuesMs: number[]) {
  const histogram = new LatencyHistogram();
  for (const ms of valuesMs) histogram.record(ms, 0);
  return histogram.summary(0);
}

const REPORT: DiagnosticsReport = {
  atMs: 0,
  uptimeS: 60,
  tradesPerSecond: 48.25,
  stages: {
    'exchange-vendor': summaryOf(40),
    'vendor-us': summaryOf(-3, 12),
    engine: summaryOf(0.4),
    publish: summaryOf(),
    'publish-statistics': summaryOf(2),
  },
  queues: { engineTrades: 0, publishTrades: 3, recorderRows: null, viewerBytes: 2_048 },
  counts: {
    trades: 1_234,
    duplicates: 7,
    malformed: 0,
    outOfOrder: 3,
    gaps: 1,
    reconnects: 1,
    skippedSeconds: 0,
    unusableTrades: 0,
    droppedRows: null,
    viewersCutOff: 0,
    resyncs: 0,
  },
  process: {
    rssBytes: 210_000_000,
    heapUsedBytes: 40_000_000,
    heapTotalBytes: 60_000_000,
    externalBytes: 1,
    cpuPercent: null,
    eventLoopDelay: { p50Ms: 0.1, p99Ms: 3, maxMs: 21 },
  },
  application: null,
};

test('durations have the digits that matter, and unknown is a dash', () => {
  expect([0, 0.012, 3.456, 47.89, 1_250.4].map(millisText)).toEqual(['0.000', '0.012', '3.46', '47.9', '1,250']);
  expect(millisText(null)).toBe('–');
});

test('each stage has its quantiles; what is not known is a dash, and clocks that disagree are named', () => {
  const rows = new Map(stageRows(REPORT, null).map(([label, hint, ...values]) => [label, { hint, values }]));
  expect(rows.get('Exchange to vendor')?.values[3]).toBe('40.0');
  expect(rows.get('Vendor to us')?.hint).toContain('Below zero (clocks disagree): 1.');
  expect(rows.get('Publish')?.values).toEqual(['–', '–', '–', '–']);
  expect(rows.get('Paint')?.values).toEqual(['–', '–', '–', '–']);
  expect(stageRows(REPORT, summaryOf(70)).at(-1)?.at(-1)).toBe('70.0');
});

test('figures: what is not recorded or measured yet is a dash, never zero', () => {
  const values = Object.fromEntries(figureRows(REPORT).map(([label, , value]) => [label, value]));
  expect(values).toMatchObject({
    'Trades/s': '48.3',
    'Rows waiting for the disk': '–',
    'Rows dropped': '–',
    Duplicates: '7',
    Gaps: '1',
    CPU: '–',
    'Event-loop delay': '0.10 / 3.00 / 21.0 ms',
    Memory: '210.0 MB, heap 40.0 MB',
    'Memory, all processes': '–',
    'CPU, all processes': '–',
  });
  const application = { processes: 5, memoryBytes: 800_000_000, cpuPercent: 31.25 };
  const inDesktop = Object.fromEntries(
    figureRows({ ...REPORT, application }).map(([label, , value]) => [label, value]),
  );
  expect(inDesktop).toMatchObject({ 'Memory, all processes': '800.0 MB in 5', 'CPU, all processes': '31.3 %' });
});
