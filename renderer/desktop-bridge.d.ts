/** What the preload script offers the page inside the desktop window; undefined in a browser. */
interface DesktopBridge {
  /** Asks for a stream: the preload answers with `window.postMessage('mtd:stream-port', location.origin, [port])`. */
  requestStream(): void;
  readonly platform: string;
  /** Makes the window's own parts (title bar, menus) follow the chosen theme. */
  setTheme(theme: 'system' | 'light' | 'dark'): void;
}

interface Window {
  readonly desktop?: DesktopBridge;
}
