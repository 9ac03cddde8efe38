import { checkSegments, type SegmentCheck } from './check-segments.ts';
import { type Maintenance, type MaintenanceRequest, maintain } from './maintenance.ts';
import { finishMerges } from './merge-day.ts';
import { type Recovery, recoverJournals } from './recover-journals.ts';
import { type SealRequest, type SealResult, sealJournal } from './seal-journal.ts';

/** What the segment worker does; one task at a time, in the order of the requests. */
export interface SegmentTasks {
  /** Makes segments of the journals of earlier runs with numbers below `before`. */
  recover(request: { root: string; product: string; before: number }): Promise<Recovery>;
  check(request: { root: string }): Promise<SegmentCheck>;
  seal(request: SealRequest): Promise<SealResult>;
  maintain(request: MaintenanceRequest): Promise<Maintenance>;
  /** Completes or forgets a merge that was interrupted. */
  finishMerges(request: { root: string }): Promise<void>;
}

export type TaskName = keyof SegmentTasks;
export type TaskRequest<N extends TaskName> = Parameters<SegmentTasks[N]>[0];
export type TaskResult<N extends TaskName> = Awaited<ReturnType<SegmentTasks[N]>>;

export interface TaskMessage {
  readonly id: number;
  readonly name: TaskName;
  readonly request: unknown;
}

export type TaskAnswer =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string; readonly code: string | null };

export const segmentTasks: SegmentTasks = {
  recover: ({ root, product, before }) => recoverJournals(root, product, before),
  check: ({ root }) => checkSegments(root),
  seal: sealJournal,
  maintain,
  finishMerges: ({ root }) => finishMerges(root),
};
