import { type IpcMainEvent, ipcMain } from 'electron';
import type { IpcInvokes, IpcSends } from '../../preload/bridge.ts';
import { isTrustedSender } from './security.ts';

/**
 * Registers the receiver of a one-way message. The arguments come from a renderer and are therefore `unknown`: the
 * receiver checks them. Messages from anything but our own top frame are dropped.
 */
export function onSend<C extends keyof IpcSends>(
  channel: C,
  receive: (event: IpcMainEvent, ...args: { [K in keyof Parameters<IpcSends[C]>]: unknown }) => void,
): void {
  ipcMain.on(channel, (event, ...args) => {
    if (isTrustedSender(event)) receive(event, ...(args as { [K in keyof Parameters<IpcSends[C]>]: unknown }));
  });
}

/** Registers the answer to a question; a question from anything but our own top frame is rejected. */
export function onInvoke<C extends keyof IpcInvokes>(
  channel: C,
  answer: (...args: { [K in keyof Parameters<IpcInvokes[C]>]: unknown }) => ReturnType<IpcInvokes[C]>,
): void {
  ipcMain.handle(channel, (event, ...args) => {
    if (!isTrustedSender(event)) throw new Error('refused: untrusted sender');
    return answer(...(args as { [K in keyof Parameters<IpcInvokes[C]>]: unknown }));
  });
}
