import type { RecordingsBridge } from '../../preload/recordings-bridge.ts';
import { shownZone, zoneSetting } from '../settings/settings.ts';

/** Takes the time zone from the application's settings, now and whenever it changes; `onChange` then hears of it. Resolves to it. */
export async function followWindowZone(
  bridge: Pick<RecordingsBridge, 'settings' | 'onSettings'>,
  onChange: (zone: string) => void,
): Promise<string> {
  bridge.onSettings(({ timeZone }) => {
    const before = shownZone();
    zoneSetting.override(timeZone);
    if (shownZone() !== before) onChange(shownZone());
  });
  zoneSetting.override((await bridge.settings()).timeZone);
  return shownZone();
}
