import type { AppCommand } from './app-commands.ts';

/** Commands of the dashboard's page (renderer/commands/) that the native menu offers too; `send` hands an id over to the page. */
export function pageCommands(send: (id: string) => void): readonly AppCommand[] {
  const command = (id: string, label: string, accelerator?: string): AppCommand => ({
    id,
    label,
    isOfPage: true,
    run: () => send(id),
    ...(accelerator !== undefined && { accelerator }),
  });
  return [
    command('palette:open', 'Command Palette...', 'CmdOrCtrl+K'),
    command('pair:search', 'Find Pair...', 'CmdOrCtrl+F'),
    command('layout:open', 'Layouts...', 'CmdOrCtrl+L'),
    command('layout:save', 'Save Layout', 'CmdOrCtrl+S'),
    command('layout:save-as', 'Save Layout As...', 'CmdOrCtrl+Shift+S'),
    command('layout:undo', 'Undo Last Switch'),
    command('layout:reset', 'Reset Layout'),
    command('layout:import', 'Import Layout...'),
    command('layout:export', 'Export Layout...'),
    command('layout:copy-link', 'Copy Link to Layout'),
    command('view:hud', 'Diagnostics Overlay', 'CmdOrCtrl+Shift+H'),
    command('shortcuts:open', 'Keyboard Shortcuts', 'CmdOrCtrl+/'),
  ];
}
