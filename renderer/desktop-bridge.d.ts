import type { DesktopBridge } from '../preload/bridge.ts';

declare global {
  interface Window {
    /** What the preload script offers the page inside the desktop window; undefined in a browser. */
    readonly desktop?: DesktopBridge;
  }
}
