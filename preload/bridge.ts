import type { DiagnosticsReport } from '../main/diagnostics/diagnostics-report.ts';
import type { PreferenceSection } from './preferences-bridge.ts';

/** What the page may ask of the desktop shell; undefined in a browser. One contract for preload, page and main. */
export interface DesktopBridge {
  readonly platform: string;
  /** Asks for a stream; the port arrives as a window message, see STREAM_PORT_MESSAGE. */
  requestStream(): void;
  /** The settings that a page follows; `onSettings` tells of every change. */
  settings(): Promise<PageSettings>;
  onSettings(listener: (settings: PageSettings) => void): void;
  /** Changes one of them; what it cannot be is ignored. */
  changeSetting(name: 'theme' | 'timeZone', value: string): void;
  /** Opens the preferences window, at a section where one is named. */
  openPreferences(section?: PreferenceSection): void;
  /** Asks for the name of a file and writes a text into it; null if the user gave up, else the name. */
  saveText(suggestedName: string, text: string): Promise<string | null>;
  /** Lets the user choose a text file, through the system's dialog; null if the user gave up. */
  openText(): Promise<OpenedText | null>;
  /** Puts a text into the clipboard. */
  copyText(text: string): Promise<void>;
  /** Where browsers find these pages; null while nothing runs. */
  webUrl(): Promise<string | null>;
  /** How the application is doing; null while nothing runs. */
  diagnostics(): Promise<DiagnosticsReport | null>;
  /** Calls back with the id of a command that the native menu wants the page to run (renderer/commands/). */
  onCommand(listener: (id: string) => void): void;
  /** What the application can do now beside the commands of the page. */
  commands(): Promise<readonly CommandView[]>;
  /** Runs one of them; nothing happens where it is not possible now. */
  runCommand(id: string): void;
}

/** A file that the user chose: its text, or a sentence on why it cannot be had. */
export type OpenedText =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly problem: string };

/** A command of the application, for the palette and the list of shortcuts. */
export interface CommandView {
  readonly id: string;
  /** With the menu that it is in: `File: Export to Excel...`. */
  readonly title: string;
  /** As Electron writes it: `CmdOrCtrl+E`. */
  readonly accelerator: string | null;
  /** The page runs it itself. */
  readonly isOfPage: boolean;
}

/** Carries the id of a command of the page. */
export const PAGE_COMMAND_CHANNEL = 'page:command';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** The settings that concern what pages show. */
export interface PageSettings {
  readonly theme: Theme;
  /** `system`, or the name of an IANA zone. */
  readonly timeZone: string;
  /** Pairs of the buttons in the page's head. */
  readonly quickTickers: readonly string[];
  /** Whether there is a key of the data provider; never the key. */
  readonly hasApiKey: boolean;
  /** What was wrong with the settings file, for people. */
  readonly problems: readonly string[];
}

/** Carries the settings to every page after a change. */
export const PAGE_SETTINGS_CHANNEL = 'settings:changed';

/** Data of the window message that carries the stream's MessagePort. */
export const STREAM_PORT_MESSAGE = 'mtd:stream-port';

/** Channel names of the IPC between preload and main, and their signatures. */
export interface IpcSends {
  'stream:request': () => void;
  'settings:change': (name: 'theme' | 'timeZone', value: string) => void;
  'preferences:open': (section: PreferenceSection | null) => void;
  'commands:run': (id: string) => void;
}

export interface IpcInvokes {
  'settings:page': () => Promise<PageSettings>;
  'text:save': (suggestedName: string, text: string) => Promise<string | null>;
  'text:open': () => Promise<OpenedText | null>;
  'text:copy': (text: string) => Promise<void>;
  'app:web-url': () => Promise<string | null>;
  'app:diagnostics': () => Promise<DiagnosticsReport | null>;
  'commands:list': () => Promise<readonly CommandView[]>;
}

export const STREAM_PORT_CHANNEL = 'stream:port';
