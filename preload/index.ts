import { contextBridge, ipcRenderer } from 'electron';
import {
  type DesktopBridge,
  type IpcInvokes,
  type IpcSends,
  PAGE_COMMAND_CHANNEL,
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
  setTheme: (theme) => send('theme:set', theme),
  apiKeyStatus: () => invoke('api-key:status'),
  setApiKey: (key) => invoke('api-key:set', key),
  saveText: (suggestedName, text) => invoke('text:save', suggestedName, text),
  copyText: (text) => invoke('text:copy', text),
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
