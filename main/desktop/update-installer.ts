import { app } from 'electron';
import type { AppUpdater, UpdateInfo } from 'electron-updater';
import { Provider, type ProviderRuntimeOptions, resolveFiles } from 'electron-updater/out/providers/Provider.js';
import type { Log } from '../log.ts';
import type { UpdateManifest } from '../updates/manifest.ts';
import { type InstalledBy, installedBy } from './installed-by.ts';

/** A release whose manifest has been checked. */
export interface CheckedRelease {
  readonly feedUrl: string;
  readonly manifest: UpdateManifest;
}

/** Hands electron-updater the checked manifest, so that what it downloads is measured by that and nothing it fetched itself. */
function providerOf({ feedUrl, manifest }: CheckedRelease) {
  const [first] = manifest.files;
  const info: UpdateInfo = {
    ...manifest,
    files: manifest.files.map((file) => ({ ...file })),
    path: first?.url ?? '',
    sha512: first?.sha512 ?? '',
  };
  return class CheckedProvider extends Provider<UpdateInfo> {
    // electron-updater calls it with three arguments; the base takes the last.
    constructor(_options: unknown, _updater: AppUpdater, runtime: ProviderRuntimeOptions) {
      super(runtime);
    }

    getLatestVersion(): Promise<UpdateInfo> {
      return Promise.resolve(info);
    }

    resolveFiles(update: UpdateInfo) {
      return resolveFiles(update, new URL(feedUrl));
    }
  };
}

async function updaterFor(kind: InstalledBy): Promise<AppUpdater | null> {
  if (kind === null) return null;
  // Only when it is needed: it starts to work when it is loaded.
  const { default: updaters } = await import('electron-updater');
  switch (kind) {
    case 'AppImage':
      return new updaters.AppImageUpdater();
    case 'deb':
      return new updaters.DebUpdater();
    case 'rpm':
      return new updaters.RpmUpdater();
    case 'installer':
      return updaters.autoUpdater;
  }
}

/** electron-updater for the kind of package that runs: AppImage, deb, rpm, NSIS or macOS. */
export class UpdateInstaller {
  readonly #updater: AppUpdater;

  private constructor(updater: AppUpdater) {
    this.#updater = updater;
  }

  /** Null where this copy cannot replace itself. */
  static async create(log: Log): Promise<UpdateInstaller | null> {
    const autoUpdater = await updaterFor(app.isPackaged ? await installedBy(app.getPath('exe')) : null);
    if (autoUpdater === null) return null;
    autoUpdater.logger = { ...log, info: log.debug };
    autoUpdater.autoDownload = false;
    autoUpdater.autoInstallOnAppQuit = false;
    autoUpdater.allowDowngrade = false;
    autoUpdater.disableDifferentialDownload = true;
    return new UpdateInstaller(autoUpdater);
  }

  /** Downloads the release and measures it by its hash. `onProgress` gets 0 to 1. Throws when it is not what the manifest says. */
  async download(release: CheckedRelease, onProgress: (share: number) => void): Promise<void> {
    const listener = ({ percent }: { percent: number }) => onProgress(percent / 100);
    this.#updater.on('download-progress', listener);
    try {
      this.#updater.setFeedURL({ provider: 'custom', updateProvider: providerOf(release) as never });
      const found = await this.#updater.checkForUpdates();
      if (found?.isUpdateAvailable !== true) throw new Error('this system is not one that the new version runs on');
      await this.#updater.downloadUpdate();
    } finally {
      this.#updater.removeListener('download-progress', listener);
    }
  }

  /** Puts the downloaded version in place and starts it. Everything else has to be at its end by then. */
  install(): void {
    this.#updater.quitAndInstall(false, true);
  }
}
