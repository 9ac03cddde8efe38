import { type DesktopBridge, STREAM_PORT_MESSAGE } from '../../preload/bridge.ts';
import type { Connect } from './connection.ts';

/**
 * Connects inside the desktop window: asks the preload script for a stream and takes the MessagePort that it posts.
 * `host` is the page's window.
 */
export function portConnect(host: Window, desktop: DesktopBridge): Connect {
  return (events) => {
    let port: MessagePort | null = null;
    let handledChars = 0;
    const onMessage = (event: MessageEvent) => {
      if (event.source !== host || event.data !== STREAM_PORT_MESSAGE) return;
      const offered = event.ports[0];
      if (offered === undefined) return;
      host.removeEventListener('message', onMessage);
      port = offered;
      port.onmessage = (frame) => {
        if (typeof frame.data === 'string') events.onFrame(frame.data);
      };
      port.addEventListener('close', () => {
        if (port !== offered) return;
        port = null;
        events.onClose('the application closed the stream');
      });
      port.start();
    };
    host.addEventListener('message', onMessage);
    desktop.requestStream();
    return {
      send: (message) => port?.postMessage(message),
      handled(chars) {
        handledChars += chars;
        port?.postMessage({ type: 'ack', chars: handledChars });
      },
      close() {
        host.removeEventListener('message', onMessage);
        const open = port;
        port = null;
        open?.close();
      },
    };
  };
}
