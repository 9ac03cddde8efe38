/** What the preload script offers the page inside the desktop window; undefined in a browser. */
interface DesktopBridge {
  /** Asks for a stream: the preload answers with `window.postMessage('mtd:stream-port', location.origin, [port])`. */
  requestStream(): void;
  readonly platform: string;
  /** Makes the window's own parts (title bar, menus) follow the chosen theme. */
  setTheme(theme: 'system' | 'light' | 'dark'): void;
  /** How a key of the data provider would be kept on this machine, and where the one in use comes from. */
  apiKeyStatus(): Promise<ApiKeyStatus>;
  /** Takes a key into use: the feed restarts with it. An empty key goes back to the demo feed. */
  setApiKey(key: string): Promise<ApiKeyStatus>;
}

interface ApiKeyStatus {
  readonly source: 'none' | 'environment' | 'settings' | 'session';
  /** True when the operating system protects a stored key; otherwise a key is kept for this session only. */
  readonly canStore: boolean;
}

interface Window {
  readonly desktop?: DesktopBridge;
}
