import type { AppCommands } from './app-commands.ts';
import { onInvoke, onSend } from './ipc.ts';
import { menuPaths } from './menu.ts';

/** Lets the dashboard's page list and run what the application can do now. */
export function serveCommands(commands: AppCommands): void {
  onInvoke('commands:list', async () => {
    const paths = menuPaths();
    return commands
      .all()
      .filter(({ id, isEnabled }) => paths.has(id) && isEnabled?.() !== false)
      .map(({ id, label, accelerator, isOfPage }) => ({
        id,
        title: [...(paths.get(id) ?? []), label].join(': '),
        accelerator: accelerator ?? null,
        isOfPage: isOfPage ?? false,
      }));
  });
  onSend('commands:run', (_event, id) => {
    if (typeof id === 'string' && commands.get(id)?.isOfPage !== true) commands.run(id);
  });
}
