/** What the page may ask of the desktop shell; undefined in a browser. One contract for preload, page and main. */
export interface DesktopBridge {
  readonly platform: string;
  /** Asks for a stream; the port arrives as a window message, see STREAM_PORT_MESSAGE. */
  requestStream(): void;
  /** Makes the native parts (window, menus) follow the chosen theme. */
  setTheme(theme: Theme): void;
  /** Says how a key would be kept on this machine, and whether one is in use. */
  apiKeyStatus(): Promise<ApiKeyStatus>;
  /** Takes a key into use: the feed restarts with it. An empty key goes back to the demo feed. */
  setApiKey(key: string): Promise<ApiKeyStatus>;
  /** Asks for the name of a file and writes a text into it; null if the user gave up, else the name. */
  saveText(suggestedName: string, text: string): Promise<string | null>;
  /** Puts a text into the clipboard. */
  copyText(text: string): Promise<void>;
  /** Where browsers find these pages; null while nothing runs. */
  webUrl(): Promise<string | null>;
  /** Calls back with the id of a command that the native menu wants the page to run (renderer/commands/). */
  onCommand(listener: (id: string) => void): void;
  /** What the application can do now beside the commands of the page. */
  commands(): Promise<readonly CommandView[]>;
  /** Runs one of them; nothing happens where it is not possible now. */
  runCommand(id: string): void;
}

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

export interface ApiKeyStatus {
  /** Where the key in use comes from. */
  readonly source: 'none' | 'environment' | 'settings' | 'session';
  /** True when the operating system protects a stored key; otherwise a key is kept for this session only. */
  readonly canStore: boolean;
}

/** Data of the window message that carries the stream's MessagePort. */
export const STREAM_PORT_MESSAGE = 'mtd:stream-port';

/** Channel names of the IPC between preload and main, and their signatures. */
export interface IpcSends {
  'stream:request': () => void;
  'theme:set': (theme: Theme) => void;
  'commands:run': (id: string) => void;
}

export interface IpcInvokes {
  'api-key:status': () => Promise<ApiKeyStatus>;
  'api-key:set': (key: string) => Promise<ApiKeyStatus>;
  'text:save': (suggestedName: string, text: string) => Promise<string | null>;
  'text:copy': (text: string) => Promise<void>;
  'app:web-url': () => Promise<string | null>;
  'commands:list': () => Promise<readonly CommandView[]>;
}

export const STREAM_PORT_CHANNEL = 'stream:port';
