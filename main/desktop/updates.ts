import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, type MessageBoxOptions, Notification } from 'electron';
import type { Log } from '../log.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { checkForUpdate } from '../updates/check-for-update.ts';
import { manifestName } from '../updates/manifest.ts';
import { UpdateError } from '../updates/update-error.ts';
import { openExternal } from './open-external.ts';
import { type CheckedRelease, UpdateInstaller } from './update-installer.ts';

const FIRST_CHECK_MS = 15_000;
const CHECK_EVERY_MS = 24 * 3_600_000;
const NO_PROGRESS = -1;

export interface UpdatesHost {
  readonly settings: SettingsStore;
  readonly version: string;
  readonly log: Log;
  readonly window: () => BrowserWindow | null;
  /** Whether trades are being recorded now. */
  readonly isRecording: () => boolean;
}

/** Newer versions: looked for, fetched and installed only as the user has chosen. Off unless the settings say otherwise. */
export class Updates {
  readonly #host: UpdatesHost;
  #timer: NodeJS.Timeout | null = null;
  #busy = false;
  #installer: UpdateInstaller | null = null;
  /** Downloaded and checked: its version. */
  #ready: string | null = null;
  #installAtEnd = false;

  constructor(host: UpdatesHost) {
    this.#host = host;
  }

