import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createKeys, publicKeyOf, signManifest } from './manifest-signature.ts';
import { UpdateError } from './update-error.ts';

const PUBLIC_KEY_PATH = 'resources/update-key.pem';
const HELP = `Usage: npm run sign-update -- FILE...          signs manifests: latest-linux.yml gets latest-linux.yml.sig
       npm run sign-update -- --create-key FILE   makes a pair of keys: the private one goes to FILE, which belongs
                                                  outside of the repository, the public one to ${PUBLIC_KEY_PATH}

The private key is read from the environment variable UPDATE_SIGNING_KEY (PEM).
`;

function createKey(path: string): void {
  const { privateKey, publicKey } = createKeys();
  writeFileSync(path, privateKey, { mode: 0o600, flag: 'wx' });
  writeFileSync(PUBLIC_KEY_PATH, publicKey);
  process.stdout.write(`private key: ${path} (keep it secret)\npublic key:  ${PUBLIC_KEY_PATH} (commit it)\n`);
}

function signFiles(paths: readonly string[]): void {
  const key = process.env.UPDATE_SIGNING_KEY;
  if (!key) throw new UpdateError('UPDATE_SIGNING_KEY is not set.');
  if (publicKeyOf(key).trim() !== readFileSync(PUBLIC_KEY_PATH, 'utf8').trim()) {
    throw new UpdateError(
      `UPDATE_SIGNING_KEY does not belong to ${PUBLIC_KEY_PATH}: installed copies would refuse it.`,
    );
  }
  for (const path of paths) {
    writeFileSync(`${path}.sig`, `${signManifest(basename(path), readFileSync(path), key)}\n`);
    process.stdout.write(`signed ${path}\n`);
  }
}

function main([first, ...rest]: readonly string[]): number {
  try {
    if (first === undefined || first === '--help') process.stdout.write(HELP);
    else if (first === '--create-key' && rest[0] !== undefined) createKey(rest[0]);
    else signFiles([first, ...rest]);
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

process.exitCode = main(process.argv.slice(2));
