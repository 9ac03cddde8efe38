import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { UpdateError } from './update-error.ts';

/** What is signed: the name too, so that the manifest of one platform is no manifest of another. */
function signedBytes(name: string, manifest: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`multi-ticker-dashboard update manifest\n${name}\n`), manifest]);
}

/** The Ed25519 signature of a manifest as base64. Throws UpdateError where the key is none. */
export function signManifest(name: string, manifest: Buffer, privateKeyPem: string): string {
  return sign(null, signedBytes(name, manifest), ed25519(privateKeyPem, createPrivateKey)).toString('base64');
}

/** Throws UpdateError unless the signature is that of this manifest under this key. */
export function checkSignature(name: string, manifest: Buffer, signature: string, publicKeyPem: string): void {
  const bytes = Buffer.from(signature.trim(), 'base64');
  if (!verify(null, signedBytes(name, manifest), ed25519(publicKeyPem, createPublicKey), bytes)) {
    throw new UpdateError(
      `The signature of ${name} is not the one of this application's makers. The update is refused.`,
    );
  }
}

/** A new pair of keys as PEM. */
export function createKeys(): { privateKey: string; publicKey: string } {
  return generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}

/** The public half of a private key as PEM. */
export function publicKeyOf(privateKeyPem: string): string {
  return createPublicKey(ed25519(privateKeyPem, createPrivateKey)).export({ type: 'spki', format: 'pem' }).toString();
}

function ed25519(pem: string, create: (pem: string) => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = create(pem);
  } catch {
    throw new UpdateError('The key of updates cannot be read.');
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new UpdateError('The key of updates is not an Ed25519 key.');
  return key;
}
