import { expect, test, vi } from 'vitest';
import type { DesktopBridge } from '../../../preload/bridge.ts';
import { portConnect } from '../../../renderer/transport/port-connection.ts';

/** The page's window with a preload script that offers real MessagePorts. */
function desktopWindow() {
  const host = new EventTarget() as Window & EventTarget;
  const servers: MessagePort[] = [];
  const offer = (data: unknown, source: unknown = host) => {
    const { port1, port2 } = new MessageChannel();
    servers.push(port1);
    const event = new Event('message');
    Object.assign(event, { data, source, ports: [port2] });
    host.dispatchEvent(event);
  };
  const desktop = { requestStream: () => queueMicrotask(() => offer('mtd:stream-port')) } as unknown as DesktopBridge;
  return { host, desktop, offer, servers };
}

test('takes the port that the preload script posts, and says what it has handled', async () => {
  const { host, desktop, servers } = desktopWindow();
  const frames: string[] = [];
  const connection = portConnect(host, desktop)({ onFrame: (text) => frames.push(text), onClose: () => {} });
  await vi.waitFor(() => expect(servers).toHaveLength(1));
  const received: unknown[] = [];
  const server = servers[0] as MessagePort;
  server.onmessage = (event) => received.push(event.data);
  server.postMessage('{"type":"status"}');
  await vi.waitFor(() => expect(frames).toEqual(['{"type":"status"}']));
  connection.handled(17);
  connection.handled(3);
  connection.send({ type: 'select', pair: 'ETH-USD' });
  await vi.waitFor(() =>
    expect(received).toEqual([
      { type: 'ack', chars: 17 },
      { type: 'ack', chars: 20 },
      { type: 'select', pair: 'ETH-USD' },
    ]),
  );
  connection.close();
  server.close();
});

test('takes no port from anybody else', () => {
  const { host, offer } = desktopWindow();
  const silent = { requestStream: () => {} } as unknown as DesktopBridge;
  const onFrame = vi.fn();
  const connection = portConnect(host, silent)({ onFrame, onClose: () => {} });
  offer('mtd:stream-port', {});
  offer('something else');
  connection.handled(5);
  connection.close();
  expect(onFrame).not.toHaveBeenCalled();
});
