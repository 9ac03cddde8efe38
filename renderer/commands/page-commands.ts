import { CHART_ENGINES, chartEngineSetting, THEMES, themeSetting } from '../settings/settings.ts';
import type { Palette } from './palette.ts';
import { PALETTE_ID } from './palette-entries.ts';
import { addCommands, type PageCommand } from './registry.ts';
import type { Shortcuts } from './shortcuts.ts';

const THEME_TITLES = { system: 'like the system', light: 'light', dark: 'dark' } as const;
const ENGINE_TITLES = { canvas: 'our own, fast', d3fc: "Perspective's d3fc" } as const;

/** Adds the commands of the page as a whole. */
export function addPageCommands(palette: Palette, shortcuts: Shortcuts): void {
  const commands: readonly PageCommand[] = [
    { id: PALETTE_ID, title: 'Command palette', accelerator: 'CmdOrCtrl+K', run: () => palette.open() },
    {
      id: 'pair:search',
      title: 'Find a pair',
      keywords: 'ticker symbol search',
      run: () => document.querySelector<HTMLInputElement>('[data-testid="pair-search"]')?.focus(),
    },
    ...THEMES.map((theme) => ({
      id: `theme:${theme}`,
      title: `Theme: ${THEME_TITLES[theme]}`,
      keywords: 'colour color mode appearance',
      run: () => themeSetting.set(theme),
    })),
    ...CHART_ENGINES.map((engine) => ({
      id: `charts:${engine}`,
      title: `Charts: ${ENGINE_TITLES[engine]}`,
      run: () => chartEngineSetting.set(engine),
    })),
    {
      id: 'shortcuts:open',
      title: 'Help: keyboard shortcuts',
      accelerator: 'CmdOrCtrl+/',
      keywords: 'keys',
      run: () => shortcuts.open(),
    },
  ];
  addCommands(() => commands);
}
