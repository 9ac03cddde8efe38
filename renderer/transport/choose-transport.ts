import type { Connect } from './connection.ts';
import { portConnect } from './port-connection.ts';
import { readPorts, streamUrls } from './stream-urls.ts';
import { webSocketConnect } from './websocket-connection.ts';

/** The way to the stream: the window's MessagePort in the desktop app, a WebSocket in a browser. */
export function chooseTransport(): Connect {
  if (window.desktop !== undefined) return portConnect(window, window.desktop);
  const meta = document.querySelector('meta[name="mtd-ports"]');
  const { protocol, hostname, port, href } = window.location;
  return webSocketConnect(
    streamUrls({ protocol, hostname, port, href }, readPorts(meta?.getAttribute('content') ?? null)),
  );
}