  /** Looks by itself from now on, as often as the settings allow. */
  follow(): void {
    const plan = (delayMs: number) => {
      if (this.#timer !== null) clearTimeout(this.#timer);
      if (this.#host.settings.get('updates') === 'off') return;
      this.#timer = setTimeout(() => {
        void this.#look(false);
        plan(CHECK_EVERY_MS);
      }, delayMs);
    };
    this.#host.settings.onChange((changed) => {
      if (changed.has('updates') || changed.has('updateFeedUrl')) plan(FIRST_CHECK_MS);
    });
    plan(FIRST_CHECK_MS);
  }

  /** Looks because a person asked, and answers in any case. */
  check(): Promise<void> {
    return this.#look(true);
  }

  /** Called when everything has been stopped: installs where the user chose to restart for it. */
  finish(): void {
    if (!this.#installAtEnd || this.#installer === null) return;
    // The new version starts before this one is gone.
    app.releaseSingleInstanceLock();
    this.#installer.install();
  }

  /** The user did not want to quit after all. */
  stay(): void {
    this.#installAtEnd = false;
  }

  async #look(asked: boolean): Promise<void> {
    if (this.#busy) {
      if (asked) await this.#say({ message: 'An update is being looked for or downloaded already.' });
      return;
    }
    this.#busy = true;
    try {
      if (this.#ready !== null) await this.#offerRestart(this.#ready);
      else await this.#lookNow(asked);
    } catch (error) {
      await this.#fail(error, asked);
    } finally {
      this.#busy = false;
    }
  }

  async #lookNow(asked: boolean): Promise<void> {
    const { settings, version, log } = this.#host;
    const feedUrl = settings.get('updateFeedUrl') ?? builtInFeed();
    if (feedUrl === null) throw new UpdateError('This build knows no address to look at; set one in the preferences.');
    const answer = await checkForUpdate({
      feedUrl,
      manifestName: manifestName(process.platform, process.arch),
      currentVersion: version,
      publicKey: builtInKey(),
    });
    if (answer.kind === 'current') {
      log.info(`update: ${version} is the newest version`);
      if (asked) await this.#say({ message: `Version ${version} is the newest one.` });
      return;
    }
    const found = answer.manifest.version;
    log.info(`update: version ${found} is there`);
    this.#installer ??= await UpdateInstaller.create(log);
    if (this.#installer === null) await this.#offerFile(answer, asked);
    else if (asked) await this.#offerDownload(answer);
    else if (settings.get('updates') === 'install') await this.#download(answer);
    else this.#notify(`Version ${found} is available`, 'Help > Check for Updates... downloads it.');
  }

  async #offerDownload(release: CheckedRelease): Promise<void> {
    const { version, files } = release.manifest;
    const size = `${Math.round((files[0]?.size ?? 0) / 1e6)} MB`;
    const choice = await this.#ask(
      {
        message: `Version ${version} is available.`,
        detail: `You have ${this.#host.version}. Download: about ${size}.`,
      },
      ['Download', 'Later'],
    );
    if (choice === 0) await this.#download(release);
  }

  /** For a copy that cannot replace itself. */
  async #offerFile({ feedUrl, manifest }: CheckedRelease, asked: boolean): Promise<void> {
    const message = `Version ${manifest.version} is available.`;
    const detail = 'This copy was unpacked from an archive and cannot replace itself. Its maker offers the new one at:';
    if (!asked) {
      this.#notify(message, 'Help > Check for Updates... says where.');
      return;
    }
    const choice = await this.#ask({ message, detail: `${detail}\n${feedUrl}` }, ['Open in Browser', 'Close']);
    if (choice === 0 && !(await openExternal(feedUrl))) {
      await this.#say({ type: 'warning', message: 'The browser opens https addresses only.', detail: feedUrl });
    }
  }

  async #download(release: CheckedRelease): Promise<void> {
    const { version } = release.manifest;
    try {
      await this.#installer?.download(release, (share) => this.#progress(share));
    } catch (error) {
      // Both the log of electron-updater and its message name the two hashes.
      const isWrong = (error as { code?: string }).code === 'ERR_CHECKSUM_MISMATCH';
      throw isWrong
        ? new UpdateError(`Version ${version} is not what its makers signed (wrong checksum). It was thrown away.`)
        : error;
    } finally {
      this.#progress(NO_PROGRESS);
    }
    this.#ready = version;
    this.#host.log.info(`update: version ${version} is downloaded and checked`);
    await this.#offerRestart(version);
  }

  async #offerRestart(version: string): Promise<void> {
    const pause = this.#host.isRecording()
      ? 'Trades are being recorded: the restart is a short outage, which is recorded as one.'
      : 'The dashboard is closed for some seconds.';
    const choice = await this.#ask(
      { message: `Version ${version} is ready. Restart for it now?`, detail: `${pause} It is not installed before.` },
      ['Restart Now', 'Later'],
    );
    if (choice !== 0) return;
    this.#installAtEnd = true;
    app.quit();
  }

  async #fail(error: unknown, asked: boolean): Promise<void> {
    const reason = error instanceof Error ? error.message : String(error);
    this.#host.log.warn(`update: ${reason}`);
    if (asked) await this.#say({ type: 'warning', message: 'There is no update to be had.', detail: reason });
    else if (/refused|thrown away/.test(reason)) this.#notify('An update was refused', reason);
  }

  #progress(share: number): void {
    const window = this.#host.window();
    if (window !== null && !window.isDestroyed()) window.setProgressBar(share);
  }

  #notify(title: string, body: string): void {
    if (Notification.isSupported()) new Notification({ title, body }).show();
  }

  #say(options: MessageBoxOptions): Promise<number> {
    return this.#ask(options, ['OK']);
  }

  /** Resolves to the index of the button; the last one is what Escape means. */
  async #ask(options: MessageBoxOptions, buttons: string[]): Promise<number> {
    const all = {
      type: 'info',
      title: app.name,
      ...options,
      buttons,
      cancelId: buttons.length - 1,
      noLink: true,
    } as const;
    const window = this.#host.window();
    const isThere = window !== null && !window.isDestroyed();
    const { response } = await (isThere ? dialog.showMessageBox(window, all) : dialog.showMessageBox(all));
    return response;
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** The public key that this build came with. */
function builtInKey(): string | null {
  return textOf(join(app.getAppPath(), 'resources/update-key.pem'));
}

/** The address that this build was made with; npm run package writes one that leads nowhere where none was given. */
function builtInFeed(): string | null {
  const url = /^url: (\S+)$/m.exec(textOf(join(process.resourcesPath, 'app-update.yml')) ?? '')?.[1];
  return url === undefined || url.includes('.invalid') ? null : url;
}
