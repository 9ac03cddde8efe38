import { contextBridge, ipcRenderer } from 'electron';
import {
  type DesktopBridge,
  type IpcInvokes,
  type IpcSends,
  PAGE_COMMAND_CHANNEL,
  PAGE_SETTINGS_CHANNEL,
  type PageSettings,
  STREAM_PORT_CHANNEL,
  STREAM_PORT_MESSAGE,
} from './bridge.ts';

function send<C extends keyof IpcSends>(channel: C, ...args: Parameters<IpcSends[C]>): void {
  ipcRenderer.send(channel, ...args);
}

function invoke<C extends keyof IpcInvokes>(channel: C, ...args: Parameters<IpcInvokes[C]>): ReturnType<IpcInvokes[C]> {
  return ipcRenderer.invoke(channel, ...args) as ReturnType<IpcInvokes[C]>;
}

const bridge: DesktopBridge = {
  platform: process.platform,
  requestStream: () => send('stream:request'),
  settings: () => invoke('settings:page'),
  onSettings: (listener) => {
    ipcRenderer.on(PAGE_SETTINGS_CHANNEL, (_event, settings: PageSettings) => listener(settings));
  },
  changeSetting: (name, value) => send('settings:change', name, value),
  openPreferences: (section) => send('preferences:open', section ?? null),
  saveText: (suggestedName, text) => invoke('text:save', suggestedName, text),
  openText: () => invoke('text:open'),
  copyText: (text) => invoke('text:copy', text),
  diagnostics: () => invoke('app:diagnostics'),
  webUrl: () => invoke('app:web-url'),
  onCommand: (listener) => {
    ipcRenderer.on(PAGE_COMMAND_CHANNEL, (_event, id: string) => listener(id));
  },
  commands: () => invoke('commands:list'),
  runCommand: (id) => send('commands:run', id),
};

contextBridge.exposeInMainWorld('desktop', bridge);

// Ports cannot cross the context bridge, so the page gets it as a message to itself.
ipcRenderer.on(STREAM_PORT_CHANNEL, (event) => {
  const [port] = event.ports;
  if (port !== undefined) window.postMessage(STREAM_PORT_MESSAGE, location.origin, [port]);
});
