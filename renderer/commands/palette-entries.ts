import { keysText } from './keys.ts';
import { pageCommands } from './registry.ts';
import type { PaletteEntry } from './search-commands.ts';

/** The palette itself is not listed in it. */
export const PALETTE_ID = 'palette:open';

/** What the page can do, then what the application can do, each with its keys. In a browser there is only the page. */
export async function paletteEntries(): Promise<PaletteEntry[]> {
  const { desktop } = window;
  const platform = desktop?.platform ?? (/mac/i.test(navigator.userAgent) ? 'darwin' : '');
  const views = (await desktop?.commands()) ?? [];
  const keysOf = (accelerator: string | null | undefined) =>
    accelerator == null ? null : keysText(accelerator, platform);
  const accelerators = new Map(views.map(({ id, accelerator }) => [id, accelerator]));
  return [
    ...pageCommands()
      .filter(({ id }) => id !== PALETTE_ID)
      .map((command) => ({ ...command, keys: keysOf(accelerators.get(command.id) ?? command.accelerator) })),
    ...views
      .filter(({ isOfPage }) => !isOfPage)
      .map(({ id, title, accelerator }) => ({
        id,
        title,
        keys: keysOf(accelerator),
        run: () => desktop?.runCommand(id),
      })),
  ];
}
