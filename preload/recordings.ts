import { contextBridge, ipcRenderer } from 'electron';
import type { IpcInvokes, PageSettings } from './bridge.ts';
import type { RecordingInvokes, RecordingsBridge, WorkProgress } from './recordings-bridge.ts';

function invoke<C extends keyof RecordingInvokes>(
  channel: C,
  ...args: Parameters<RecordingInvokes[C]>
): ReturnType<RecordingInvokes[C]> {
  return ipcRenderer.invoke(channel, ...args) as ReturnType<RecordingInvokes[C]>;
}

// A sandboxed preload can load no other file of ours, so this one takes nothing but types from the contract.
const PROGRESS: typeof import('./recordings-bridge.ts').PROGRESS_CHANNEL = 'recordings:progress';

const PAGE_SETTINGS: keyof Pick<IpcInvokes, 'settings:page'> = 'settings:page';
const SETTINGS_CHANGED: typeof import('./bridge.ts').PAGE_SETTINGS_CHANNEL = 'settings:changed';

const bridge: RecordingsBridge = {
  source: () => invoke('recordings:source'),
  chooseSource: (kind) => invoke('recordings:choose-source', kind),
  survey: () => invoke('recordings:survey'),
  exportRows: (choice) => invoke('recordings:export', choice),
  inspect: () => invoke('recordings:inspect'),
  openRows: (choice) => invoke('recordings:open', choice),
  nextRows: () => invoke('recordings:next-rows'),
  cancel: () => invoke('recordings:cancel'),
  reveal: () => invoke('recordings:reveal'),
  settings: () => ipcRenderer.invoke(PAGE_SETTINGS) as Promise<PageSettings>,
  onSettings: (listener) => {
    ipcRenderer.on(SETTINGS_CHANGED, (_event, settings: PageSettings) => listener(settings));
  },
  onProgress: (listener) => {
    ipcRenderer.on(PROGRESS, (_event, progress: WorkProgress) => listener(progress));
  },
};

contextBridge.exposeInMainWorld('recordings', bridge);
