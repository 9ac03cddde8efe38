import type { RecordingsBridge } from '../../preload/recordings-bridge.ts';
import type { Message } from './message.ts';
import type { ProgressView } from './progress.ts';
import type { RowFields } from './row-fields.ts';

/** Looks through the source and offers its tables; resolves to whether there are any. */
export async function offerTables(
  bridge: RecordingsBridge,
  fields: RowFields,
  message: Message,
  progress: ProgressView,
): Promise<boolean> {
  message.hide();
  progress.show({ text: 'Looking through the files', share: null });
  const outcome = await bridge.survey();
  progress.hide();
  fields.offer(outcome.kind === 'done' ? outcome.result : []);
  if (outcome.kind === 'failed') message.show('warning', [outcome.message, 'Choose another file or folder.']);
  return outcome.kind === 'done';
}
