import { join } from 'node:path';
import { type BrowserWindow, dialog } from 'electron';
import type { Options } from '../../options.ts';
import { tradesWithin } from '../../recording/trades-within.ts';
import { pickRecording } from './source.ts';

const CHOICES = ['own', 'folder', 'file', null] as const;

/** Asks which recording to replay; null = none after all. Says that live data stops meanwhile. */
export async function pickReplay(window: BrowserWindow, dataDir: string): Promise<string | null> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    title: 'Replay Recording',
    message: 'Which recording is to be replayed?',
    detail:
      'The live feed and its recording stop until File > Back to Live. Nothing of a replay is recorded.\n\n' +
      `Own recording: ${join(dataDir, 'parquet_data')}`,
    buttons: ['Own Recording', 'Choose Folder...', 'Choose File...', 'Cancel'],
    defaultId: 0,
    cancelId: CHOICES.length - 1,
    noLink: true,
  });
  const choice = CHOICES[response] ?? null;
  if (choice === null) return null;
  const path = choice === 'own' ? dataDir : await pickRecording(window, choice);
  return path === null ? null : tradesWithin(path);
}

/** The options of a run that replays `path` instead of its own feed. */
export function replayOptions(options: Options, path: string): Options {
  return { ...options, feed: 'replay', feedUrl: null, replayPath: path, speed: 1 };
}
