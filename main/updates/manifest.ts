import { parseUpdateInfo } from 'electron-updater/out/providers/Provider.js';
import { UpdateError } from './update-error.ts';

export interface UpdateFile {
  /** A plain file name beside the manifest. */
  readonly url: string;
  /** Base64. */
  readonly sha512: string;
  readonly size: number;
}

/** What electron-builder writes about a release, as far as it is used. */
export interface UpdateManifest {
  readonly version: string;
  readonly files: readonly UpdateFile[];
  readonly releaseDate: string;
}

const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;
const SHA512 = /^[A-Za-z0-9+/]{86}==$/;
const MAX_FILES = 20;

/** The manifest for a platform, as electron-builder names it. */
export function manifestName(platform: NodeJS.Platform, arch: string): string {
  if (platform === 'darwin') return 'latest-mac.yml';
  if (platform === 'win32') return 'latest.yml';
  return arch === 'x64' ? 'latest-linux.yml' : `latest-linux-${arch}.yml`;
}

/** Reads a manifest. Throws UpdateError on anything but file names with their hashes. */
export function readManifest(name: string, text: string): UpdateManifest {
  let value: unknown;
  try {
    value = parseUpdateInfo(text, name, new URL('https://update.invalid/'));
  } catch {
    throw new UpdateError(`${name} is no manifest.`);
  }
  const { version, files, releaseDate } = (value ?? {}) as Record<string, unknown>;
  if (typeof version !== 'string' || !Array.isArray(files) || files.length === 0 || files.length > MAX_FILES) {
    throw new UpdateError(`${name} names no version with its files.`);
  }
  return {
    version,
    files: files.map((file: unknown) => readFile(name, file)),
    releaseDate: releaseDate instanceof Date ? releaseDate.toISOString() : String(releaseDate ?? ''),
  };
}

function readFile(name: string, value: unknown): UpdateFile {
  const { url, sha512, size } = (value ?? {}) as Record<string, unknown>;
  const isFile = typeof url === 'string' && FILE_NAME.test(url);
  if (!isFile || typeof sha512 !== 'string' || !SHA512.test(sha512) || !Number.isSafeInteger(size)) {
    throw new UpdateError(`${name} names a file in a way that is not allowed.`);
  }
  return { url, sha512, size: Number(size) };
}
