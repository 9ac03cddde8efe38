import type { QuarantinedFile, SegmentCheck } from './check-segments.ts';
import type { RecordedTable } from './datasets.ts';
import type { RecordedGap } from './gap-ledger.ts';
import type { Maintenance } from './maintenance.ts';
import type { RecorderLog, RecorderStatus } from './recorder-status.ts';
import type { Recovery } from './recover-journals.ts';
import type { SealResult } from './seal-journal.ts';
import type { TableJournal } from './table-journal.ts';

/** The live parts of a status. */
export interface LiveParts {
  readonly trades: TableJournal;
  readonly statistics: TableJournal;
  readonly unstorable: number;
  readonly unsealed: number;
  readonly sealProblem: string | null;
  readonly gaps: readonly RecordedGap[];
}

const MAX_NOTES = 20;
const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** Counts and words for what happens to a recording; says every change once to the log. */
export function createRecordingReport(root: string, log: RecorderLog, minFreeBytes: number) {
  const dropped: Record<RecordedTable, number> = { trades: 0, statistics: 0 };
  const sealedRows: Record<RecordedTable, number> = { trades: 0, statistics: 0 };
  const notes: string[] = [];
  const quarantined: QuarantinedFile[] = [];
  let state: RecorderStatus['state'] = 'recording';
  let reason: string | null = null;
  let sealedBytes = 0;
  let lastSealed: RecorderStatus['lastSealed'] = null;
  let recoveredRows = 0;
  let lostRows = 0;
  let freeBytes: number | null = null;
  let spaceIsLow = false;
  let enoughBytes = minFreeBytes;

  const note = (text: string): void => {
    log.warn(text);
    notes.push(text);
    if (notes.length > MAX_NOTES) notes.shift();
  };

  const takeSealed = (result: SealResult, table: RecordedTable): void => {
    lostRows += result.damagedRows;
    if (result.segment === null) return;
    sealedRows[table] += result.segment.rows;
    sealedBytes += result.segment.bytes;
    lastSealed = { file: result.segment.file, rows: result.segment.rows, at: result.segment.sealedAt };
  };

  return {
    note,
    get reason() {
      return reason;
    },
    ended(): void {
      log.info('recording has ended');
      state = 'off';
      reason = 'Recording has ended.';
    },
    stateIs(now: RecorderStatus['state'], why: string | null): void {
      if (now !== state) {
        if (why === null) log.info(`recording into ${root}`);
        else log.warn(why);
      }
      state = now;
      reason = why;
    },
    dropped(table: RecordedTable, rows: number): void {
      dropped[table] += rows;
    },
    sealed(table: RecordedTable, result: SealResult): void {
      takeSealed(result, table);
    },
    lost(rows: number, why: string): void {
      lostRows += rows;
      note(`${rows} rows are lost: ${why}.`);
    },
    recovered(recovery: Recovery): void {
      recoveredRows = recovery.recoveredRows;
      lostRows += recovery.damagedRows;
      if (recoveredRows > 0) log.info(`recovered ${recoveredRows} rows that an earlier run had not put into segments`);
      for (const text of [...recovery.notes, ...recovery.failed]) note(text);
    },
    checked(check: SegmentCheck): void {
      for (const file of check.quarantined) {
        quarantined.push(file);
        note(`A damaged segment was moved to ${file.path}: ${file.reason}.`);
      }
      const [missing] = check.missing;
      if (missing !== undefined)
        note(`${check.missing.length} recorded segments are gone from ${root}, the first is ${missing}.`);
    },
    maintained({ expired, merged }: Maintenance): void {
      if (expired.length > 0)
        log.info(`deleted ${expired.length} segments that are older or larger than is to be kept`);
      if (merged !== null) log.info(`merged ${merged.inputs} segments into ${merged.file} (${merged.rows} rows)`);
    },
    /** Less free space than this is worth a warning. */
    enough(bytes: number): void {
      enoughBytes = bytes;
    },
    freeSpace(bytes: number | null): void {
      freeBytes = bytes;
      const low = bytes !== null && bytes < enoughBytes;
      if (low && !spaceIsLow) log.warn(lowSpace(root, bytes));
      spaceIsLow = low;
    },
    status({ trades, statistics, unstorable, unsealed, sealProblem, gaps }: LiveParts): RecorderStatus {
      const buffered = { trades: trades.buffered(), statistics: statistics.buffered() };
      return {
        state,
        reason,
        warnings: [
          ...notes,
          ...(sealProblem === null ? [] : [sealProblem]),
          ...(spaceIsLow ? [lowSpace(root, freeBytes ?? 0)] : []),
        ],
        directory: root,
        bufferedRows: { trades: buffered.trades.rows, statistics: buffered.statistics.rows },
        bufferedBytes: buffered.trades.bytes + buffered.statistics.bytes,
        droppedRows: { ...dropped },
        rowsWritten: { trades: trades.rowsWritten, statistics: statistics.rowsWritten },
        sealedRows: { ...sealedRows },
        sealedBytes,
        unsealedJournals: unsealed,
        lastSealed,
        recoveredRows,
        lostRows,
        unstorableValues: unstorable,
        quarantined: [...quarantined],
        freeBytes,
        gaps,
      };
    },
  };
}

const lowSpace = (root: string, bytes: number): string =>
  `Only ${gigabytes(bytes)} are free on the disk with ${root}; recording pauses when it is full.`;
