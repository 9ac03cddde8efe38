import type { DesktopBridge, PageSettings } from '../../preload/bridge.ts';
import { quickPairsSetting, themeSetting, zoneSetting } from './settings.ts';

/**
 * Takes theme, time zone and quick tickers from the application's settings, now and whenever they change, and changes them there.
 * Resolves when the page has them; `follower` hears of every state.
 */
export async function followDesktopSettings(
  desktop: DesktopBridge,
  follower: (settings: PageSettings) => void,
): Promise<void> {
  const take = (settings: PageSettings) => {
    if (themeSetting.get() !== settings.theme) themeSetting.override(settings.theme);
    if (zoneSetting.get() !== settings.timeZone) zoneSetting.override(settings.timeZone);
    if (quickPairsSetting.get().join() !== settings.quickTickers.join()) {
      quickPairsSetting.override(settings.quickTickers);
    }
    follower(settings);
  };
  desktop.onSettings(take);
  take(await desktop.settings());
  themeSetting.subscribe((theme) => desktop.changeSetting('theme', theme));
  zoneSetting.subscribe((zone) => desktop.changeSetting('timeZone', zone));
}
