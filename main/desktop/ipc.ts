import { type IpcMainEvent, ipcMain, type WebContents } from 'electron';
import type { IpcInvokes, IpcSends } from '../../preload/bridge.ts';
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

/** A contract: channel name to signature. */
type Invokes<Contract> = { readonly [C in keyof Contract]: (...args: never[]) => Promise<unknown> };

/**
 * Gives the function that registers answers to the questions of one window's page, by the contract of that window; other windows
 * cannot ask them.
 */
export function answersFor<Contract extends Invokes<Contract>>(contents: WebContents) {
  return <C extends keyof Contract & string>(
    channel: C,
    answer: (...args: Unchecked<Parameters<Contract[C]>>) => ReturnType<Contract[C]>,
  ): void => {
    contents.ipc.handle(channel, (event, ...args: unknown[]) => {
      if (!isTrustedSender(event)) throw new Error('refused: untrusted sender');
      return answer(...(args as Unchecked<Parameters<Contract[C]>>));
    });
  };
}
