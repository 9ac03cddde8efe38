import type { RecordingsBridge } from '../../preload/recordings-bridge.ts';

/** What the preload script offers the pages of this folder. */
export function recordingsBridge(): RecordingsBridge {
  const { recordings } = window as unknown as { readonly recordings?: RecordingsBridge };
  if (recordings === undefined) throw new Error('this page belongs to a window of the desktop application');
  return recordings;
}
