import { contextBridge, ipcRenderer } from 'electron';
import type { AlertsBridge, AlertsInvokes } from './alerts-bridge.ts';
import type { IpcInvokes, PageSettings } from './bridge.ts';

type Contract = typeof import('./alerts-bridge.ts');

function invoke<C extends keyof AlertsInvokes>(
  channel: C,
  ...args: Parameters<AlertsInvokes[C]>
): ReturnType<AlertsInvokes[C]> {
  return ipcRenderer.invoke(channel, ...args) as ReturnType<AlertsInvokes[C]>;
}

function listen<T>(channel: string): (listener: (value: T) => void) => void {
  return (listener) => {
    ipcRenderer.on(channel, (_event, value: T) => listener(value));
  };
}

// A sandboxed preload can load no other file of ours, so this one takes nothing but types from the contract.
const VIEW: Contract['ALERTS_VIEW_CHANNEL'] = 'alerts:changed';
const PROGRESS: Contract['ALERTS_PROGRESS_CHANNEL'] = 'alerts:progress';
const PAGE_SETTINGS: keyof Pick<IpcInvokes, 'settings:page'> = 'settings:page';
const SETTINGS_CHANGED: typeof import('./bridge.ts').PAGE_SETTINGS_CHANNEL = 'settings:changed';

const bridge: AlertsBridge = {
  view: () => invoke('alerts:view'),
  onView: listen(VIEW),
  setRules: (rules) => invoke('alerts:set-rules', rules),
  history: () => invoke('alerts:history'),
  exportHistory: () => invoke('alerts:export-history'),
  exportRules: () => invoke('alerts:export-rules'),
  importRules: () => invoke('alerts:import-rules'),
  source: () => invoke('alerts:source'),
  chooseSource: (kind) => invoke('alerts:choose-source', kind),
  test: (rules) => invoke('alerts:test', rules),
  cancelTest: () => invoke('alerts:cancel-test'),
  onProgress: listen(PROGRESS),
  settings: () => ipcRenderer.invoke(PAGE_SETTINGS) as Promise<PageSettings>,
  onSettings: listen(SETTINGS_CHANGED),
};

contextBridge.exposeInMainWorld('alerts', bridge);
