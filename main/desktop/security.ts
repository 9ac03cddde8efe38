import { app, type IpcMainEvent, type IpcMainInvokeEvent, type Session } from 'electron';
import { APP_ORIGIN } from './app-origin.ts';

/** True for a message from the top frame of one of our own pages. */
export function isTrustedSender(event: IpcMainEvent | IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && frame.origin === APP_ORIGIN;
}

function isOwnPage(url: string): boolean {
  return url.startsWith(`${APP_ORIGIN}/`);
}

/** Denies navigation away, new windows and web views in every window: our pages have no links to elsewhere. */
export function denyNavigation(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isOwnPage(event.url)) event.preventDefault();
    });
    contents.on('will-frame-navigate', (event) => {
      if (!isOwnPage(event.url)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => {
      if (!isOwnPage(event.url)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/** Denies every permission, device and download: no window of ours needs one. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, respond) => respond(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
}

/** What pages may load: the bundle, and what they and the developer tools make themselves. */
const LOCAL_SCHEMES = /^(app|devtools|data|blob):/;

/** Cancels every request of a page that would leave this computer or read its files, whatever the page's own policy says. */
export function denyRemoteContent(session: Session): void {
  session.webRequest.onBeforeRequest((details, respond) => respond({ cancel: !LOCAL_SCHEMES.test(details.url) }));
}
