import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { AppCommand, AppCommands } from './app-commands.ts';

/** The id of a command, a group of entries, or an item that the system knows by its role. Commands that there are not are left out. */
type Entry = string | MenuItemConstructorOptions | { readonly label: string; readonly entries: readonly Entry[] };

const SEPARATOR = { type: 'separator' } as const;

/** Where each command is found, on each platform. */
function arrangement(mac: boolean): readonly { readonly label: string; readonly entries: readonly Entry[] }[] {
  return [
    ...(mac ? [{ label: app.name, entries: macAppEntries() }] : []),
    {
      label: 'File',
      entries: [
        'export',
        SEPARATOR,
        'inspect',
        'open',
        'replay',
        'live',
        SEPARATOR,
        'data-folder',
        SEPARATOR,
        ...(mac ? [{ role: 'close' } as const] : ['preferences', SEPARATOR, { role: 'quit' } as const]),
      ],
    },
    {
      label: 'Edit',
      entries: (['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'] as const).map((role) => ({ role })),
    },
    {
      label: 'View',
      entries: [
        'palette:open',
        'pair:search',
        SEPARATOR,
        {
          label: 'Layout',
          entries: [
            'layout:open',
            SEPARATOR,
            'layout:save',
            'layout:save-as',
            'layout:undo',
            'layout:reset',
            SEPARATOR,
            'layout:import',
            'layout:export',
            'layout:copy-link',
          ],
        },
        { label: 'Theme', entries: ['theme:system', 'theme:light', 'theme:dark'] },
        'view:hud',
        SEPARATOR,
        { role: 'resetZoom' },
        { role: 'zoomIn', accelerator: 'CmdOrCtrl+=' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        SEPARATOR,
        { role: 'reload' },
        { role: 'toggleDevTools' },
      ],
    },
    {
      label: 'Feed',
      entries: [
        'feed:start',
        'feed:stop',
        'feed:reconnect',
        SEPARATOR,
        { label: 'Switch To', entries: ['feed:auto', 'feed:polygon', 'feed:demo'] },
        SEPARATOR,
        'alerts',
      ],
    },
    {
      label: 'Window',
      entries: [
        'show-window',
        SEPARATOR,
        { role: 'minimize' },
        ...(mac ? [{ role: 'zoom' } as const, SEPARATOR, { role: 'front' } as const] : [{ role: 'close' } as const]),
      ],
    },
    {
      label: 'Help',
      entries: [
        'shortcuts:open',
        SEPARATOR,
        'diagnostics',
        'logs',
        SEPARATOR,
        'check-updates',
        'licences',
        ...(mac ? [] : [SEPARATOR, { role: 'about', label: `About ${app.name}` } as const]),
      ],
    },
  ];
}

function macAppEntries(): readonly Entry[] {
  return [
    { role: 'about' },
    SEPARATOR,
    'preferences',
    SEPARATOR,
    { role: 'services' },
    SEPARATOR,
    { role: 'hide' },
    { role: 'hideOthers' },
    { role: 'unhide' },
    SEPARATOR,
    { role: 'quit' },
  ];
}

/** Sets the native menu from the commands of now; `refreshMenu` then follows their state. */
export function setMenu(commands: AppCommands): void {
  const template = arrangement(process.platform === 'darwin').map(({ label, entries }) => ({
    label,
    submenu: itemsOf(entries, commands),
    ...(label === 'Help' && { role: 'help' as const }),
    ...(label === 'Window' && process.platform === 'darwin' && { role: 'window' as const }),
  }));
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/** Brings marks and enabled items of the native menu up to date. */
export function refreshMenu(commands: AppCommands): void {
  const menu = Menu.getApplicationMenu();
  for (const { id, isChecked, isEnabled } of commands.all()) {
    const item = menu?.getMenuItemById(id) ?? null;
    if (item === null) continue;
    if (isEnabled !== undefined) item.enabled = isEnabled();
    if (isChecked !== undefined) item.checked = isChecked();
  }
}

/** The menus in which each command is, by its id: `layout:save` is in View, Layout. */
export function menuPaths(): ReadonlyMap<string, readonly string[]> {
  const paths = new Map<string, readonly string[]>();
  const collect = (entries: readonly Entry[], path: readonly string[]) => {
    for (const entry of entries) {
      if (typeof entry === 'string') paths.set(entry, path);
      else if ('entries' in entry) collect(entry.entries, [...path, entry.label]);
    }
  };
  for (const { label, entries } of arrangement(process.platform === 'darwin')) collect(entries, [label]);
  return paths;
}

function itemsOf(entries: readonly Entry[], commands: AppCommands): MenuItemConstructorOptions[] {
  return entries.flatMap((entry): MenuItemConstructorOptions[] => {
    if (typeof entry === 'string') {
      const command = commands.get(entry);
      return command === undefined ? [] : [itemOf(command)];
    }
    if ('entries' in entry) return [{ label: entry.label, submenu: itemsOf(entry.entries, commands) }];
    return [entry];
  });
}

/** The menu item of one command; for the tray too. */
export function itemOf({
  id,
  label,
  accelerator,
  kind,
  isChecked,
  isEnabled,
  run,
}: AppCommand): MenuItemConstructorOptions {
  return {
    id,
    label,
    click: () => run(),
    enabled: isEnabled?.() ?? true,
    ...(accelerator !== undefined && { accelerator }),
    ...(kind !== undefined && { type: kind, checked: isChecked?.() ?? false }),
  };
}
