import { contextBridge, ipcRenderer } from 'electron';
import type { PreferencesBridge, PreferencesInvokes } from './preferences-bridge.ts';

type Contract = typeof import('./preferences-bridge.ts');

function invoke<C extends keyof PreferencesInvokes>(
  channel: C,
  ...args: Parameters<PreferencesInvokes[C]>
): ReturnType<PreferencesInvokes[C]> {
  return ipcRenderer.invoke(channel, ...args) as ReturnType<PreferencesInvokes[C]>;
}

function listen<T>(channel: string): (listener: (value: T) => void) => void {
  return (listener) => {
    ipcRenderer.on(channel, (_event, value: T) => listener(value));
  };
}

// A sandboxed preload can load no other file of ours, so this one takes nothing but types from the contract.
const VIEW: Contract['PREFERENCES_VIEW_CHANNEL'] = 'preferences:changed';
const STEP: Contract['TEST_STEP_CHANNEL'] = 'preferences:test-step';
const SECTION: Contract['PREFERENCES_SECTION_CHANNEL'] = 'preferences:show-section';

const bridge: PreferencesBridge = {
  platform: process.platform,
  view: () => invoke('preferences:view'),
  section: () => invoke('preferences:section'),
  check: (name, value) => invoke('preferences:check', name, value),
  set: (name, value) => invoke('preferences:set', name, value),
  apply: () => invoke('preferences:apply'),
  discard: () => invoke('preferences:discard'),
  chooseDirectory: () => invoke('preferences:choose-directory'),
  setKey: (key, keeping) => invoke('preferences:set-key', key, keeping),
  removeKey: () => invoke('preferences:remove-key'),
  testConnection: (key, interrupt) => invoke('preferences:test', key, interrupt),
  cancelTest: () => invoke('preferences:cancel-test'),
  onChange: listen(VIEW),
  onTestStep: listen(STEP),
  onSection: listen(SECTION),
};

contextBridge.exposeInMainWorld('preferences', bridge);
