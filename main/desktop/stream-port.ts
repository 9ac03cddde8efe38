import { MessageChannelMain, type MessageEvent } from 'electron';
import { STREAM_PORT_CHANNEL } from '../../preload/bridge.ts';
import type { RunningApp } from '../app.ts';
import { acknowledgedOutlet } from '../publish/stream-outlet.ts';
import { onSend } from './ipc.ts';

/** Gives each page that asks a MessagePort of its own, which carries the same stream as a browser's WebSocket. */
export function serveStreamPorts(running: () => RunningApp | null): void {
  onSend('stream:request', (event) => {
    const app = running();
    if (app === null) return;
    const { port1, port2 } = new MessageChannelMain();
    const viewer = app.open(
      acknowledgedOutlet({ post: (text) => port1.postMessage(text), close: () => port1.close() }),
    );
    port1.on('message', (message: MessageEvent) => viewer.receive(message.data));
    port1.on('close', () => viewer.gone());
    port1.start();
    event.senderFrame?.postMessage(STREAM_PORT_CHANNEL, null, [port2]);
  });
}
