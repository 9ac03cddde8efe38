import type { ClientMessage } from '../../main/publish/stream-messages.ts';
import { createUnpacker } from '../../main/publish/unpack.ts';
import type { Connect } from './connection.ts';

/**
 * Connects over a WebSocket. Each failed attempt moves on to the next address; an address that worked is kept, so a
 * reconnect goes straight back to it.
 */
export function webSocketConnect(urls: readonly string[]): Connect {
  let choice = 0;
  return (events) => {
    const url = urls[choice % urls.length] ?? '';
    let socket: WebSocket | null = null;
    let opened = false;
    const finish = (reason: string) => {
      if (socket === null) return;
      detach();
      if (!opened) choice += 1;
      events.onClose(reason);
    };
    const detach = () => {
      if (socket === null) return;
      socket.onopen = socket.onmessage = socket.onerror = socket.onclose = null;
      socket = null;
    };
    try {
      socket = new WebSocket(url);
    } catch (error) {
      choice += 1;
      queueMicrotask(() => events.onClose(`${url}: ${String(error)}`));
      return { send: () => {}, handled: () => {}, close: () => {} };
    }
    const current = socket;
    const unpacker = createUnpacker();
    /** Null for a packed frame that does not fit what came before; new snapshots put that right. */
    const unpacked = (data: string): string | null => {
      try {
        return unpacker.unpack(data);
      } catch (error) {
        console.warn('A packed frame could not be read; asking for new snapshots.', error);
        return null;
      }
    };
    socket.onopen = () => {
      opened = true;
    };
    socket.onmessage = (event) => {
      if (typeof event.data !== 'string') return;
      const frame = unpacked(event.data);
      if (frame === null) current.send(JSON.stringify({ type: 'resync' } satisfies ClientMessage));
      else events.onFrame(frame);
    };
    // The close event follows, and says more.
    socket.onerror = () => {};
    socket.onclose = (event) => finish(opened ? closeReason(event.code, event.reason) : `no answer from ${url}`);
    return {
      send(message) {
        if (current.readyState === current.OPEN) current.send(JSON.stringify(message));
      },
      handled() {},
      close() {
        if (!opened) choice += 1;
        detach();
        current.close();
      },
    };
  };
}

function closeReason(code: number, reason: string): string {
  return reason === '' ? `the server closed the connection (code ${code})` : `${reason} (code ${code})`;
}
