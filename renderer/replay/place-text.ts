import type { ReplayHeader } from '../../main/publish/stream-messages.ts';
import { pageLocales } from '../format/locales.ts';
import { shownZone, times } from '../settings/settings.ts';

let dates: { zone: string; format: Intl.DateTimeFormat } | null = null;

/** The day in the chosen zone, with the month as a word: no two readers understand another day. */
export function dateText(ms: number): string {
  const zone = shownZone();
  if (dates?.zone !== zone) {
    const format = new Intl.DateTimeFormat(pageLocales() as string[], { timeZone: zone, dateStyle: 'medium' });
    dates = { zone, format };
  }
  return dates.format.format(ms);
}

/** A place in a recording: the time, with the day where the recording has several. */
export function placeText(ms: number, { firstMs, lastMs }: Pick<ReplayHeader, 'firstMs' | 'lastMs'>): string {
  const clock = times().clock(ms);
  return dateText(firstMs) === dateText(lastMs) ? clock : `${dateText(ms)}, ${clock}`;
}

/** What is to be said of a replay besides its place; empty where it just plays. */
export function stateText(replay: Omit<ReplayHeader, 'volume' | 'speed' | 'type'>): string {
  const what = whatHappens(replay);
  return replay.steerable ? what : [what, 'steered elsewhere'].filter((text) => text !== '').join(', ');
}

function whatHappens(replay: Parameters<typeof stateText>[0]): string {
  const { state, paused, quietUntilMs } = replay;
  if (state === 'seeking') return 'Seeking';
  if (state === 'ended') return 'End of recording';
  const quiet = quietUntilMs === null ? '' : `No trades until ${placeText(quietUntilMs, replay)}`;
  return [paused ? 'Paused' : '', quiet].filter((text) => text !== '').join('. ');
}
