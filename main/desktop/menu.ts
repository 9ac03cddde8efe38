import { app, Menu, type MenuItemConstructorOptions } from 'electron';

/** What the File menu does. */
export interface FileActions {
  readonly exportToExcel: () => void;
  readonly inspectRecording: () => void;
  readonly openRecording: () => void;
  readonly replayRecording: () => void;
  readonly backToLive: () => void;
  readonly openDataFolder: () => void;
}

/** What the Help menu does. */
export interface HelpActions {
  readonly checkForUpdates: () => void;
  readonly showLicences: () => void;
}

/** Sets the native menu; again when a replay begins or ends. */
export function setMenu(actions: FileActions & HelpActions, isReplaying: boolean): void {
  const mac = process.platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    fileMenu(actions, isReplaying, mac),
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'reload' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        { role: 'toggleDevTools' },
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        item('check-updates', 'Check for Updates...', actions.checkForUpdates),
        item('licences', 'Licences', actions.showLicences),
        { type: 'separator' },
        { role: 'about', label: `About ${app.name}` },
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function fileMenu(actions: FileActions, isReplaying: boolean, mac: boolean): MenuItemConstructorOptions {
  return {
    label: 'File',
    submenu: [
      item('export', 'Export to Excel...', actions.exportToExcel, 'CmdOrCtrl+E'),
      item('inspect', 'Inspect Recording...', actions.inspectRecording, 'CmdOrCtrl+I'),
      item('open', 'Open Recording...', actions.openRecording, 'CmdOrCtrl+O'),
      { type: 'separator' },
      item('replay', 'Replay Recording...', actions.replayRecording),
      { ...item('live', 'Back to Live', actions.backToLive), enabled: isReplaying },
      { type: 'separator' },
      item('data-folder', 'Open Data Folder', actions.openDataFolder),
      { type: 'separator' },
      mac ? { role: 'close' } : { role: 'quit' },
    ],
  };
}

function item(id: string, label: string, action: () => void, accelerator?: string): MenuItemConstructorOptions {
  return { id, label, click: () => action(), ...(accelerator !== undefined && { accelerator }) };
}
