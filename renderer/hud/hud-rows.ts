import type { DiagnosticsReport } from '../../main/diagnostics/diagnostics-report.ts';
import type { LatencySummary } from '../../main/diagnostics/latency-histogram.ts';
import { byteText } from '../format/bytes.ts';
import { NOTHING, numbers } from '../format/number.ts';

/** Stages with p50, p95, p99 and the longest, as texts. */
export type StageRow = readonly [label: string, hint: string, ...values: readonly string[]];
export type FigureRow = readonly [label: string, hint: string, value: string];

/** 0.012 ms, 3.4 ms, 1,250 ms; unknown is a dash. */
export function millisText(ms: number | null): string {
  if (ms === null) return NOTHING;
  return ms >= 100 ? numbers.count(ms) : numbers.fixed(ms, ms >= 10 ? 1 : ms >= 0.1 ? 2 : 3);
}

/** `paint` null = this page cannot know: its clock is not the application's, or the trades are of another time. */
export function stageRows({ stages }: DiagnosticsReport, paint: LatencySummary | null): readonly StageRow[] {
  const row = (label: string, hint: string, summary: LatencySummary | null): StageRow => {
    const skew = summary !== null && summary.negative > 0 ? ` Below zero (clocks disagree): ${summary.negative}.` : '';
    const { p50Ms, p95Ms, p99Ms, maxMs } = summary ?? { p50Ms: null, p95Ms: null, p99Ms: null, maxMs: null };
    return [label, `${hint}${skew}`, ...[p50Ms, p95Ms, p99Ms, maxMs].map(millisText)];
  };
  return [
    row(
      'Exchange to vendor',
      "By the clocks of exchange and vendor, from the vendor's messages.",
      stages['exchange-vendor'],
    ),
    row('Vendor to us', "From the vendor's clock to this computer's.", stages['vendor-us']),
    row('Engine', 'One second evaluated, all pairs.', stages.engine),
    row('Publish', 'From the arrival of trades until they were handed to all viewers.', stages.publish),
    row(
      'Publish statistics',
      'The rows of a second, until they were handed to all viewers.',
      stages['publish-statistics'],
    ),
    row('Paint', 'From the arrival of trades until this page showed them.', paint),
  ];
}

export function figureRows({
  tradesPerSecond,
  queues,
  counts,
  process,
  application,
}: DiagnosticsReport): readonly FigureRow[] {
  const count = (value: number | null) => (value === null ? NOTHING : numbers.count(value));
  const delay = process.eventLoopDelay;
  const delays =
    delay === null
      ? NOTHING
      : `${millisText(delay.p50Ms)} / ${millisText(delay.p99Ms)} / ${millisText(delay.maxMs)} ms`;
  const percent = (value: number | null) => (value === null ? NOTHING : `${numbers.fixed(value, 1)} %`);
  return [
    ['Trades/s', 'Mean of the last 10 s.', numbers.fixed(tradesPerSecond, 1)],
    ['Trades waiting for the engine', 'While missed seconds are made up for.', count(queues.engineTrades)],
    ['Trades waiting for the next frame', 'Gathered for at most 50 ms.', count(queues.publishTrades)],
    ['Rows waiting for the disk', 'A dash: nothing is recorded.', count(queues.recorderRows)],
    [
      'Waiting for the slowest viewer',
      'Frames that a browser or window has not taken yet.',
      byteText(queues.viewerBytes),
    ],
    ['Duplicates', 'Dropped since the start.', count(counts.duplicates)],
    ['Malformed', 'Events that were not usable.', count(counts.malformed)],
    ['Out of order', 'Trades whose exchange time is older than that before.', count(counts.outOfOrder)],
    ['Unusable trades', 'Price or size was no usable number.', count(counts.unusableTrades)],
    ['Gaps', 'Outages in which trades may be missing.', count(counts.gaps)],
    ['Reconnects', 'Of the feed.', count(counts.reconnects)],
    ['Skipped seconds', 'Not evaluated, because the computer slept for long.', count(counts.skippedSeconds)],
    ['Rows dropped', 'By the recorder. A dash: nothing is recorded.', count(counts.droppedRows)],
    ['Viewers cut off', 'They did not read.', count(counts.viewersCutOff)],
    ['Snapshots sent anew', 'To viewers that fell behind.', count(counts.resyncs)],
    [
      'Memory',
      'Resident, of the main process; of this its JavaScript heap.',
      `${byteText(process.rssBytes)}, heap ${byteText(process.heapUsedBytes)}`,
    ],
    ['CPU', 'Of one core, main process, last 10 s.', percent(process.cpuPercent)],
    [
      'Memory, all processes',
      'Windows included; what processes share counts in each. A dash: only the desktop window knows.',
      application === null ? NOTHING : `${byteText(application.memoryBytes)} in ${count(application.processes)}`,
    ],
    ['CPU, all processes', 'Of one core, windows included.', percent(application?.cpuPercent ?? null)],
    ['Event-loop delay', 'p50 / p99 / longest of the main process, last 10 s.', delays],
  ];
}
