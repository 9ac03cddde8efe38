import { readManifest, type UpdateManifest } from './manifest.ts';
import { checkSignature } from './manifest-signature.ts';
import { UpdateError } from './update-error.ts';
import { compareVersions } from './version.ts';

const MAX_BYTES = 100_000;
const TIMEOUT_MS = 20_000;

export interface UpdateQuestion {
  /** The directory that the manifest and its files are in. */
  readonly feedUrl: string;
  readonly manifestName: string;
  readonly currentVersion: string;
  /** PEM; null = this build has none. */
  readonly publicKey: string | null;
}

export type UpdateAnswer =
  | { readonly kind: 'current' }
  | { readonly kind: 'available'; readonly feedUrl: string; readonly manifest: UpdateManifest };

/**
 * Asks the feed for a newer version. Only a manifest with our signature counts; throws UpdateError with one sentence where
 * there is none, where it is older than what runs, and where the feed cannot be reached.
 */
export async function checkForUpdate(question: UpdateQuestion): Promise<UpdateAnswer> {
  const { manifestName, currentVersion, publicKey } = question;
  if (publicKey === null) {
    throw new UpdateError('This build has no key to check updates with, so it takes none. See docs/packaging.md.');
  }
  const feedUrl = readFeedUrl(question.feedUrl);
  const bytes = await get(new URL(manifestName, feedUrl));
  const signature = await get(new URL(`${manifestName}.sig`, feedUrl));
  checkSignature(manifestName, bytes, signature.toString('latin1'), publicKey);
  const manifest = readManifest(manifestName, bytes.toString('utf8'));
  const order = compareVersions(manifest.version, currentVersion);
  if (order < 0) {
    throw new UpdateError(`The feed offers ${manifest.version}, older than this ${currentVersion}. It is refused.`);
  }
  return order === 0 ? { kind: 'current' } : { kind: 'available', feedUrl: feedUrl.href, manifest };
}

/** The feed's address with a slash at its end. Throws UpdateError unless it is https, or http on this machine. */
export function readFeedUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new UpdateError(`The address of updates is none: ${text}`);
  }
  const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) {
    throw new UpdateError('The address of updates must begin with https://');
  }
  if (url.username !== '' || url.password !== '')
    throw new UpdateError('The address of updates must hold no password.');
  url.search = '';
  url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

async function get(url: URL): Promise<Buffer> {
  let response: Response;
  let body: Buffer;
  try {
    // A redirect could lead away from https.
    response = await fetch(url, { redirect: 'error', cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) });
    body = await readBounded(response);
  } catch (error) {
    if (error instanceof UpdateError) throw error;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new UpdateError(`${url.host} cannot be reached: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  if (response.ok) return body;
  const name = url.pathname.split('/').at(-1);
  throw new UpdateError(
    name?.endsWith('.sig') && response.status === 404
      ? `The feed has no signature (${name}). The update is refused.`
      : `${url.host} answered ${response.status} for ${name}.`,
  );
}

async function readBounded(response: Response): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > MAX_BYTES) throw new UpdateError('The feed answered with more than a manifest.');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
