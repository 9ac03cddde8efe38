import { type IpcMainEvent, ipcMain, type WebContents } from 'electron';
import type { IpcInvokes, IpcSends } from '../../preload/bridge.ts';
import type { RecordingInvokes } from '../../preload/recordings-bridge.ts';
import { isTrustedSender } from './security.ts';

/** As many arguments as the contract says, none of them trusted: they come from a renderer. */
type Unchecked<Args extends unknown[]> = { [K in keyof Args]: unknown };

/** Registers the receiver of a one-way message; messages from anything but our own top frame are dropped. */
export function onSend<C extends keyof IpcSends>(
  channel: C,
  receive: (event: IpcMainEvent, ...args: Unchecked<Parameters<IpcSends[C]>>) => void,
): void {
  ipcMain.on(channel, (event, ...args: unknown[]) => {
    if (isTrustedSender(event)) receive(event, ...(args as Unchecked<Parameters<IpcSends[C]>>));
  });
}

/** Registers the answer to a question; a question from anything but our own top frame is rejected. */
export function onInvoke<C extends keyof IpcInvokes>(
  channel: C,
  answer: (...args: Unchecked<Parameters<IpcInvokes[C]>>) => ReturnType<IpcInvokes[C]>,
): void {
  ipcMain.handle(channel, (event, ...args: unknown[]) => {
    if (!isTrustedSender(event)) throw new Error('refused: untrusted sender');
    return answer(...(args as Unchecked<Parameters<IpcInvokes[C]>>));
  });
}

/** Registers the answer to a question of one window's page; other windows cannot ask it. */
export function answerPage<C extends keyof RecordingInvokes>(
  contents: WebContents,
  channel: C,
  answer: (...args: Unchecked<Parameters<RecordingInvokes[C]>>) => ReturnType<RecordingInvokes[C]>,
): void {
  contents.ipc.handle(channel, (event, ...args: unknown[]) => {
    if (!isTrustedSender(event)) throw new Error('refused: untrusted sender');
    return answer(...(args as Unchecked<Parameters<RecordingInvokes[C]>>));
  });
}
