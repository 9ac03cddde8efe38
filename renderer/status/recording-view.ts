import type { BackfillStatus } from '../../main/recording/backfill/backfill-status.ts';
import type { RecorderStatus, RowCounts } from '../../main/recording/recorder-status.ts';
import type { AppStatus } from '../../main/status.ts';
import { numbers } from '../format/number.ts';
import { backfillHint } from './backfill-text.ts';
import type { BannerView, Light } from './status-view.ts';

/** What the status bar and the banner say about recording. */
export interface RecordingView {
  readonly light: Light;
  readonly text: string;
  readonly banner: BannerView | null;
}

/** The state of the recorder in words. `status` null or a lost stream = nothing is known. */
export function viewRecording(status: AppStatus | null, isStreamLive: boolean): RecordingView {
  if (status === null || !isStreamLive) return { light: 'unknown', text: 'not known', banner: null };
  const { recording } = status;
  if (recording === null) return notRecorded(status);
  switch (recording.state) {
    case 'recording':
      return whileRecording(recording, status.backfill);
    case 'paused':
      return {
        light: 'down',
        text: `paused, ${numbers.count(total(recording.bufferedRows))} rows wait`,
        banner: { kind: 'error', text: pausedText(recording) },
      };
    case 'off':
      return {
        light: 'down',
        text: 'off',
        banner: { kind: 'error', text: `Nothing is recorded. ${recording.reason ?? ''}`.trim() },
      };
  }
}

function notRecorded({ feed }: AppStatus): RecordingView {
  switch (feed.kind) {
    case 'replay':
      return { light: 'waiting', text: 'off (replay)', banner: null };
    case 'demo':
      return { light: 'waiting', text: 'off (simulated)', banner: null };
    case 'polygon':
      return { light: 'stale', text: 'off', banner: null };
  }
}

function whileRecording(recording: RecorderStatus, backfill: BackfillStatus | null): RecordingView {
  const dropped = total(recording.droppedRows);
  const { warnings, gaps } = recording;
  const lost = dropped === 0 ? [] : [`${rowText(recording.droppedRows)} could not be kept.`];
  const texts = [...lost, ...warnings];
  const counted = gaps.length === 0 ? '' : `, ${numbers.count(gaps.length)} ${gaps.length === 1 ? 'gap' : 'gaps'}`;
  const extra = `${counted}${backfillHint(backfill)}`;
  const banner: BannerView | null =
    texts.length === 0 ? null : { kind: 'warning', text: `Recording: ${texts.join(' ')}` };
  if (banner === null) return { light: 'ok', text: `on${extra}`, banner };
  return { light: 'stale', text: `on, with warnings${extra}`, banner };
}

function pausedText(recording: RecorderStatus): string {
  const { reason, bufferedRows, bufferedBytes, droppedRows } = recording;
  const megabytes = numbers.fixed(bufferedBytes / 1e6, 1);
  const lost = total(droppedRows) === 0 ? '' : ` ${rowText(droppedRows)} were given up because the memory was full.`;
  const why = reason === null ? '' : ` ${reason}`;
  return `Recording is paused.${why} ${rowText(bufferedRows)} wait in memory (${megabytes} MB) and are written as soon as possible.${lost}`;
}

const total = ({ trades, statistics }: RowCounts): number => trades + statistics;

/** 1,204 trades and 60 statistics rows */
function rowText({ trades, statistics }: RowCounts): string {
  const parts = [
    ...(trades > 0 || statistics === 0 ? [`${numbers.count(trades)} ${trades === 1 ? 'trade' : 'trades'}`] : []),
    ...(statistics > 0 ? [`${numbers.count(statistics)} statistics ${statistics === 1 ? 'row' : 'rows'}`] : []),
  ];
  return parts.join(' and ');
}
